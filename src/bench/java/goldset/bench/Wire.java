package goldset.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One connection, one call at a time, from ready bytes to a status. It shares two cores with what
 * is measured, so it looks at no more of an answer than it must.
 */
final class Wire implements AutoCloseable {
    private static final int TIMEOUT_MS = 120_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[64 << 10];
    private int at;
    private int end;
    private boolean retryAfter;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** Whether the last answer said when to come again. */
    boolean retryAfter() {
        return retryAfter;
    }

    /** Sends the parts as one request and returns the status of the answer. */
    int call(byte[]... parts) throws IOException {
        return call(OutputStream.nullOutputStream(), parts);
    }

    /** A call that must succeed. */
    void done(byte[]... parts) throws IOException {
        int status = call(parts);
        if (status / 100 != 2) {
            throw new IOException("answered with " + status);
        }
    }

    /** The answer's body, of a call that must succeed. */
    String ask(byte[]... parts) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int status = call(body, parts);
        String text = body.toString(StandardCharsets.UTF_8);
        if (status / 100 != 2) {
            throw new IOException("answered with " + status + ": " + text);
        }
        return text;
    }

    /** The answer's body to a request whose own is a file, of a call that must succeed. */
    String send(byte[] head, Path file) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        out.write(head);
        try (InputStream bytes = Files.newInputStream(file)) {
            byte[] part = new byte[1 << 18];
            for (int n = bytes.read(part); n >= 0; n = bytes.read(part)) {
                out.write(part, 0, n);
            }
        }
        int status = answer(body);
        String text = body.toString(StandardCharsets.UTF_8);
        if (status / 100 != 2) {
            throw new IOException("answered with " + status + ": " + text);
        }
        return text;
    }

    int call(OutputStream body, byte[]... parts) throws IOException {
        try {
            for (byte[] part : parts) {
                out.write(part);
            }
        } catch (IOException e) {
            // Refused before it was read: the answer may be there all the same.
            return answer(body);
        }
        return answer(body);
    }

    private int answer(OutputStream body) throws IOException {
        String status = line();
        long length = -1;
        boolean chunked = false;
        retryAfter = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (is(header, "Content-length:")) {
                length = Long.parseLong(header.substring(15).strip());
            } else if (is(header, "Transfer-encoding:")) {
                chunked = true;
            } else if (is(header, "Retry-after:")) {
                retryAfter = true;
            }
        }
        if (chunked) {
            chunks(body);
        } else if (length > 0) {
            copy(body, length);
        }
        return Integer.parseInt(status.substring(9, 12));
    }

    private static boolean is(String header, String name) {
        return header.regionMatches(true, 0, name, 0, name.length());
    }

    private void chunks(OutputStream body) throws IOException {
        while (true) {
            long size = Long.parseLong(line(), 16);
            if (size == 0) {
                line();
                return;
            }
            copy(body, size);
            line();
        }
    }

    private void copy(OutputStream body, long length) throws IOException {
        long left = length;
        while (left > 0) {
            if (at == end) {
                fill();
            }
            int part = (int) Math.min(left, end - at);
            body.write(buffer, at, part);
            at += part;
            left -= part;
        }
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder(64);
        while (true) {
            if (at == end) {
                fill();
            }
            int c = buffer[at++] & 0xFF;
            if (c == '\n') {
                return text.toString();
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
    }

    private void fill() throws IOException {
        at = 0;
        end = in.read(buffer);
        if (end < 0) {
            end = 0;
            throw new EOFException("the connection ended before its answer");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
