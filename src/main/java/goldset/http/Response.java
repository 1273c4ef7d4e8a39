package goldset.http;

import tools.jackson.core.JsonGenerator;

/**
 * What a handler answers; the dialect's voice wraps it.
 *
 * @param body writes one JSON value
 * @param after writes members that stand beside the value in a dialect with an envelope; it runs
 *     after the body
 * @param bare true for the few answers that have no envelope
 */
public record Response(int status, Writer body, Writer after, boolean bare) {
    private static final Writer NOTHING = out -> {};

    /** Writes JSON and may read from the store while it does. */
    @FunctionalInterface
    public interface Writer {
        void write(JsonGenerator out);
    }

    public static Response ok(Object body) {
        return new Response(200, out -> out.writePOJO(body), NOTHING, false);
    }

    public static Response created(Object body) {
        return new Response(201, out -> out.writePOJO(body), NOTHING, false);
    }

    public static Response stream(int status, Writer body) {
        return new Response(status, body, NOTHING, false);
    }

    public static Response bare(Object body) {
        return new Response(200, out -> out.writePOJO(body), NOTHING, true);
    }

    public static Response noContent() {
        return new Response(204, NOTHING, NOTHING, true);
    }

    public Response beside(Writer members) {
        return new Response(status, body, members, bare);
    }

    boolean hasBody() {
        return status != 204;
    }
}
