package goldset.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets everything pass after a millisecond, and does no more than it must for that. */
final class Guardrail implements AutoCloseable {
    private static final int TAKES_MS = 1;
    private static final String LENGTH = "content-length:";

    private static final byte[] BODY =
            Sample.utf8(
                    "{\"request_id\":\"r\",\"decision\":\"ALLOW\",\"risk_score\":3,"
                            + "\"policy_version\":\"bench-1\",\"rule_hits\":[],\"latency_ms\":1.0,"
                            + "\"sanitized_text\":null,\"detector_results\":["
                            + "{\"detector_name\":\"pii\",\"decision\":\"ALLOW\",\"risk_score\":3,"
                            + "\"latency_ms\":0.5,\"rule_hits\":[],\"execution_mode\":\"sync\"}]}");

    private static final byte[] ANSWER =
            Http.whole(
                    Sample.utf8(
                            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                    + BODY.length
                                    + "\r\n\r\n"),
                    BODY);

    private final ServerSocket socket;
    private final int kept;
    private final Queue<byte[]> requests = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();

    /**
     * @param kept how many bodies of requests are kept, the first that come
     */
    Guardrail(int kept) throws IOException {
        this.kept = kept;
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    List<byte[]> requests() {
        return List.copyOf(requests);
    }

    int calls() {
        return calls.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket one = socket.accept();
                one.setTcpNoDelay(true);
                Thread.startVirtualThread(() -> serve(one));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket one) {
        try (one) {
            InputStream in = new BufferedInputStream(one.getInputStream());
            OutputStream out = one.getOutputStream();
            for (int length = head(in); length >= 0; length = head(in)) {
                byte[] body = in.readNBytes(length);
                if (calls.incrementAndGet() <= kept) {
                    requests.add(body);
                }
                Thread.sleep(TAKES_MS);
                out.write(ANSWER);
            }
        } catch (IOException | InterruptedException e) {
            // Whoever asked is gone.
        }
    }

    /** How long the body is that follows; negative at the end. */
    private static int head(InputStream in) throws IOException {
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.equals("end")) {
                return -1;
            }
            if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(line.substring(LENGTH.length()).strip());
            }
        }
        return length;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return "end";
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
