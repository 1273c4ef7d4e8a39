package goldset.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * Writes one answer. A small one is held until it is whole and goes out with its length in one
 * write; a large one is streamed in chunks, and one that fails on the way is cut, never ended
 * properly.
 */
final class Answer extends OutputStream {
    private static final int HELD_BYTES_MAX = 1 << 20;

    private final HttpExchange exchange;
    private final Stalls stalls;
    private final int status;
    private final boolean head;
    private byte[] held = new byte[512];
    private int count;
    private long headBytes;
    private OutputStream chunks = OutputStream.nullOutputStream();
    private boolean streaming;
    private boolean live;

    Answer(HttpExchange exchange, Stalls stalls, int status) {
        this.exchange = exchange;
        this.stalls = stalls;
        this.status = status;
        head = exchange.getRequestMethod().equals("HEAD");
    }

    /** Whether a part of it may have gone out, so that no other answer can be given. */
    boolean started() {
        return streaming;
    }

    void json(Consumer<JsonGenerator> body) {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        try (JsonGenerator out = Json.generator(this)) {
            body.accept(out);
        }
    }

    void text(Response.Text text) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", text.type());
        live = text.live();
        // A length that is not known is no reason to wait for it.
        if (!live || !head) {
            text.body().write(this);
        }
    }

    /** Sends what is held, or ends the stream. The exchange stays open. */
    void finish() throws IOException {
        if (streaming) {
            flushHeld();
            chunks.close();
        } else if (head) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(headBytes));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, count == 0 ? -1 : count);
            if (count > 0) {
                OutputStream out = stalls.watched(exchange);
                out.write(held, 0, count);
                out.flush();
            }
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        if (head) {
            headBytes += length;
            return;
        }
        if (live || count + length > HELD_BYTES_MAX) {
            if (!streaming) {
                streaming = true;
                exchange.sendResponseHeaders(status, 0);
                chunks = stalls.watched(exchange);
            }
            flushHeld();
            chunks.write(from, offset, length);
            if (live) {
                chunks.flush();
            }
            return;
        }
        if (count + length > held.length) {
            int grown = Math.max(count + length, Math.min(HELD_BYTES_MAX, held.length * 4));
            held = Arrays.copyOf(held, grown);
        }
        System.arraycopy(from, offset, held, count, length);
        count += length;
    }

    private void flushHeld() throws IOException {
        chunks.write(held, 0, count);
        count = 0;
    }
}
