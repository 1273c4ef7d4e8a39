package goldset.cli;

import goldset.cli.Progress.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;

/** Bytes from the server to somewhere; tells whose fault it is when they stop. */
final class Transfer {
    private static final int BUFFER_BYTES = 1 << 16;

    private Transfer() {}

    /** How many there were. */
    static long copy(
            HttpResponse<InputStream> response, OutputStream out, String where, Progress progress) {
        long total = response.headers().firstValueAsLong("Content-Length").orElse(0);
        byte[] buffer = new byte[BUFFER_BYTES];
        long done = 0;
        progress.show(new Step("receiving", Unit.BYTES, 0, total));
        try (InputStream in = response.body()) {
            for (int got = read(in, buffer); got >= 0; got = read(in, buffer)) {
                write(out, buffer, got, where);
                done += got;
                progress.show(new Step("receiving", Unit.BYTES, done, total));
            }
        } catch (IOException e) {
            // Of closing what has been read to its end.
        }
        return done;
    }

    private static int read(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw Failure.failed(
                    "the connection broke (" + Patience.said(e) + "): nothing is kept");
        }
    }

    private static void write(OutputStream out, byte[] buffer, int length, String where) {
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            throw unwritable(where, e);
        }
    }

    static Failure unwritable(String where, IOException e) {
        return Failure.failed(where + " can't be written: " + Patience.said(e));
    }
}
