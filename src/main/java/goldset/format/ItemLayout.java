package goldset.format;

import goldset.domain.Filled;
import goldset.domain.Item;
import goldset.domain.Utf8;
import goldset.domain.Utf8Text;
import goldset.format.ItemFields.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What items have in a dialect: columns that are always there, and others that are there when they
 * say something.
 */
public record ItemLayout(List<Column> always, List<Column> others) implements RowLayout {
    /** Without ids, so that what is exported, imported and exported again is the same text. */
    public static final ItemLayout ZNYX =
            new ItemLayout(
                    List.of(
                            new Column("input_text", Field.INPUT),
                            new Column("context", Field.CONTEXT),
                            new Column("expected_decision", Field.EXPECTED_DECISION),
                            new Column("expected_rule_hits", Field.RULE_HITS),
                            new Column("metadata", Field.METADATA)),
                    List.of(
                            new Column("expected_output", Field.EXPECTED_OUTPUT),
                            new Column("external_id", Field.EXTERNAL_ID)));

    public static final ItemLayout EVALGUARD =
            new ItemLayout(
                    List.of(
                            new Column("id", Field.ID),
                            new Column("input", Field.INPUT),
                            new Column("expected_output", Field.EXPECTED_OUTPUT),
                            new Column("metadata", Field.METADATA)),
                    List.of(
                            new Column("context", Field.CONTEXT),
                            new Column("expected_decision", Field.EXPECTED_DECISION),
                            new Column("expected_rule_hits", Field.RULE_HITS),
                            new Column("external_id", Field.EXTERNAL_ID)));

    /** Cases that have no ids yet. */
    public static final ItemLayout NEW_CASE =
            new ItemLayout(EVALGUARD.always.subList(1, EVALGUARD.always.size()), EVALGUARD.others);

    /** What lists and single answers have. */
    public static final ItemLayout SAMPLE =
            new ItemLayout(
                    List.of(
                            new Column("id", Field.ID),
                            new Column("input_text", Field.INPUT),
                            new Column("context", Field.CONTEXT),
                            new Column("expected_decision", Field.EXPECTED_DECISION),
                            new Column("expected_rule_hits", Field.RULE_HITS),
                            new Column("metadata", Field.METADATA),
                            new Column("created_at", Field.CREATED_AT)),
                    ZNYX.others);

    /** The same, with the expected output in all its spellings. */
    public static final ItemLayout CASE =
            new ItemLayout(
                    List.of(
                            new Column("id", Field.ID),
                            new Column("input", Field.INPUT),
                            new Column("expected_output", Field.EXPECTED_OUTPUT),
                            new Column("metadata", Field.METADATA),
                            new Column("created_at", Field.CREATED_AT),
                            new Column("expected", Field.EXPECTED_OUTPUT),
                            new Column("expectedOutput", Field.EXPECTED_OUTPUT)),
                    EVALGUARD.others);

    /**
     * One column, and what of an item stands in it.
     *
     * @param key the name as JSON has it
     */
    record Column(String name, Field field, Utf8 key) implements Cell {
        Column(String name, Field field) {
            this(name, field, Utf8.valueOf("\"" + name + "\":"));
        }

        /** JSON for lists and objects. */
        @Override
        public @Nullable String text(Item item) {
            return switch (field) {
                case ID -> item.id().toString();
                case INPUT -> item.input().toString();
                case EXPECTED_OUTPUT -> string(item.expectedOutput());
                case CONTEXT -> item.context();
                case EXPECTED_DECISION -> item.expectedDecision();
                case RULE_HITS -> {
                    List<String> hits = item.ruleHits();
                    yield hits == null ? null : new Utf8Text(0).strings(hits).copy().toString();
                }
                case METADATA -> string(item.metadata());
                case EXTERNAL_ID -> item.externalId();
                case CREATED_AT -> Times.text(item.createdAt());
                case UNKNOWN -> throw new IllegalStateException(name);
            };
        }

        private static @Nullable String string(@Nullable Utf8 text) {
            return text == null ? null : text.toString();
        }

        /** The value as JSON. */
        void json(Item item, Utf8Text to) {
            switch (field) {
                case INPUT -> to.string(item.input());
                case EXPECTED_OUTPUT -> to.string(item.expectedOutput());
                case RULE_HITS -> to.strings(item.ruleHits());
                case METADATA -> to.json(item.metadata());
                default -> to.stringOrNull(text(item));
            }
        }

        boolean says(Item item) {
            return switch (field) {
                case CONTEXT -> !item.context().equals(Item.CONTEXT_DEFAULT);
                case RULE_HITS -> item.ruleHits() != null;
                case EXPECTED_OUTPUT -> item.expectedOutput() != null;
                case METADATA -> item.metadata() != null;
                default -> text(item) != null;
            };
        }

        private boolean occurs(Filled filled) {
            return switch (field) {
                case CONTEXT -> filled.context() > 0;
                case EXPECTED_OUTPUT -> filled.expectedOutput() > 0;
                case EXPECTED_DECISION -> filled.expectedDecision() > 0;
                case RULE_HITS -> filled.ruleHits() > 0;
                case EXTERNAL_ID -> filled.externalId() > 0;
                default -> true;
            };
        }
    }

    @Override
    public List<Column> columns(Filled filled) {
        List<Column> columns = new ArrayList<>(always);
        others.stream().filter(column -> column.occurs(filled)).forEach(columns::add);
        return columns;
    }

    Column column(Field field) {
        return Stream.concat(always.stream(), others.stream())
                .filter(column -> column.field == field)
                .findFirst()
                .orElseThrow();
    }

    /** Whether any of the columns that are not always there would be. */
    boolean says(Item item) {
        for (Column column : others) {
            if (column.says(item)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void json(Item item, Utf8Text to) {
        String before = "{";
        for (Column column : always) {
            column.json(item, to.put(before).json(column.key()));
            before = ",";
        }
        for (Column column : others) {
            if (column.says(item)) {
                column.json(item, to.put(before).json(column.key()));
                before = ",";
            }
        }
        to.put("}");
    }
}
