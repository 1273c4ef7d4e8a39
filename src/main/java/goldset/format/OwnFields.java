package goldset.format;

import goldset.domain.Item;
import goldset.format.ItemFields.Field;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What in another tool's row is called as our fields are, and can be them. */
final class OwnFields {
    /** What holds the fields that a row has no place for, in its metadata. */
    static final String NAME = "goldset";

    static final String INPUT = "input_text";

    /** Beside the input and the output, whose names others use too. */
    static final Map<String, Field> BESIDE =
            Map.of(
                    "context", Field.CONTEXT,
                    "expected_decision", Field.EXPECTED_DECISION,
                    "expected_rule_hits", Field.RULE_HITS);

    private static final Map<String, Field> INPUTS = Map.of("input", Field.INPUT);

    private static final Map<String, Field> EXPECTATIONS =
            Map.of(
                    "expected_output", Field.EXPECTED_OUTPUT,
                    "expected_response", Field.EXPECTED_OUTPUT,
                    "expected_decision", Field.EXPECTED_DECISION,
                    "expected_rule_hits", Field.RULE_HITS);

    private OwnFields() {}

    /** Whether an object has nothing but members of our own rows. */
    static boolean areAll(Map<String, Tree> byName) {
        return !byName.isEmpty() && ItemFields.ZNYX.names().keySet().containsAll(byName.keySet());
    }

    /**
     * The fields that an object is made of, if it has nothing beside them, so that it need not be
     * kept; empty when it has.
     *
     * @param of whether the object is an input or an output
     */
    static Map<String, Field> in(Map<String, Tree> byName, Field of) {
        Map<String, Field> known = of == Field.INPUT ? INPUTS : EXPECTATIONS;
        boolean all =
                byName.entrySet().stream()
                        .allMatch(one -> fits(known.get(one.getKey()), one.getValue()));
        return all ? known : Map.of();
    }

    /** Whether a field can have this value; what can't be one is the other tool's own. */
    static boolean fits(@Nullable Field field, @Nullable Tree value) {
        return switch (field) {
            case INPUT, EXPECTED_OUTPUT -> value instanceof Tree.Word;
            case CONTEXT -> value instanceof Tree.Word(String word) && Item.CONTEXTS.contains(word);
            case EXPECTED_DECISION ->
                    value instanceof Tree.Word(String word)
                            && ShapedRow.decisionOf(word).isPresent();
            case RULE_HITS ->
                    value instanceof Tree.Entries(List<Tree> hits)
                            && hits.stream().allMatch(hit -> hit instanceof Tree.Word);
            case null, default -> false;
        };
    }
}
