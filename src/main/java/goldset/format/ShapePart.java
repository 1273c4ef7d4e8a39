package goldset.format;

import goldset.domain.Item;
import goldset.domain.Utf8;
import goldset.domain.Utf8Text;
import goldset.format.ItemFields.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A member of another tool's row, or a column of its table.
 *
 * @param always whether it is there, as null, when an item says nothing in it
 * @param says whether an item does
 * @param json puts the value
 * @param cell the value as text
 */
record ShapePart(
        String name, boolean always, Predicate<Item> says, Json json, Function<Item, String> cell)
        implements RowLayout.Cell {

    @FunctionalInterface
    interface Json {
        void put(Item item, Utf8Text to);
    }

    ShapePart inEveryRow() {
        return new ShapePart(name, true, says, json, cell);
    }

    @Override
    public @Nullable String text(Item item) {
        return says.test(item) ? cell.apply(item) : null;
    }

    /** Puts name and value behind what stands before them; false when the row has no such part. */
    boolean member(Item item, String before, Utf8Text to) {
        boolean is = says.test(item);
        if (is || always) {
            to.put(before).string(name).put(":");
        }
        if (is) {
            json.put(item, to);
        } else if (always) {
            to.put("null");
        }
        return is || always;
    }

    /** A field as it is here. */
    static ShapePart field(String name, Field field) {
        ItemLayout.Column column = new ItemLayout.Column(name, field);
        return new ShapePart(
                name, false, column::says, column::json, item -> String.valueOf(column.text(item)));
    }

    static ShapePart input(String name) {
        return field(name, Field.INPUT).inEveryRow();
    }

    static ShapePart output(String name) {
        return field(name, Field.EXPECTED_OUTPUT).inEveryRow();
    }

    static ShapePart id(String name) {
        return field(name, Field.EXTERNAL_ID);
    }

    /** What a shape is told by when nothing of an item goes there. */
    static ShapePart nothing(String name) {
        return new ShapePart(name, true, item -> false, (item, to) -> {}, item -> "");
    }

    /** All of an item, as our own rows have it. */
    static ShapePart whole(String name) {
        return object(name, item -> true, ItemLayout.ZNYX::json).inEveryRow();
    }

    static ShapePart inputs(String name) {
        return object(
                name, item -> true, (item, to) -> around("{\"input\":", item.input(), "}", to));
    }

    static ShapePart chat(String name) {
        String before = "[{\"role\":\"user\",\"content\":";
        return object(name, item -> true, (item, to) -> around(before, item.input(), "}]", to));
    }

    static ShapePart equality(String name) {
        String before = "[{\"type\":\"equals\",\"value\":";
        return object(
                name,
                item -> item.expectedOutput() != null,
                (item, to) -> around(before, item.expectedOutput(), "}]", to));
    }

    /**
     * What is expected, in one object.
     *
     * @param output what the output is called there
     */
    static ShapePart expectations(String name, String output) {
        ItemLayout layout =
                new ItemLayout(
                        List.of(),
                        List.of(
                                new ItemLayout.Column(output, Field.EXPECTED_OUTPUT),
                                ItemLayout.ZNYX.column(Field.EXPECTED_DECISION),
                                ItemLayout.ZNYX.column(Field.RULE_HITS)));
        return object(name, layout::says, layout::json).inEveryRow();
    }

    /** A decision as guardrails have it: {@link ShapedRow#decisionOf} reads it. */
    static ShapePart verdict(String name) {
        return new ShapePart(
                name,
                true,
                item -> item.expectedDecision() != null,
                (item, to) -> to.string(verdict(item)),
                ShapePart::verdict);
    }

    private static String verdict(Item item) {
        String decision = String.valueOf(item.expectedDecision());
        return decision.equals("WARN") ? "flag" : decision.toLowerCase(Locale.ROOT);
    }

    /** Rule hits; in a table as words where that is what they are read as. */
    static ShapePart rules(String name) {
        ShapePart list = field(name, Field.RULE_HITS);
        return new ShapePart(
                name,
                true,
                list.says,
                list.json,
                item -> {
                    List<String> hits = item.ruleHits();
                    String words = hits == null ? "" : String.join(";", hits);
                    boolean plain = !words.isEmpty() && CsvItems.words(words).equals(hits);
                    return plain && !words.startsWith("[") ? words : list.cell.apply(item);
                });
    }

    /** Text to be equal to, in a cell that may also hold other assertions. */
    static ShapePart assertion(String name) {
        return new ShapePart(
                name,
                true,
                item -> item.expectedOutput() != null && !isBeyondAssertion(item),
                (item, to) -> {},
                item -> Shape.equalTo(String.valueOf(item.expectedOutput())));
    }

    private static boolean isBeyondAssertion(Item item) {
        Utf8 output = item.expectedOutput();
        return output != null && !Shape.canEqual(output.toString());
    }

    /** All that has no place beside an input and an assertion. */
    static ShapePart besideAssertion(String name) {
        Field[] fields = {
            Field.CONTEXT,
            Field.EXPECTED_DECISION,
            Field.RULE_HITS,
            Field.EXTERNAL_ID,
            Field.METADATA
        };
        ItemLayout most = layout(fields);
        ItemLayout all = layout(and(fields, Field.EXPECTED_OUTPUT));
        return object(
                name,
                item -> most.says(item) || isBeyondAssertion(item),
                (item, to) -> (isBeyondAssertion(item) ? all : most).json(item, to));
    }

    /**
     * The metadata, and in it the fields that stand nowhere else. Where it is empty, or could be
     * mistaken for what is put into it, it is put beside them.
     */
    static ShapePart metadata(String name, Field... besides) {
        ItemLayout fields = layout(besides);
        ItemLayout all = layout(and(besides, Field.METADATA));
        return object(
                name,
                all::says,
                (item, to) -> {
                    Utf8 metadata = item.metadata();
                    if (metadata == null || isMistakable(metadata)) {
                        under(all, item, "{", to);
                        return;
                    }
                    to.json(metadata);
                    if (fields.says(item)) {
                        to.cut(to.length() - 1);
                        under(fields, item, ",", to);
                    }
                });
    }

    private static boolean isMistakable(Utf8 metadata) {
        String text = metadata.toString();
        return text.equals("{}") || text.contains("\"" + OwnFields.NAME + "\"");
    }

    private static void under(ItemLayout layout, Item item, String before, Utf8Text to) {
        layout.json(item, to.put(before).string(OwnFields.NAME).put(":"));
        to.put("}");
    }

    private static void around(String before, @Nullable Utf8 text, String after, Utf8Text to) {
        to.put(before).string(text).put(after);
    }

    private static ShapePart object(String name, Predicate<Item> says, Json json) {
        return new ShapePart(
                name,
                false,
                says,
                json,
                item -> {
                    Utf8Text text = new Utf8Text(256);
                    json.put(item, text);
                    return text.copy().toString();
                });
    }

    private static ItemLayout layout(Field... fields) {
        return new ItemLayout(
                List.of(), Arrays.stream(fields).map(ItemLayout.ZNYX::column).toList());
    }

    private static Field[] and(Field[] fields, Field last) {
        Field[] all = Arrays.copyOf(fields, fields.length + 1);
        all[fields.length] = last;
        return all;
    }
}
