package goldset.format;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.NewItem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Items out of the text of a file; every complaint names the row, counted from 0. */
public final class ItemText {
    /** What the text is called in the body that brings it. */
    static final String NAME = "content";

    private static final List<Object> AT = List.of("body", NAME);
    private static final String ARRAY = "samples";

    private final ItemReader reader;
    private final Complaints complaints;
    private final JsonValues values;
    private final int itemBytesMax;

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
        return start.startsWith("[") || start.startsWith("{") ? Kind.JSON : Kind.CSV;
    }

    /** All items of the text, or none when there is a complaint. */
    public List<NewItem> read(String text, Kind kind) {
        int fault = Text.faultAt(text);
        if (fault >= 0) {
            values.complain(AT, "string_unicode", Text.fault(text, fault));
            return List.of();
        }
        List<NewItem> items = new ArrayList<>();
        switch (kind) {
            case JSON -> parse(text, AT, parser -> array(parser, items));
            case JSONL -> lines(text, items);
            case CSV -> new CsvItems(reader, complaints, this::parse).read(text, items);
        }
        return complaints.isEmpty() ? items : List.of();
    }

    private void array(JsonParser parser, List<NewItem> items) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            items.addAll(reader.read(parser, NAME));
            return;
        }
        boolean found = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean isArray = parser.currentName().equals(ARRAY);
            parser.nextToken();
            if (isArray) {
                found = true;
                items.addAll(reader.read(parser, NAME));
            } else {
                parser.skipChildren();
            }
        }
        if (!found) {
            values.complain(
                    AT,
                    "missing",
                    "Field required: a list of samples, alone or under the name samples;"
                            + " objects line by line are format jsonl");
        }
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
                parse(line, at, parser -> reader.keep(reader.item(parser, at), items));
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
