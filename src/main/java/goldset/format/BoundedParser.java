package goldset.format;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.util.JsonParserDelegate;

/**
 * Bounds the names of the objects that are open at a time: the parser remembers each of them, to
 * find one that stands twice, whether anybody wants them or not.
 */
final class BoundedParser extends JsonParserDelegate {
    private static final int OPEN_NAMES_MAX = 20_000;

    private final int[] names = new int[StrictJson.DEPTH_MAX + 2];
    private int depth;
    private int open;

    BoundedParser(JsonParser parser) {
        super(parser);
    }

    @Override
    public JsonToken nextToken() {
        JsonToken token = super.nextToken();
        if (token == JsonToken.START_OBJECT) {
            names[++depth] = 0;
        } else if (token == JsonToken.END_OBJECT) {
            open -= names[depth--];
        } else if (token == JsonToken.PROPERTY_NAME) {
            names[depth]++;
            if (++open > OPEN_NAMES_MAX) {
                throw new BadJson(
                        currentTokenLocation().getByteOffset(),
                        "more than " + OPEN_NAMES_MAX + " names in the objects around this one");
            }
        }
        return token;
    }

    /** Through {@link #nextToken}, so that what is skipped is counted too. */
    @Override
    public JsonParser skipChildren() {
        int nested = currentToken().isStructStart() ? 1 : 0;
        while (nested > 0) {
            JsonToken token = nextToken();
            if (token == null) {
                break;
            }
            nested += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
        return this;
    }
}
