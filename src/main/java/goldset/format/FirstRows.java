package goldset.format;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What the first rows of a file look like: the names that stand in them, and the kinds of their
 * values. What can't be read is left to the reader of the items to complain of.
 */
final class FirstRows {
    private static final int ROWS_MAX = 10;
    private static final int CHARS_MAX = ItemText.START_BYTES;
    private static final int NAMES_MAX = 1000;

    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private String list = "";
    private boolean isOneObject;
    private int rows;

    /**
     * @param decides whether all values so far that are there are words for a decision
     */
    private record Kind(JsonToken token, boolean decides) {}

    static FirstRows of(String text, ItemText.Kind kind) {
        FirstRows seen = new FirstRows();
        String start = text.substring(0, Math.min(text.length(), CHARS_MAX));
        try {
            switch (kind) {
                case JSON -> seen.json(parser(start));
                case YAML -> seen.json(Yaml.parser(bytes(start), CHARS_MAX));
                case JSONL -> seen.lines(start);
                case CSV -> seen.table(start);
            }
        } catch (JacksonException | BadJson | TooLarge | CsvParseException e) {
            // Broken, or broken off: what was seen so far must do.
            return seen;
        }
        return seen;
    }

    boolean has(String name) {
        return kinds.containsKey(name);
    }

    boolean any(String... names) {
        return Arrays.stream(names).anyMatch(this::has);
    }

    boolean any(Predicate<String> name) {
        return kinds.keySet().stream().anyMatch(name);
    }

    boolean isObject(String name) {
        return is(name, JsonToken.START_OBJECT);
    }

    boolean isList(String name) {
        return is(name, JsonToken.START_ARRAY);
    }

    boolean isText(String name) {
        return is(name, JsonToken.VALUE_STRING);
    }

    /** Whether one of the fields has nothing but words for a decision. */
    boolean decides(String... names) {
        return Arrays.stream(names)
                .map(kinds::get)
                .anyMatch(kind -> kind != null && isWord(kind) && kind.decides);
    }

    /** What the list of the rows is called; empty where it stands alone. */
    String list() {
        return list;
    }

    /** Whether there are no rows, but one object of columns. */
    boolean isOneObject() {
        return isOneObject;
    }

    private boolean is(String name, JsonToken token) {
        Kind kind = kinds.get(name);
        return kind != null && kind.token == token;
    }

    private static boolean isWord(Kind kind) {
        return kind.token == JsonToken.VALUE_STRING;
    }

    private void json(JsonParser text) {
        try (JsonParser parser = text) {
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                rows(parser);
                return;
            }
            isOneObject = true;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                boolean isList = parser.nextToken() == JsonToken.START_ARRAY;
                if (isList && ItemText.LISTS.contains(name)) {
                    isOneObject = false;
                    kinds.clear();
                    list = name;
                    rows(parser);
                    return;
                }
                value(name, parser);
            }
        }
    }

    private void rows(JsonParser parser) {
        while (rows < ROWS_MAX && parser.nextToken() != JsonToken.END_ARRAY) {
            row(parser);
        }
    }

    private void lines(String text) {
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (!line.isBlank() && rows < ROWS_MAX) {
                try (JsonParser parser = parser(line)) {
                    parser.nextToken();
                    row(parser);
                }
            }
        }
    }

    private void row(JsonParser parser) {
        rows++;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            value(name, parser);
        }
    }

    private void value(String name, JsonParser parser) {
        JsonToken token = parser.currentToken();
        see(name, token, token == JsonToken.VALUE_STRING ? parser.getString() : "");
        parser.skipChildren();
    }

    private void table(String text) {
        char delimiter = CsvDelimiter.in(text, name -> ItemFields.IMPORT.field(name).isPresent());
        CsvItems.Cells cells = new CsvItems.Cells(CHARS_MAX);
        try (CsvReader<CsvItems.Line> table =
                CsvItems.builder(delimiter, CHARS_MAX).build(cells, text)) {
            Iterator<CsvItems.Line> rows = table.iterator();
            List<String> header =
                    rows.hasNext()
                            ? rows.next().cells().stream().map(cell -> cell.text().strip()).toList()
                            : List.of();
            header.forEach(name -> see(name, JsonToken.VALUE_NULL, ""));
            for (int n = 0; n < ROWS_MAX && rows.hasNext(); n++) {
                List<CsvItems.Cell> row = rows.next().cells();
                for (int i = 0; i < Math.min(header.size(), row.size()); i++) {
                    String cell = row.get(i).text();
                    if (!cell.isEmpty()) {
                        see(header.get(i), JsonToken.VALUE_STRING, cell);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void see(String name, JsonToken token, String text) {
        Kind before = kinds.get(name);
        if (before == null && kinds.size() == NAMES_MAX) {
            return;
        }
        boolean isNull = token == JsonToken.VALUE_NULL;
        boolean decides = isNull || ShapedRow.decisionOf(text).isPresent();
        if (before == null) {
            kinds.put(name, new Kind(token, decides));
        } else if (!isNull) {
            boolean first = before.token == JsonToken.VALUE_NULL;
            kinds.put(name, new Kind(first ? token : before.token, before.decides && decides));
        }
    }

    private static JsonParser parser(String text) {
        return StrictJson.parser(bytes(text), Integer.MAX_VALUE);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
