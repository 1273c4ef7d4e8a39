package goldset.format;

import goldset.domain.Utf8Text;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The offending value as a complaint repeats it: JSON text, whole when it is short, else a string
 * of its beginning.
 */
public final class Echo {
    private static final int CHARS_MAX = 100;

    private Echo() {}

    /** Steps over the value that the parser stands on. */
    public static String of(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return of(parser.getString());
        }
        StringBuilder text = new StringBuilder();
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (text.length() <= CHARS_MAX) {
                append(parser, text);
            }
        } while (depth > 0 && parser.nextToken() != null);
        return text.length() > CHARS_MAX ? of(text.toString()) : text.toString();
    }

    public static String of(String value) {
        int end = Math.min(value.length(), CHARS_MAX);
        if (end < value.length() && Character.isHighSurrogate(value.charAt(end - 1))) {
            end--;
        }
        String start = value.substring(0, end) + (end < value.length() ? "…" : "");
        return Utf8Text.quoted(withoutLoneSurrogates(start));
    }

    private static void append(JsonParser parser, StringBuilder text) {
        JsonToken token = parser.currentToken();
        boolean first = text.isEmpty() || "{[:".indexOf(text.charAt(text.length() - 1)) >= 0;
        if (!first && !token.isStructEnd()) {
            text.append(',');
        }
        switch (token) {
            case PROPERTY_NAME -> text.append(of(parser.currentName())).append(':');
            case VALUE_STRING -> text.append(of(parser.getString()));
            default -> text.append(parser.getString());
        }
    }

    private static String withoutLoneSurrogates(String value) {
        StringBuilder text = new StringBuilder(value.length());
        value.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(text::appendCodePoint);
        return text.toString();
    }
}
