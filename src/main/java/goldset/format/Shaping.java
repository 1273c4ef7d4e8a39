package goldset.format;

import goldset.domain.Complaints;
import goldset.format.ItemFields.Field;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What a client says of the rows of a file: whose they are, and which column is which field. */
public final class Shaping {
    private static final int COLUMNS_MAX = 1000;

    private final JsonValues values;
    private final Map<String, Field> columns = new LinkedHashMap<>();
    private @Nullable Shape asked;

    public Shaping(Complaints complaints) {
        values = new JsonValues(complaints);
    }

    /** False when no shape has this name. */
    public boolean shape(String name) {
        asked = Shape.named(name).orElse(null);
        return asked != null;
    }

    /** All shapes, for a sentence. */
    public static String names() {
        return Arrays.stream(Shape.values())
                .map(shape -> "'" + shape.word() + "'")
                .collect(Collectors.joining(", "));
    }

    /** Reads the object that names a field of ours for a column. */
    public void map(JsonParser parser, String name) {
        List<Object> at = List.of("body", name);
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            values.mismatch(parser, at, "dict_type", "object");
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String column = parser.currentName();
            parser.nextToken();
            List<Object> place = JsonValues.and(at, Text.shown(column));
            String word = values.string(parser, place);
            if (word != null && values.oneOf(word, place, FIELDS) != null) {
                columns.put(column, ItemFields.ZNYX.names().getOrDefault(word, Field.UNKNOWN));
            }
            if (columns.size() > COLUMNS_MAX) {
                throw new TooLarge("more than " + COLUMNS_MAX + " columns in map");
            }
        }
    }

    boolean hasMap() {
        return !columns.isEmpty();
    }

    /** A map stands over what the names alone would tell. */
    Shape of(FirstRows seen) {
        return asked != null ? asked : hasMap() ? Shape.OWN : Shape.of(seen);
    }

    void take(ShapedRow row) {
        columns.forEach(row::mapped);
    }

    private static final List<String> FIELDS =
            List.of(
                    "input_text",
                    "expected_output",
                    "expected_decision",
                    "expected_rule_hits",
                    "context",
                    "metadata",
                    "external_id");
}
