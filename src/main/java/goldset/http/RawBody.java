package goldset.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A body that is handed on as it came, whatever is in it. */
public final class RawBody {
    /**
     * Once or twice as it comes in and goes out; then, for what is kept of it, as the characters of
     * a string, as the string, and as bytes on their way to the database.
     */
    public static final int MEMORY_PER_BYTE = 8;

    private RawBody() {}

    public static byte[] read(Request request) {
        try (InputStream in = request.raw(MEMORY_PER_BYTE)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
