package goldset.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A body that is handed on as it came, whatever is in it. */
public final class RawBody {
    /** Once as it comes in, once as it goes out, and as the two texts of what is kept of it. */
    private static final int MEMORY_PER_BYTE = 4;

    private RawBody() {}

    public static byte[] read(Request request) {
        try (InputStream in = request.body()) {
            byte[] body = in.readNBytes(request.limits().itemBytesMax() + 1);
            request.add((long) body.length * MEMORY_PER_BYTE);
            if (body.length > request.limits().itemBytesMax()) {
                throw HttpProblem.of(
                        HttpProblem.Kind.TOO_LARGE,
                        "the body should have at most "
                                + request.limits().itemBytesMax()
                                + " bytes");
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
