package goldset.format;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/** JSON as RFC 8259 has it and no more: UTF-8, one root value, no key twice, bounded depth. */
public final class StrictJson {
    public static final int DEPTH_MAX = 100;
    private static final int NUMBER_CHARS_MAX = 1000;
    private static final int NAME_CHARS_MAX = 4096;

    private StrictJson() {}

    /** A parser that stands before the first token. */
    public static JsonParser parser(InputStream in, int stringCharsMax) {
        return new BoundedParser(
                FACTORIES
                        .computeIfAbsent(stringCharsMax, StrictJson::factory)
                        .createParser(ObjectReadContext.empty(), new Utf8Stream(in)));
    }

    /** Writes what such a parser reads. */
    static JsonGenerator generator(OutputStream out) {
        return FACTORIES
                .computeIfAbsent(Integer.MAX_VALUE, StrictJson::factory)
                .createGenerator(ObjectWriteContext.empty(), out);
    }

    /** Call it after the root value: what follows may be white space only. */
    public static void end(JsonParser parser) {
        if (parser.nextToken() != null) {
            throw new BadJson(
                    parser.currentTokenLocation().getByteOffset(),
                    "something follows the JSON value");
        }
    }

    /**
     * What the parser threw, as the fault of the text. Input that broke off is no such fault.
     *
     * @throws TooLarge when the text is sound so far but a string in it is longer than allowed
     */
    public static BadJson fault(JacksonException e, JsonParser parser) {
        if (e instanceof JacksonIOException) {
            throw e;
        }
        TokenStreamLocation at =
                e.getLocation() == null ? parser.currentLocation() : e.getLocation();
        if (isStringTooLong(e)) {
            int max = parser.streamReadConstraints().getMaxStringLength();
            throw new TooLarge(
                    "a string near byte "
                            + at.getByteOffset()
                            + " has more than "
                            + max
                            + " characters");
        }
        return new BadJson(at.getByteOffset(), reason(e));
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
                            : "a property name of more than " + NAME_CHARS_MAX + " characters";
        }
        if (said.startsWith("Duplicate")) {
            return "a key stands twice in one object";
        }
        if (said.startsWith("Illegal unquoted character")) {
            return "a control character in a string should be escaped";
        }
        if (said.startsWith("Broken surrogate pair")) {
            return "half a surrogate pair in a property name";
        }
        return Text.printable(withoutHints(said));
    }

    /** The parser names its own settings when they would let the text pass: no use to a client. */
    private static String withoutHints(String said) {
        int end = Math.min(said.length(), 200);
        for (String hint : List.of(": enable", " (not recognized", " (for ", "\n", ": maybe")) {
            int at = said.indexOf(hint);
            end = at >= 0 ? Math.min(end, at) : end;
        }
        return said.substring(0, end);
    }

    private static boolean isStringTooLong(JacksonException e) {
        return e instanceof StreamConstraintsException
                && e.getOriginalMessage().startsWith("String value length");
    }

    /** One for each limit there is: those of items and of files, and none. */
    private static final Map<Integer, JsonFactory> FACTORIES = new ConcurrentHashMap<>();

    private static JsonFactory factory(int stringCharsMax) {
        return JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // Metadata may hold any number of different keys.
                .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(DEPTH_MAX)
                                .maxStringLength(stringCharsMax)
                                .maxNumberLength(NUMBER_CHARS_MAX)
                                .maxNameLength(NAME_CHARS_MAX)
                                .build())
                .build();
    }
}
