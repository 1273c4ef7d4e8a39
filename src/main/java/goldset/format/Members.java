package goldset.format;

import java.util.function.Predicate;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The members of an object that somebody wants. All others are stepped over, and held nowhere. */
public final class Members {
    private Members() {}

    /** Takes the value that the parser stands on, to its end. */
    @FunctionalInterface
    public interface Taker<X extends Exception> {
        void take(String name, JsonParser value) throws X;
    }

    /**
     * Reads from before the first token to the end of the text.
     *
     * @throws BadJson when it is no object, or more than one
     */
    public static <X extends Exception> void each(
            JsonParser parser, Predicate<String> wanted, Taker<X> taker) throws X {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new BadJson(0, "no object");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (wanted.test(name)) {
                taker.take(name, parser);
            } else {
                parser.skipChildren();
            }
        }
        StrictJson.end(parser);
    }
}
