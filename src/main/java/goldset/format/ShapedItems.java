package goldset.format;

import goldset.domain.Complaints;
import goldset.domain.NewItem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Makes items of the rows of other tools. */
final class ShapedItems {
    /** Columns whose cells are JSON where they begin as an object does. */
    private static final Set<String> OBJECTS =
            Set.of("metadata", "additional_metadata", "inputs", "outputs", "expectations", "vars");

    /** What an entry of each of Phoenix's lists is called in a row. */
    private static final Map<String, String> COLUMNS =
            Map.of(
                    "inputs", "input",
                    "outputs", "output",
                    "metadata", "metadata",
                    "splits", "splits",
                    "example_ids", "id");

    private final ItemReader reader;
    private final Complaints complaints;
    private final JsonValues values;
    private final CsvItems.Json json;
    private final Shape shape;
    private final Shaping shaping;
    private final TreeReader trees;

    ShapedItems(
            ItemReader reader,
            Complaints complaints,
            CsvItems.Json json,
            Shape shape,
            Shaping shaping) {
        this.reader = reader;
        this.complaints = complaints;
        this.json = json;
        this.shape = shape;
        this.shaping = shaping;
        values = new JsonValues(complaints);
        trees = new TreeReader(values, reader::hold);
    }

    @Nullable NewItem item(JsonParser parser, List<Object> at) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            values.mismatch(parser, at, "model_attributes_type", "object");
            return null;
        }
        return trees.read(parser, at) instanceof Tree.Members(Map<String, Tree> byName)
                ? item(byName, at)
                : null;
    }

    @Nullable NewItem item(Map<String, Tree> cells, List<Object> at) {
        ShapedRow row = new ShapedRow(reader.row(at), complaints, json, cells);
        shaping.take(row);
        shape.take(row);
        return row.finish();
    }

    Tree cell(String column, String text, List<Object> at) {
        if (!OBJECTS.contains(column) || !text.strip().startsWith("{")) {
            return new Tree.Word(text);
        }
        Map<String, Tree> read = new LinkedHashMap<>();
        List<Object> place = JsonValues.and(at, column);
        json.read(text, place, parser -> read.put(column, trees.read(parser, place)));
        return read.getOrDefault(column, new Tree.Plain("null"));
    }

    /** Rows out of one object with two lists; what stands before these holds for all rows. */
    void benchmark(JsonParser parser, FileRows rows) {
        Map<String, Tree> common = new LinkedHashMap<>();
        List<Object> at = List.of("body", ItemText.NAME);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            boolean isList = parser.nextToken() == JsonToken.START_ARRAY;
            boolean isPositive = name.equals(Shape.POSITIVE);
            if (isList && (isPositive || name.equals(Shape.NEGATIVE))) {
                String label = isPositive ? Shape.POSITIVE_LABEL : "negative";
                common.put(Shape.LABEL, new Tree.Word(label));
                labelled(parser, common, rows);
            } else {
                common.put(name, trees.read(parser, JsonValues.and(at, Text.shown(name))));
            }
        }
    }

    private void labelled(JsonParser parser, Map<String, Tree> common, FileRows rows) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            List<Object> place = rows.begin(parser.currentTokenLocation().getLineNr());
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                Tree other = trees.read(parser, place);
                String message = "Input should be a valid object";
                values.complain(place, "model_attributes_type", message);
                rows.end(null, other::written);
            } else if (trees.read(parser, place)
                    instanceof Tree.Members(Map<String, Tree> byName)) {
                Map<String, Tree> row = new LinkedHashMap<>(byName);
                common.forEach(row::putIfAbsent);
                rows.end(item(row, place), () -> new Tree.Members(byName).written());
            }
        }
    }

    /** Rows out of one object of parallel lists. */
    void columns(JsonParser parser, FileRows rows) {
        List<Object> at = List.of("body", ItemText.NAME);
        if (!(trees.read(parser, at) instanceof Tree.Members(Map<String, Tree> lists))
                || !(lists.get("inputs") instanceof Tree.Entries(List<Tree> inputs))) {
            values.complain(JsonValues.and(at, "inputs"), "missing", "Field required: a list");
            return;
        }
        lists.forEach((name, list) -> {
            if (COLUMNS.containsKey(name)
                    && list instanceof Tree.Entries(List<Tree> entries)
                    && entries.size() != inputs.size()) {
                values.complain(
                        JsonValues.and(at, name),
                        "value_error",
                        "List should have %d items as inputs has, not %d"
                                .formatted(inputs.size(), entries.size()));
            }
        });
        if (complaints.isOfFile()) {
            return;
        }
        for (int i = 0; i < inputs.size(); i++) {
            Map<String, Tree> row = new LinkedHashMap<>();
            for (Map.Entry<String, Tree> list : lists.entrySet()) {
                String column = COLUMNS.get(list.getKey());
                if (column != null && list.getValue() instanceof Tree.Entries(List<Tree> all)) {
                    row.put(column, all.get(i));
                }
            }
            List<Object> place = rows.begin(1);
            rows.end(item(row, place), () -> new Tree.Members(row).written());
        }
    }
}
