package goldset.format;

import java.util.Map;
import java.util.Optional;

/**
 * How a dialect spells the fields of an item. Where one has several names, all mean the same.
 *
 * @param prose the array in whose items a context may be free text; empty where none is
 */
public record ItemFields(String input, String prose, Map<String, Field> names) {

    enum Field {
        /** Stepped over: an exported item has one, an imported one gets another. */
        ID,
        INPUT,
        EXPECTED_OUTPUT,
        CONTEXT,
        EXPECTED_DECISION,
        RULE_HITS,
        METADATA,
        EXTERNAL_ID,
        /** Never taken: it stands in the id. */
        CREATED_AT,
        UNKNOWN
    }

    public static final ItemFields ZNYX =
            new ItemFields(
                    "input_text",
                    "",
                    Map.of(
                            "input_text", Field.INPUT,
                            "expected_output", Field.EXPECTED_OUTPUT,
                            "context", Field.CONTEXT,
                            "expected_decision", Field.EXPECTED_DECISION,
                            "expected_rule_hits", Field.RULE_HITS,
                            "metadata", Field.METADATA,
                            "external_id", Field.EXTERNAL_ID));

    public static final ItemFields EVALGUARD =
            new ItemFields(
                    "input",
                    "items",
                    Map.of(
                            "input", Field.INPUT,
                            "expected", Field.EXPECTED_OUTPUT,
                            "expectedOutput", Field.EXPECTED_OUTPUT,
                            "expected_output", Field.EXPECTED_OUTPUT,
                            "context", Field.CONTEXT,
                            "expected_decision", Field.EXPECTED_DECISION,
                            "expected_rule_hits", Field.RULE_HITS,
                            "metadata", Field.METADATA,
                            "external_id", Field.EXTERNAL_ID));

    /** What files may call them: the names of both dialects that can mean one thing only. */
    public static final ItemFields IMPORT =
            new ItemFields(
                    "input_text",
                    "",
                    Map.ofEntries(
                            Map.entry("id", Field.ID),
                            Map.entry("input_text", Field.INPUT),
                            Map.entry("input", Field.INPUT),
                            Map.entry("expected_output", Field.EXPECTED_OUTPUT),
                            Map.entry("expectedOutput", Field.EXPECTED_OUTPUT),
                            Map.entry("context", Field.CONTEXT),
                            Map.entry("expected_decision", Field.EXPECTED_DECISION),
                            Map.entry("expected_rule_hits", Field.RULE_HITS),
                            Map.entry("metadata", Field.METADATA),
                            Map.entry("external_id", Field.EXTERNAL_ID)));

    Optional<Field> field(String name) {
        return Optional.ofNullable(names.get(name));
    }
}
