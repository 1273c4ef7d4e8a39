package goldset.http;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.api.znyx.ZnyxVoice;
import goldset.domain.KeyOutcome;
import goldset.domain.Unavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
