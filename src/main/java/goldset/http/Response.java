package goldset.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What a handler answers; the dialect's voice wraps it, unless it is text of another kind.
 *
 * @param body writes one JSON value
 * @param after writes members that stand beside the value in a dialect with an envelope; it runs
 *     after the body
 * @param bare true for the few answers that have no envelope
 * @param text in place of the JSON, for files
 * @param headers beside those that every answer has
 */
public record Response(
        int status,
        Writer body,
        Writer after,
        boolean bare,
        @Nullable Text text,
        Map<String, String> headers) {
    private static final Writer NOTHING = out -> {};

    /** Writes JSON and may read from the store while it does. */
    @FunctionalInterface
    public interface Writer {
        void write(JsonGenerator out);
    }

    /** Writes bytes and may read from the store while it does. */
    @FunctionalInterface
    public interface TextWriter {
        void write(OutputStream out) throws IOException;
    }

    /**
     * A file: its media type, and what is in it.
     *
     * @param live whether each part of it is to be sent when it is written
     */
    public record Text(String type, TextWriter body, boolean live) {}

    public static Response ok(Object body) {
        return stream(200, out -> out.writePOJO(body));
    }

    public static Response created(Object body) {
        return stream(201, out -> out.writePOJO(body));
    }

    public static Response stream(int status, Writer body) {
        return new Response(status, body, NOTHING, false, null, Map.of());
    }

    public static Response bare(Object body) {
        return new Response(200, out -> out.writePOJO(body), NOTHING, true, null, Map.of());
    }

    public static Response noContent() {
        return new Response(204, NOTHING, NOTHING, true, null, Map.of());
    }

    /** A file in place of JSON. */
    public static Response text(String type, Map<String, String> headers, TextWriter body) {
        return new Response(200, NOTHING, NOTHING, true, new Text(type, body, false), headers);
    }

    /** Events that a client watches as they come. */
    static Response events(TextWriter body) {
        Text text = new Text("text/event-stream", body, true);
        return new Response(200, NOTHING, NOTHING, true, text, Map.of());
    }

    /** In place of a file that the client has. */
    Response notModified() {
        return new Response(304, NOTHING, NOTHING, true, null, headers);
    }

    /** The same with a header more. */
    public Response with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Response(status, body, after, bare, text, all);
    }

    public Response beside(Writer members) {
        return new Response(status, body, members, bare, text, headers);
    }

    boolean hasBody() {
        return status != 204 && status != 304;
    }
}
