package goldset.format;

import goldset.format.ItemText.Kind;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What a file is when nobody says it, by its beginning. */
public final class Guess {
    private static final Set<String> OTHER_LISTS = Set.of("inputs", Shape.POSITIVE, Shape.NEGATIVE);

    /** The first line of a mapping or a list that is no comment, and no header of a table. */
    private static final Pattern YAML_BEGIN =
            Pattern.compile("\\A(#[^\n]*\n|\\s)*(---\\s|(- )?[A-Za-z_]+:([ \t][^,;\t\n]*)?\\r?\n)");

    private Guess() {}

    static Kind of(String text) {
        String start = text.substring(0, Math.min(text.length(), 1000)).stripLeading();
        boolean json = start.startsWith("[") || start.startsWith("{");
        Kind otherwise = YAML_BEGIN.matcher(start).find() ? Kind.YAML : Kind.CSV;
        return isLines(text) || isLine(text) ? Kind.JSONL : json ? Kind.JSON : otherwise;
    }

    /** Whether an object ends with the first line, and another begins after it. */
    private static boolean isLines(String text) {
        int end = text.indexOf('\n');
        return end > 0
                && text.startsWith("{")
                && text.substring(Math.max(0, end - 2), end).strip().endsWith("}")
                && text.startsWith("{", end + 1);
    }

    /** Whether there is one object that has no list of rows. */
    private static boolean isLine(String text) {
        String line = text.strip();
        return line.length() < ItemText.START_BYTES
                && line.startsWith("{")
                && line.endsWith("}")
                && line.indexOf('\n') < 0
                && !hasRows(line);
    }

    /**
     * Whether JSON is rows: in a list, in an object with a list of them, or line by line. Another
     * object may bring the text of a file in a string.
     */
    public static boolean isFile(String start) {
        String text = start.strip();
        return text.startsWith("[") || text.startsWith("\uFEFF") || isLines(text) || hasRows(text);
    }

    private static boolean hasRows(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser =
                StrictJson.parser(new ByteArrayInputStream(bytes), Integer.MAX_VALUE)) {
            boolean goesOn = parser.nextToken() == JsonToken.START_OBJECT;
            while (goesOn && parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                boolean isList = parser.nextToken() == JsonToken.START_ARRAY;
                if (isList && (ItemText.LISTS.contains(name) || OTHER_LISTS.contains(name))) {
                    return true;
                }
                goesOn = !name.equals(ItemText.NAME);
                parser.skipChildren();
            }
            return false;
        } catch (JacksonException | BadJson e) {
            // Broken, or broken off: whoever reads it will tell.
            return false;
        }
    }
}
