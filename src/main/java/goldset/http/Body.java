package goldset.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import goldset.domain.ContentHash;
import goldset.domain.Sha256;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** The body of one request: inflated where it says so, counted after that, bounded. */
final class Body {
    private static final long DRAIN_BYTES_MAX = 256L << 20;
    private static final long DRAIN_NANOS_MAX = 20_000_000_000L;

    private long bytesMax;
    private final Admission.Share share;
    private final Raw raw;
    private final boolean chunked;
    private final String declared;
    private final long declaredBytes;
    private final List<String> encodings;
    private final String type;
    private final @Nullable MessageDigest digest;
    private @Nullable InputStream opened;

    /**
     * @param digested whether what is read is to be summed up, for calls that may come again
     */
    Body(HttpExchange exchange, long bytesMax, Admission.Share share, boolean digested) {
        this.bytesMax = bytesMax;
        this.share = share;
        Headers headers = exchange.getRequestHeaders();
        chunked = headers.containsKey("Transfer-Encoding");
        String length = headers.getFirst("Content-Length");
        declared = length == null ? "" : length.strip();
        declaredBytes = declared(declared);
        encodings = headers.getOrDefault("Content-Encoding", List.of());
        String sent = headers.getFirst("Content-Type");
        type = sent == null ? "" : sent;
        raw = new Raw(exchange.getRequestBody());
        digest = digested ? Sha256.digest() : null;
    }

    /** Where chunk sizes overflow, what follows on the connection can't be trusted. */
    boolean chunked() {
        return chunked;
    }

    /** The server takes a sign before the digits, which a proxy in front may read otherwise. */
    boolean framed() {
        return declared.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    boolean unread() {
        if (!framed()) {
            return true;
        }
        return (chunked || declaredBytes > 0) && !raw.ended;
    }

    /** The Content-Type, or nothing. */
    String type() {
        return type;
    }

    /** Of all that was read, after decompression. */
    ContentHash sum() {
        if (digest == null) {
            throw new IllegalStateException("the body was not to be summed up");
        }
        return ContentHash.of(digest.digest());
    }

    /** The beginning, which is read once more afterwards. */
    byte[] start(int bytes) throws IOException {
        opened = new BufferedInputStream(inflated(), bytes);
        opened.mark(bytes);
        byte[] start = opened.readNBytes(bytes);
        opened.reset();
        return start;
    }

    /** What is read is charged to the request's share. To be called once. */
    InputStream open() {
        return new Charged(file(bytesMax));
    }

    /** The same for a body that is kept elsewhere than in memory. */
    InputStream file(long fileBytesMax) {
        bytesMax = fileBytesMax;
        if (declaredBytes > bytesMax) {
            throw tooLarge();
        }
        return opened == null ? inflated() : opened;
    }

    private InputStream inflated() {
        String encoding = String.join(",", encodings).toLowerCase(Locale.ROOT).strip();
        boolean plain = encoding.isEmpty() || encoding.equals("identity");
        if (!plain && !encoding.equals("gzip") && !encoding.equals("x-gzip")) {
            throw HttpProblem.of(
                            HttpProblem.Kind.UNSUPPORTED,
                            "Content-Encoding should be gzip or absent")
                    .with("Accept-Encoding", "gzip");
        }
        try {
            return new Counted(plain ? raw : new GZIPInputStream(raw, 8192));
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Takes what the client still sends, so that it reads the answer before the line closes. */
    void drain() {
        byte[] sink = new byte[16 * 1024];
        long end = System.nanoTime() + DRAIN_NANOS_MAX;
        try {
            for (long left = DRAIN_BYTES_MAX; left > 0 && !raw.ended; ) {
                left -= Math.max(1, raw.read(sink, 0, sink.length));
                if (System.nanoTime() - end > 0) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client has gone: nobody is left to be answered.
            return;
        }
    }

    private HttpProblem tooLarge() {
        return HttpProblem.of(
                HttpProblem.Kind.TOO_LARGE,
                "the body should have at most " + bytesMax + " bytes after decompression");
    }

    private RuntimeException broken(IOException e) {
        boolean inflating = e instanceof ZipException || e instanceof EOFException;
        String message =
                inflating
                        ? "the body should be valid gzip, and isn't near its byte " + raw.bytes
                        : "the body broke off, or its chunks can't be read, after "
                                + raw.bytes
                                + " bytes";
        return HttpProblem.invalidBody(message);
    }

    private static long declared(String length) {
        try {
            return length.isEmpty() ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** As it comes from the connection. */
    private static final class Raw extends FilterInputStream {
        private long bytes;
        private boolean ended;

        Raw(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int count = in.read(to, from, length);
            ended |= count < 0;
            bytes += Math.max(0, count);
            return count;
        }

        @Override
        public void close() {
            // The exchange closes it, after the answer.
        }
    }

    /** As the handler reads it. */
    private final class Counted extends FilterInputStream {
        private long bytes;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int from, int length) {
            int count;
            try {
                count = in.read(to, from, length);
            } catch (IOException e) {
                throw broken(e);
            }
            if (count > 0) {
                bytes += count;
                if (digest != null) {
                    digest.update(to, from, count);
                }
                if (bytes > bytesMax) {
                    throw tooLarge();
                }
            }
            return count;
        }
    }

    /** As it is held in memory. */
    private final class Charged extends FilterInputStream {
        Charged(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int count = in.read(to, from, length);
            if (count > 0) {
                share.addBody(count);
            }
            return count;
        }
    }
}
