package goldset.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a request.
 *
 * @param path where: {@code body} or {@code query}, then names and indexes, outermost first
 * @param type the kind of fault, in Pydantic's words, which Znyx clients know
 * @param message what is wrong and what would be right
 * @param input the offending value as JSON text, or a string of its beginning; null = absent
 * @param expected what would have been right, where it can be listed
 */
public record Complaint(
        List<Object> path,
        String type,
        String message,
        @Nullable String input,
        @Nullable String expected) {

    /** The same of a row that begins on a line of a file. */
    Complaint atLine(long line) {
        return new Complaint(path, type, message + " (line " + line + ")", input, expected);
    }

    public static Complaint missing(List<Object> path) {
        return new Complaint(path, "missing", "Field required", null, null);
    }
}
