package goldset.format;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.util.JsonParserDelegate;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * YAML as far as it says what JSON can: no anchors and aliases, which let a small file stand for an
 * endless one, and what JSON has no spelling for is text.
 */
final class Yaml extends JsonParserDelegate {
    /** The parser takes more than linear time for a long text, which may be all of the file. */
    static final int FILE_BYTES_MAX = 1 << 20;

    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private static final YAMLFactory FACTORY =
            YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .loadSettings(
                            LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build())
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(StrictJson.DEPTH_MAX)
                                    .build())
                    .build();

    private final YAMLParser yaml;

    private Yaml(YAMLParser yaml) {
        super(yaml);
        this.yaml = yaml;
    }

    /** A parser that stands before the first token. */
    static JsonParser parser(InputStream in, int bytesMax) {
        InputStream bounded = new Bounded(in, bytesMax);
        return new BoundedParser(
                new Yaml((YAMLParser) FACTORY.createParser(ObjectReadContext.empty(), bounded)));
    }

    /** What the parser threw, as the fault of the text. */
    static BadJson fault(JacksonException e) {
        if (e.getCause() instanceof TooLarge large) {
            throw large;
        }
        TokenStreamLocation at = e.getLocation();
        String said = String.valueOf(e.getOriginalMessage());
        String last = said.lines().filter(line -> !line.startsWith(" ")).reduce("", (a, b) -> b);
        String reason = Text.printable(last.isEmpty() ? said : last);
        return at == null ? new BadJson(0, reason) : fault(at, reason);
    }

    private static BadJson fault(TokenStreamLocation at, String reason) {
        return new BadJson(
                at.getByteOffset(),
                "line %d, column %d: %s".formatted(at.getLineNr(), at.getColumnNr(), reason));
    }

    @Override
    public JsonToken nextToken() {
        JsonToken token = yaml.nextToken();
        if (token != null && (yaml.isCurrentAlias() || yaml.getObjectId() != null)) {
            throw fault(yaml.currentTokenLocation(), "anchors and aliases aren't taken");
        }
        if (token == JsonToken.VALUE_EMBEDDED_OBJECT) {
            throw fault(yaml.currentTokenLocation(), "a tag as !!binary isn't taken");
        }
        return token != null && token.isNumeric() ? currentToken() : token;
    }

    /** Hexadecimal and infinity are numbers here, and nowhere else. */
    @Override
    public JsonToken currentToken() {
        JsonToken token = yaml.currentToken();
        boolean isNumber = token != null && token.isNumeric();
        return isNumber && !NUMBER.matcher(yaml.getString()).matches()
                ? JsonToken.VALUE_STRING
                : token;
    }

    @Override
    public String getString() {
        return switch (yaml.currentToken()) {
            case VALUE_NULL -> "null";
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            default -> yaml.getString();
        };
    }

    private static final class Bounded extends FilterInputStream {
        private final int bytesMax;
        private long bytes;

        Bounded(InputStream in, int bytesMax) {
            super(in);
            this.bytesMax = bytesMax;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int count = in.read(to, from, length);
            bytes += Math.max(0, count);
            if (bytes > bytesMax) {
                throw new TooLarge(
                        "a YAML file should have at most %d bytes: larger ones as JSON lines"
                                .formatted(bytesMax));
            }
            return count;
        }
    }
}
