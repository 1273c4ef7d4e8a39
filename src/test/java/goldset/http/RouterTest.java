package goldset.http;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.api.znyx.ZnyxVoice;
import goldset.domain.KeyOutcome;
import goldset.domain.Unavailable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of handlers that fail, on the real server. */
class RouterTest {
    private static final int LARGE = 3 << 20;

    @SuppressWarnings("NullAway.Init")
    private static Server server;

    @BeforeAll
    static void start() throws IOException {
        List<Route> routes =
                List.of(
                        open("GET /throws", r -> fail("a secret of ours")),
                        open("GET /overflows", r -> overflow(1)),
                        open(
                                "GET /away",
                                r -> {
                                    throw new Unavailable("the database's address");
                                }),
                        open("GET /breaks-early", r -> broken(10)),
                        open("GET /breaks-late", r -> broken(LARGE)),
                        open("GET /packed-breaks-early", r -> brokenPacked(10)),
                        open("GET /packed-breaks-late", r -> brokenPacked(LARGE)),
                        open("GET /large", r -> large()),
                        open("POST /body", r -> Response.ok(Fields.read(r, Set.of()).ignored())));
        Limits limits = new Limits(LARGE, LARGE, LARGE, 1 << 20, 100, 100, 4 << 20, 50, 60);
        Router router =
                new Router(
                        routes,
                        new OneVoice(),
                        key -> new KeyOutcome.Unknown(),
                        () -> "id",
                        limits);
        server = Server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 600, 0);
        server.serve(router);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anExceptionIsA500WithoutItsCause() throws IOException {
        for (String path : List.of("/throws", "/overflows", "/breaks-early")) {
            RawHttp.Answer answer = get(path);
            assertAll(
                    path,
                    () -> assertEquals(500, answer.status()),
                    () -> assertEquals("id", answer.headers().get("x-request-id")),
                    () -> assertFalse(answer.body().contains("secret"), answer.body()));
        }
    }

    @Test
    void anAbsentDatabaseIsA503WithRetryAfter() throws IOException {
        RawHttp.Answer answer = get("/away");
        assertEquals(503, answer.status());
        assertEquals("1", answer.headers().get("retry-after"));
        assertFalse(answer.body().contains("address"), answer.body());
    }

    @Test
    void aLargeAnswerIsStreamedWhole() throws IOException {
        RawHttp.Answer answer = get("/large");
        assertEquals("chunked", answer.headers().get("transfer-encoding"));
        assertFalse(answer.cut());
        assertEquals(LARGE + 2, answer.body().length());
    }

    @Test
    void anAnswerThatFailsOnTheWayIsCut() throws IOException {
        RawHttp.Answer answer = get("/breaks-late");
        assertEquals(200, answer.status());
        assertTrue(answer.cut(), "a part looks like the whole");
    }

    /** Neither the body nor what is packed in it has an end. */
    @Test
    void aPackedAnswerThatFailsOnTheWayIsCut() throws IOException {
        try (RawHttp http = new RawHttp(server.port())) {
            http.send("GET /packed-breaks-late HTTP/1.1\r\nHost: test\r\n\r\n");
            byte[] all = http.socket().getInputStream().readAllBytes();
            String text = new String(all, StandardCharsets.ISO_8859_1);
            assertTrue(text.startsWith("HTTP/1.1 200"), text.substring(0, 100));
            assertFalse(text.endsWith("0\r\n\r\n"), "a part looks like the whole");
            byte[] packed = dechunked(text);
            assertTrue(packed.length > 1 << 20, packed.length + " bytes came");
            InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed));
            assertThrows(EOFException.class, () -> in.transferTo(OutputStream.nullOutputStream()));
        }
    }

    @Test
    void aPackedAnswerThatFailsAtOnceIsA500ThatIsNoFile() throws IOException {
        RawHttp.Answer answer = get("/packed-breaks-early");
        assertEquals(500, answer.status());
        assertEquals("application/json", answer.headers().get("content-type"));
        assertFalse(answer.headers().containsKey("content-disposition"), answer.toString());
    }

    /** All chunks that are there, be the last of them whole or not. */
    private static byte[] dechunked(String answer) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int at = answer.indexOf("\r\n\r\n") + 4;
        while (at < answer.length()) {
            int line = answer.indexOf("\r\n", at);
            int from = line + 2;
            int to = from + Integer.parseInt(answer.substring(at, line), 16);
            byte[] bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
            body.write(bytes, from, Math.min(to, bytes.length) - from);
            at = to + 2;
        }
        return body.toByteArray();
    }

    @Test
    void bodiesBeyondTheMemoryForThemWait() throws IOException {
        byte[] body = ("{\"a\":\"" + "x".repeat(2 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
        try (RawHttp http = new RawHttp(server.port())) {
            RawHttp.Answer answer = http.call("POST", "/body", Map.of(), body);
            assertEquals(503, answer.status());
            assertEquals("1", answer.headers().get("retry-after"));
        }
        byte[] small = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        try (RawHttp http = new RawHttp(server.port())) {
            assertEquals(200, http.call("POST", "/body", Map.of(), small).status());
        }
    }

    private static RawHttp.Answer get(String path) throws IOException {
        try (RawHttp http = new RawHttp(server.port())) {
            return http.call("GET", path, Map.of(), new byte[0]);
        }
    }

    private static Route open(String methodAndPath, Handler handler) {
        return Route.of(methodAndPath, Optional.empty(), methodAndPath, handler, Set.of());
    }

    private static Response fail(String message) {
        throw new IllegalStateException(message);
    }

    private static Response overflow(int depth) {
        return depth > 0 ? overflow(depth + 1) : Response.noContent();
    }

    private static Response broken(int after) {
        return Response.stream(
                200,
                out -> {
                    out.writeString("x".repeat(after));
                    out.flush();
                    throw new IllegalStateException("a secret of ours");
                });
    }

    private static Response brokenPacked(int after) {
        byte[] noise = new byte[after];
        new Random(1).nextBytes(noise);
        Response.TextWriter body =
                out -> {
                    out.write(noise);
                    throw new IllegalStateException("a secret of ours");
                };
        return Response.text(
                "application/gzip",
                Map.of("Content-Disposition", "attachment"),
                out -> Packed.write(body, out));
    }

    private static Response large() {
        return Response.stream(200, out -> out.writeString("x".repeat(LARGE)));
    }

    private static final class OneVoice implements Router.Dialects {
        @Override
        public Voice voice(List<String> segments) {
            return new ZnyxVoice();
        }

        @Override
        public List<String> canonical(List<String> segments) {
            return segments;
        }

        @Override
        public Voice nowhere(List<String> segments) {
            return new ZnyxVoice();
        }
    }
}
