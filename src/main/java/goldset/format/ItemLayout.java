package goldset.format;

import goldset.domain.Filled;
import goldset.domain.Item;
import goldset.domain.ItemHasher;
import goldset.format.ItemFields.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What exported items have in a dialect: columns that are always there, and others that are there
 * when they say something.
 */
public record ItemLayout(List<Column> always, List<Column> others) {
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

    /** One column, and what of an item stands in it. */
    record Column(String name, Field field) {

        /** The text of the cell: JSON for lists and objects; null when the item has none. */
        @Nullable String text(Item item) {
            return switch (field) {
                case ID -> item.id().toString();
                case INPUT -> item.input();
                case EXPECTED_OUTPUT -> item.expectedOutput();
                case CONTEXT -> item.context();
                case EXPECTED_DECISION -> item.expectedDecision();
                case RULE_HITS -> item.ruleHits() == null ? null : list(item.ruleHits());
                case METADATA -> item.metadata();
                case EXTERNAL_ID -> item.externalId();
                case UNKNOWN -> throw new IllegalStateException(name);
            };
        }

        boolean isJson() {
            return field == Field.RULE_HITS || field == Field.METADATA;
        }

        private boolean says(Item item) {
            return switch (field) {
                case CONTEXT -> !item.context().equals(Item.CONTEXT_DEFAULT);
                case RULE_HITS -> item.ruleHits() != null;
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

        private static String list(List<String> values) {
            StringBuilder text = new StringBuilder("[");
            for (String value : values) {
                if (text.length() > 1) {
                    text.append(',');
                }
                ItemHasher.appendString(text, value);
            }
            return text.append(']').toString();
        }
    }

    /** The columns of a table, which must be known before its first row. */
    List<Column> columns(Filled filled) {
        List<Column> columns = new ArrayList<>(always);
        others.stream().filter(column -> column.occurs(filled)).forEach(columns::add);
        return columns;
    }

    /** The item as a JSON object. */
    void json(Item item, Utf8Text to) {
        to.put("{");
        boolean first = true;
        for (Column column : always) {
            member(to, column, item, first);
            first = false;
        }
        for (Column column : others) {
            if (column.says(item)) {
                member(to, column, item, first);
            }
        }
        to.put("}");
    }

    private static void member(Utf8Text to, Column column, Item item, boolean first) {
        to.put(first ? "\"" : ",\"").put(column.name()).put("\":");
        String text = column.text(item);
        if (text == null) {
            to.put("null");
        } else if (column.isJson()) {
            to.put(text);
        } else {
            to.string(text);
        }
    }
}
