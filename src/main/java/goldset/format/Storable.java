package goldset.format;

import goldset.domain.Utf8;
import goldset.domain.Utf8Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What was said to somebody else, in a form that can be stored and read again by {@link
 * StrictJson}: what can't be is written as the escape that it came as, is a string or is left out.
 * One instance serves one value.
 */
final class Storable {
    /** With room for what is put around it. */
    private static final int DEPTH_MAX = StrictJson.DEPTH_MAX - 10;

    private static final int VALUES_MAX = 10_000;
    private static final int KEY_CHARS_MAX = 1000;
    private static final int NUMBER_CHARS_MAX = 1000;
    private static final Tree NOTHING = new Tree.Plain("null");

    private int values;
    private boolean fits = true;

    private Storable() {}

    /** A text; what has no place in one becomes its escape, which is never longer. */
    static String text(String sent) {
        return Text.faultAt(sent) < 0 ? sent : Text.escaped(sent, c -> c == 0);
    }

    /** A name; null when the value is none. */
    static @Nullable String name(JsonParser parser, int charsMax) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            parser.skipChildren();
            return null;
        }
        String name = cut(text(parser.getString()), charsMax);
        return name.isEmpty() ? null : name;
    }

    private static String cut(String text, int charsMax) {
        return text.length() <= charsMax ? text : Text.start(text, charsMax);
    }

    /** The value that the parser stands on; null when it has too many parts or is too deep. */
    static @Nullable Tree tree(JsonParser parser) {
        Storable storable = new Storable();
        Tree tree = storable.value(parser, 1);
        return storable.fits ? tree : null;
    }

    private Tree value(JsonParser parser, int depth) {
        fits &= ++values <= VALUES_MAX && depth <= DEPTH_MAX;
        if (!fits) {
            parser.skipChildren();
            return NOTHING;
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(parser, depth);
            case START_ARRAY -> entries(parser, depth);
            case VALUE_STRING -> new Tree.Word(text(parser.getString()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getString());
            default -> new Tree.Plain(parser.getString());
        };
    }

    /** Of a key that comes twice the last counts, as in most parsers. */
    private Tree members(JsonParser parser, int depth) {
        Map<String, Tree> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = cut(text(parser.currentName()), KEY_CHARS_MAX);
            parser.nextToken();
            Tree member = value(parser, depth + 1);
            if (fits) {
                members.put(key, member);
            }
        }
        return new Tree.Members(members);
    }

    private Tree entries(JsonParser parser, int depth) {
        List<Tree> entries = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Tree entry = value(parser, depth + 1);
            if (fits) {
                entries.add(entry);
            }
        }
        return new Tree.Entries(entries);
    }

    private static Tree number(String text) {
        return isNumber(text) ? new Tree.Plain(text) : new Tree.Word(cut(text, NUMBER_CHARS_MAX));
    }

    /** NaN and Infinity are none. */
    private static boolean isNumber(String text) {
        char last = text.charAt(text.length() - 1);
        return text.length() <= NUMBER_CHARS_MAX && last >= '0' && last <= '9';
    }

    /** A string's text, else the JSON text of the value, however large. */
    static Utf8 written(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return Utf8.valueOf(text(parser.getString()));
        }
        Utf8Text to = new Utf8Text(1024);
        int depth = 0;
        String comma = "";
        do {
            JsonToken token = parser.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            to.put(token.isStructEnd() ? "" : comma);
            put(to, parser);
            comma = token.isStructStart() || token == JsonToken.PROPERTY_NAME ? "" : ",";
        } while (depth > 0 && parser.nextToken() != null);
        return to.copy();
    }

    private static void put(Utf8Text to, JsonParser parser) {
        switch (parser.currentToken()) {
            case PROPERTY_NAME -> to.string(Utf8.valueOf(text(parser.currentName()))).put(":");
            case VALUE_STRING -> to.string(Utf8.valueOf(text(parser.getString())));
            default -> to.put(parser.getString());
        }
    }

    /** JSON text of a value. */
    static Utf8 written(Tree tree) {
        Utf8Text to = new Utf8Text(1024);
        put(to, tree);
        return to.copy();
    }

    private static void put(Utf8Text to, Tree tree) {
        switch (tree) {
            case Tree.Members(Map<String, Tree> byName) -> {
                String comma = "{";
                for (Map.Entry<String, Tree> member : byName.entrySet()) {
                    put(to.put(comma).string(member.getKey()).put(":"), member.getValue());
                    comma = ",";
                }
                to.put(byName.isEmpty() ? "{}" : "}");
            }
            case Tree.Entries(List<Tree> list) -> {
                String comma = "[";
                for (Tree entry : list) {
                    put(to.put(comma), entry);
                    comma = ",";
                }
                to.put(list.isEmpty() ? "[]" : "]");
            }
            // As bytes: those take no room for escapes that don't come.
            case Tree.Word(String text) -> to.string(Utf8.valueOf(text));
            case Tree.Plain(String json) -> to.put(json);
        }
    }
}
