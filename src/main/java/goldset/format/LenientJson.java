package goldset.format;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * JSON as others may take it: in any of its encodings, with bytes that are no characters, with NaN,
 * with keys that come twice, nested deeply. Only for what they took already.
 */
final class LenientJson {
    private static final int DEPTH_MAX = 10_000;
    private static final int MARK = 0xFEFF;

    /** No name is remembered: nobody says how many different ones there may be. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEPTH_MAX)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private LenientJson() {}

    /** A parser that stands before the first token. */
    static JsonParser parser(byte[] text) {
        Charset charset = charset(text);
        int marked = marked(text, charset);
        ByteArrayInputStream in = new ByteArrayInputStream(text, marked, text.length - marked);
        // Puts U+FFFD where bytes are no character.
        return FACTORY.createParser(ObjectReadContext.empty(), new InputStreamReader(in, charset));
    }

    /** JSON begins with two characters of ASCII, a byte order mark aside. */
    private static Charset charset(byte[] text) {
        int first = at(text, 0);
        int second = at(text, 1);
        boolean bigMark = first == 0xFE && second == 0xFF;
        boolean littleMark = first == 0xFF && second == 0xFE;
        boolean fourLittle = at(text, 2) == 0 && at(text, 3) == 0;
        if (bigMark || (first == 0 && second != 0)) {
            return StandardCharsets.UTF_16BE;
        }
        if (first == 0) {
            return StandardCharsets.UTF_32BE;
        }
        if (littleMark || second == 0) {
            return fourLittle ? StandardCharsets.UTF_32LE : StandardCharsets.UTF_16LE;
        }
        return StandardCharsets.UTF_8;
    }

    private static int at(byte[] text, int index) {
        return index < text.length ? text[index] & 0xFF : -1;
    }

    /** How many bytes the mark takes. */
    private static int marked(byte[] text, Charset charset) {
        byte[] mark = Character.toString(MARK).getBytes(charset);
        for (int i = 0; i < mark.length; i++) {
            if (i == text.length || text[i] != mark[i]) {
                return 0;
            }
        }
        return mark.length;
    }
}
