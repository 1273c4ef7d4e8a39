package goldset.format;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.NewItem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Items out of the text of a file; every complaint names the row, counted from 0. */
public final class ItemText {
    /** What the text is called in the body that brings it. */
    static final String NAME = "content";

    private static final List<Object> AT = List.of("body", NAME);
    private static final String ARRAY = "samples";

    /** What the list of the rows may be called when it doesn't stand alone. */
    static final Set<String> LISTS = Set.of(ARRAY, "cases", "items", "events", "examples", "tests");

    private final ItemReader reader;
    private final Complaints complaints;
    private final JsonValues values;
    private final int itemBytesMax;
    private Shape shape = Shape.OWN;
    private @Nullable ShapedItems shaped;
    private @Nullable Character delimiter;

    /** What a text may be. */
    public enum Kind {
        JSON,
        JSONL,
        CSV
    }

    public ItemText(ItemReader reader, Complaints complaints, int itemBytesMax) {
        this.reader = reader;
        this.complaints = complaints;
        this.itemBytesMax = itemBytesMax;
        values = new JsonValues(complaints);
    }

    /** What a text is when nobody says it. */
    public static Kind guess(String text) {
        String start = text.substring(0, Math.min(text.length(), 1000)).stripLeading();
        boolean json = start.startsWith("[") || start.startsWith("{");
        return isLines(text) ? Kind.JSONL : json ? Kind.JSON : Kind.CSV;
    }

    /** Whether an object ends with the first line, and another begins after it. */
    private static boolean isLines(String text) {
        int end = text.indexOf('\n');
        return end > 0
                && text.startsWith("{")
                && text.substring(Math.max(0, end - 2), end).strip().endsWith("}")
                && text.startsWith("{", end + 1);
    }

    /** Whose rows they were; empty when they were ours. */
    public Optional<String> shape() {
        return shape == Shape.OWN ? Optional.empty() : Optional.of(shape.word());
    }

    /** All items of the text, or none when there is a complaint. */
    public List<NewItem> read(String text, Kind kind, Shaping shaping) {
        int fault = Text.faultAt(text);
        if (fault >= 0) {
            values.complain(AT, "string_unicode", Text.fault(text, fault));
            return List.of();
        }
        FirstRows first = FirstRows.of(text, kind);
        shape = shaping.of(first);
        if (shape != Shape.OWN || shaping.hasMap()) {
            shaped = new ShapedItems(reader, complaints, this::parse, shape, shaping);
        }
        List<NewItem> items = new ArrayList<>();
        switch (kind) {
            case JSON -> parse(text, AT, parser -> json(parser, first, items));
            case JSONL -> lines(text, items);
            case CSV -> table(text, items);
        }
        return complaints.isEmpty() ? items : List.of();
    }

    private void json(JsonParser parser, FirstRows first, List<NewItem> items) {
        if (shaped != null && shape == Shape.PHOENIX && first.isOneObject()) {
            shaped.columns(parser, items);
        } else {
            array(parser, items);
        }
    }

    private void table(String text, List<NewItem> items) {
        CsvItems table = new CsvItems(reader, complaints, this::parse, shaped);
        table.read(text, items);
        delimiter = table.delimiter();
    }

    /** What stands between the cells of a table; nothing for other kinds. */
    public Optional<Character> delimiter() {
        return Optional.ofNullable(delimiter);
    }

    private void array(JsonParser parser, List<NewItem> items) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            rows(parser, items);
            return;
        }
        String found = "";
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            boolean isArray = parser.nextToken() == JsonToken.START_ARRAY && LISTS.contains(name);
            if (isArray && !found.isEmpty()) {
                String lists = found + " and " + name;
                String message = "Value error, rows should stand in one list, not in " + lists;
                values.complain(AT, "value_error", message);
                parser.skipChildren();
            } else if (isArray || name.equals(ARRAY)) {
                found = name;
                rows(parser, items);
            } else {
                parser.skipChildren();
            }
        }
        if (found.isEmpty()) {
            values.complain(
                    AT,
                    "missing",
                    "Field required: a list of samples, alone or under the name samples;"
                            + " objects line by line are format jsonl");
        }
    }

    private void rows(JsonParser parser, List<NewItem> items) {
        if (shaped == null || parser.currentToken() != JsonToken.START_ARRAY) {
            items.addAll(reader.read(parser, NAME));
            return;
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            reader.keep(item(parser, reader.at(NAME, i)), items);
        }
    }

    private @Nullable NewItem item(JsonParser parser, List<Object> at) {
        return shaped == null ? reader.item(parser, at) : shaped.item(parser, at);
    }

    private void lines(String text, List<NewItem> items) {
        int row = 0;
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            String line = text.substring(start, end);
            start = end + 1;
            if (!line.isBlank()) {
                List<Object> at = reader.at(NAME, row++);
                parse(line, at, parser -> reader.keep(item(parser, at), items));
            }
        }
    }

    /** Hands over a parser on the root value; what is no JSON becomes a complaint. */
    private void parse(String text, List<Object> at, Consumer<JsonParser> use) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = StrictJson.parser(new ByteArrayInputStream(bytes), itemBytesMax)) {
            try {
                if (parser.nextToken() == null) {
                    throw new BadJson(0, "the text is empty");
                }
                use.accept(parser);
                StrictJson.end(parser);
            } catch (JacksonException e) {
                throw StrictJson.fault(e, parser);
            }
        } catch (BadJson e) {
            String message =
                    "JSON decode error at byte " + e.offset() + " of it: " + e.getMessage();
            complaints.add(
                    new Complaint(at, "json_invalid", message, Echo.of(text), e.getMessage()));
        }
    }
}
