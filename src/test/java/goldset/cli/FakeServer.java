package goldset.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/** Says what a test told it to, in turn, the last again and again; keeps what it was asked. */
public final class FakeServer implements AutoCloseable {
    private final HttpServer http;
    private final Map<String, Deque<Said>> answers = new HashMap<>();
    private final List<Asked> asked = new ArrayList<>();

    /** A request as it came. */
    public record Asked(String method, String target, Map<String, String> headers, String body) {}

    private sealed interface Said {}

    private record Whole(int status, List<String> headers, String body) implements Said {}

    /** Fewer bytes than were announced. */
    private record Broken(String body) implements Said {}

    /** Not a byte. */
    private record Nothing() implements Said {}

    public FakeServer() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::answer);
        http.start();
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /**
     * @param request method and path
     * @param headers each as {@code Name: value}
     */
    public FakeServer says(String request, int status, String body, String... headers) {
        return add(request, new Whole(status, List.of(headers), body));
    }

    /** A success in the envelope. */
    public FakeServer gives(String request, int status, String data) {
        return says(request, status, "{\"success\":true,\"data\":" + data + "}");
    }

    FakeServer breaks(String request, String body) {
        return add(request, new Broken(body));
    }

    FakeServer hangsUp(String request) {
        return add(request, new Nothing());
    }

    private synchronized FakeServer add(String request, Said said) {
        answers.computeIfAbsent(request, any -> new ArrayDeque<>()).add(said);
        return this;
    }

    public synchronized List<Asked> asked(String method, String path) {
        return asked.stream()
                .filter(one -> one.method.equals(method) && one.target.split("\\?")[0].equals(path))
                .toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String method = exchange.getRequestMethod();
        Said said = next(new Asked(method, exchange.getRequestURI().toString(), headers, body));
        try (exchange) {
            switch (said) {
                case Whole whole -> send(exchange, whole);
                case Broken broken -> {
                    byte[] bytes = broken.body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, bytes.length + 100);
                    exchange.getResponseBody().write(bytes);
                    exchange.getResponseBody().flush();
                }
                case Nothing _ -> {
                    // Closing it without an answer is the point.
                }
            }
        }
    }

    private synchronized Said next(Asked request) {
        asked.add(request);
        String name = request.method + " " + request.target.split("\\?")[0];
        Deque<Said> left = answers.get(name);
        if (left == null) {
            return new Whole(404, List.of(), "no test speaks of " + name);
        }
        return left.size() > 1 ? left.removeFirst() : left.getFirst();
    }

    private static void send(HttpExchange exchange, Whole whole) throws IOException {
        for (String header : whole.headers) {
            String[] parts = header.split(": ", 2);
            exchange.getResponseHeaders().add(parts[0], parts[1]);
        }
        byte[] bytes = whole.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(whole.status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
