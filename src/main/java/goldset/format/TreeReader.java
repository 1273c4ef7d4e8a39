package goldset.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads rows as trees, one at a time, and holds memory for the largest of them: a tree may weigh a
 * hundred times what its text does.
 */
final class TreeReader {
    private static final long VALUE_BYTES = 160;

    /** That of a text, and of what is made of it. */
    private static final long CHAR_BYTES = 12;

    private static final long STEP_BYTES = 64 << 10;

    private final JsonValues values;
    private final LongConsumer memory;
    private long held;
    private long bytes;

    TreeReader(JsonValues values, LongConsumer memory) {
        this.values = values;
        this.memory = memory;
    }

    /** The value that the parser stands on; strings that can't be stored are complained of. */
    Tree read(JsonParser parser, List<Object> at) {
        bytes = 0;
        return value(parser, at, true);
    }

    private Tree value(JsonParser parser, List<Object> at, boolean isRow) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                count("");
                Map<String, Tree> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = sound(parser.currentName(), at);
                    parser.nextToken();
                    List<Object> place = isRow ? JsonValues.and(at, Text.shown(name)) : at;
                    members.put(name, value(parser, place, false));
                }
                yield new Tree.Members(members);
            }
            case START_ARRAY -> {
                count("");
                List<Tree> entries = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    entries.add(value(parser, at, false));
                }
                yield new Tree.Entries(entries);
            }
            case VALUE_STRING -> new Tree.Word(sound(parser.getString(), at));
            default -> {
                String json = parser.getString();
                count(json);
                yield new Tree.Plain(json);
            }
        };
    }

    private String sound(String text, List<Object> at) {
        count(text);
        int fault = Text.faultAt(text);
        if (fault >= 0) {
            values.complain(at, "string_unicode", Text.fault(text, fault));
            return "";
        }
        return text;
    }

    private void count(String text) {
        bytes += VALUE_BYTES + text.length() * CHAR_BYTES;
        if (bytes > held) {
            long more = Math.max(bytes - held, STEP_BYTES);
            memory.accept(more);
            held += more;
        }
    }
}
