package goldset.format;

import goldset.domain.Complaint;
import goldset.domain.ItemHasher;
import java.io.InputStream;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/** JSON as RFC 8259 has it and no more: UTF-8, one root value, no key twice, bounded depth. */
public final class StrictJson {
    public static final int DEPTH_MAX = 100;
    private static final int NUMBER_CHARS_MAX = 1000;

    private StrictJson() {}

    /** A parser that stands before the first token. */
    public static JsonParser parser(InputStream in, int stringCharsMax) {
        return FactoryOf.charsMax(stringCharsMax)
                .createParser(ObjectReadContext.empty(), new Utf8Stream(in));
    }

    /** Call it after the root value: what follows may be white space only. */
    public static void end(JsonParser parser) {
        if (parser.nextToken() != null) {
            throw new BadJson(
                    parser.currentTokenLocation().getByteOffset(),
                    "something follows the JSON value");
        }
    }

    /** What the parser threw, as the fault of the text. Input that broke off is no such fault. */
    public static BadJson fault(JacksonException e) {
        if (e instanceof JacksonIOException) {
            throw e;
        }
        long offset = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
        return new BadJson(offset, reason(e));
    }

    /** Steps over a value and gives the beginning of it as text. */
    public static String preview(JsonParser parser) {
        StringBuilder text = new StringBuilder();
        if (!parser.currentToken().isStructStart()) {
            token(parser, text);
            return cut(text);
        }
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (text.length() <= Complaint.INPUT_CHARS_MAX) {
                token(parser, text);
            }
        } while (depth > 0 && parser.nextToken() != null);
        return cut(text);
    }

    /** What kind of value the parser stands on, for a sentence. */
    public static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            default -> token.name().toLowerCase(Locale.ROOT);
        };
    }

    private static void token(JsonParser parser, StringBuilder text) {
        JsonToken token = parser.currentToken();
        boolean closing = token.isStructEnd();
        if (!closing && !text.isEmpty() && "{[:".indexOf(text.charAt(text.length() - 1)) < 0) {
            text.append(',');
        }
        switch (token) {
            case PROPERTY_NAME -> text.append(quoted(parser.currentName())).append(':');
            case VALUE_STRING -> text.append(quoted(parser.getString()));
            default -> text.append(parser.getString());
        }
    }

    /** The beginning of a string as JSON text. */
    public static String quoted(String value) {
        int end = Math.min(value.length(), Complaint.INPUT_CHARS_MAX);
        StringBuilder text = new StringBuilder();
        ItemHasher.appendString(text, value.substring(0, end));
        return cut(text);
    }

    private static String cut(StringBuilder text) {
        if (text.length() > Complaint.INPUT_CHARS_MAX) {
            text.setLength(Complaint.INPUT_CHARS_MAX);
            text.append('…');
        }
        return Text.printable(text.toString());
    }

    private static String reason(JacksonException e) {
        String said = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
        if (e instanceof UnexpectedEndOfInputException) {
            return "the text ends before its value does";
        }
        if (e instanceof StreamConstraintsException) {
            return said.contains("nesting depth")
                    ? "nested deeper than " + DEPTH_MAX
                    : said.contains("Number value length")
                            ? "a number of more than " + NUMBER_CHARS_MAX + " characters"
                            : "a string, name or number is longer than the limit";
        }
        if (said.startsWith("Duplicate")) {
            return "a key stands twice in one object";
        }
        // The parser's hints name its own settings from the bracket on: no use to a client.
        int hint = said.indexOf(" (for ");
        int line = said.indexOf('\n');
        int end = hint >= 0 ? hint : line >= 0 ? line : said.length();
        return Text.printable(said.substring(0, Math.min(end, 200)));
    }

    /** One factory serves nearly always: the limit is a setting of the process. */
    private record FactoryOf(int stringCharsMax, JsonFactory factory) {
        private static volatile FactoryOf last = make(1 << 20);

        static JsonFactory charsMax(int stringCharsMax) {
            FactoryOf known = last;
            if (known.stringCharsMax != stringCharsMax) {
                known = make(stringCharsMax);
                last = known;
            }
            return known.factory;
        }

        private static FactoryOf make(int stringCharsMax) {
            JsonFactory factory =
                    JsonFactory.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            // Metadata may hold any number of different keys.
                            .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxNestingDepth(DEPTH_MAX)
                                            .maxStringLength(stringCharsMax)
                                            .maxNumberLength(NUMBER_CHARS_MAX)
                                            .build())
                            .build();
            return new FactoryOf(stringCharsMax, factory);
        }
    }
}
