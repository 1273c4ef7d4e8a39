package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import goldset.http.RawHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is handed on is kept, however it is said; and it costs what it weighs. */
class PassThroughTest {
    private static final String ORG = "/v1/orgs/" + TestServer.ORG;
    private static final String FINE = "{\"decision\":\"ALLOW\",\"risk_score\":3}";

    @SuppressWarnings("NullAway.Init")
    private HttpServer guardrail;

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch thinking = new CountDownLatch(1);
    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final Handler ears = ears(warnings);
    private volatile boolean thinks;
    private volatile int status = 200;
    private volatile String retryAfter = "";
    private volatile String answer = FINE;
    private volatile String heard = "";

    @BeforeEach
    void start() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        guardrail = HttpServer.create(new InetSocketAddress(here, 0), 0);
        guardrail.setExecutor(threads);
        guardrail.createContext("/", this::judge);
        guardrail.start();
        server =
                TestServer.start(
                        Map.of(
                                "GOLDSET_PASS_THROUGH",
                                "true",
                                "GOLDSET_IN_FLIGHT_BYTES_MAX",
                                String.valueOf(40 << 20),
                                "GOLDSET_TARGET_URL",
                                "http://127.0.0.1:" + guardrail.getAddress().getPort()));
        Logger.getLogger("goldset").addHandler(ears);
    }

    @AfterEach
    void stop() {
        thinking.countDown();
        Logger.getLogger("goldset").removeHandler(ears);
        server.close();
        guardrail.stop(0);
        threads.close();
    }

    private static Handler ears(Queue<String> heard) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getMessage().contains("is not kept")) {
                    heard.add(line.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private void judge(HttpExchange exchange) throws IOException {
        try (exchange) {
            heard = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (thinks) {
                thinking.await();
            }
            if (!retryAfter.isEmpty()) {
                exchange.getResponseHeaders().set("Retry-After", retryAfter);
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RawHttp.Answer evaluate(String stage, byte[] body) {
        Map<String, String> headers = Map.of("X-API-Key", server.name("runtime"));
        try (RawHttp http = server.connect()) {
            return http.call("POST", "/v1/evaluate/" + stage, headers, body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private RawHttp.Answer evaluate(String stage, String body) {
        return evaluate(stage, body.getBytes(StandardCharsets.UTF_8));
    }

    private String traces() {
        return server.call(server.name("ci"), "GET", ORG + "/traces", "").body();
    }

    /** The one that a body of 200 was kept as, the only one of its request id. */
    private JsonNode kept(String stage, byte[] body) {
        long before =
                TestServer.json(server.call(TestServer.ADMIN, "GET", ORG + "/traces", ""))
                        .get("total")
                        .asLong();
        assertEquals(200, evaluate(stage, body).status());
        JsonNode page = TestServer.json(server.call(TestServer.ADMIN, "GET", ORG + "/traces", ""));
        String said = new String(body, StandardCharsets.UTF_8);
        assertEquals(
                before + 1, page.get("total").asLong(), said + " answered by " + answer + warnings);
        return page.get("traces").get(0);
    }

    private JsonNode kept(String body) {
        return kept("input", body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void noRequestIsSaidSoThatItIsNotKept() {
        String escape = "\\u0000 and \\ud800";
        assertEquals(
                escape + "\n",
                kept("{\"request_id\":\"1\",\"text\":\"" + escape + "\\n\"}")
                        .get("input_text")
                        .asString());
        assertEquals(
                escape,
                kept("{\"request_id\":\"2\",\"metadata\":{\"x\":\"" + escape + "\"}}")
                        .at("/metadata/x")
                        .asString());
        assertTrue(kept("{\"request_id\":\"3\",\"session_id\":7}").get("session_id").isNull());
        assertTrue(kept("{\"request_id\":\"4\",\"metadata\":\"str\"}").get("metadata").isNull());
        assertEquals("request-id", kept("{\"text\":\"5\"}").get("request_id").asString());
        assertEquals(
                "request-id",
                kept("{\"request_id\":6,\"text\":\"6\"}").get("request_id").asString());
        byte[] broken = "{\"request_id\":\"7\",\"text\":\"a?b\"}".getBytes(StandardCharsets.UTF_8);
        broken[new String(broken, StandardCharsets.US_ASCII).indexOf('?')] = (byte) 0xFF;
        assertEquals("a\ufffdb", kept("input", broken).get("input_text").asString());
        String deep = "[".repeat(900) + "]".repeat(900);
        assertEquals("8", kept("{\"x\":" + deep + ",\"text\":\"8\"}").get("input_text").asString());
        assertTrue(
                kept("{\"metadata\":{\"x\":" + deep + "},\"text\":\"9\"}")
                        .get("metadata")
                        .isNull());
        assertEquals(deep, kept("{\"tool_args\":" + deep + "}").get("input_text").asString());
        assertEquals(
                500,
                kept("{\"trace_id\":\"" + "x".repeat(501) + "\"}")
                        .get("trace_id")
                        .asString()
                        .length());
        assertEquals(
                "last",
                kept("{\"text\":\"first\",\"text\":\"last\"}").get("input_text").asString());
        assertEquals("nan", kept("{\"x\":NaN,\"text\":\"nan\"}").get("input_text").asString());
        for (String name : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE")) {
            byte[] body = ("{\"text\":\"" + name + "\"}").getBytes(Charset.forName(name));
            assertEquals(name, kept("input", body).get("input_text").asString());
        }
        assertEquals("mark", kept("\ufeff{\"text\":\"mark\"}").get("input_text").asString());
        assertEquals(List.of(), List.copyOf(warnings));
    }

    @Test
    void noAnswerIsSaidSoThatItIsNotKept() {
        for (String rest :
                List.of(
                        "\"risk_score\":120",
                        "\"risk_score\":\"high\"",
                        "\"risk_score\":1e999",
                        "\"latency_ms\":-1",
                        "\"rule_hits\":[{\"rule_id\":null},{},7,{\"rule_id\":{\"rule_id\":\"x\"}}]",
                        "\"rule_hits\":7",
                        "\"policy_version\":[[]]",
                        "\"detector_results\":{\"x\":\"\\ud800\"}")) {
            answer = "{\"decision\":\"block\"," + rest + "}";
            JsonNode trace =
                    kept("{\"text\":" + "\"" + rest.replace("\"", "").replace("\\", "") + "\"}");
            assertEquals("BLOCK", trace.get("decision").asString());
            assertTrue(trace.get("risk_score").isNull(), trace.toString());
            assertTrue(trace.get("latency_ms").isNull(), trace.toString());
            assertEquals(0, trace.get("rule_hit_ids").size(), trace.toString());
        }
        assertEquals(List.of(), List.copyOf(warnings));
    }

    @Test
    void whatIsNotKeptIsSaid() {
        answer = "{\"decision\":\"PERHAPS\"}";
        assertEquals(200, evaluate("input", "{\"text\":\"x\"}").status());
        answer = "It works!";
        assertEquals(200, evaluate("input", "{\"text\":\"x\"}").status());
        answer = FINE;
        assertEquals(200, evaluate("input", "text=x").status());
        String said = "request-id: a trace is not kept: the ";
        assertEquals(
                List.of(
                        said + "answer has none of the decisions",
                        said + "answer is no JSON object",
                        said + "request is no JSON object"),
                List.copyOf(warnings));
        assertTrue(traces().contains("\"total\":0"), traces());
    }

    @Test
    void metadataStaysAsItWasSent() {
        String metadata =
                "{\"z\":1.10,\"a\":12345678901234567890.12345678901234567890,\"b\":1e400,"
                        + "\"c\":[1E+2,-0.0,true,null,{}],\"d\":\"é\"}";
        assertEquals(
                200, evaluate("input", "{\"text\":\"x\",\"metadata\": " + metadata + "}").status());
        assertTrue(traces().contains("\"metadata\":" + metadata), traces());
    }

    @Test
    void aReplayNamesTheTool() {
        String body =
                "{\"tool_name\":\"search\",\"tool_result\":\"found\",\"metadata\":{\"tool_name\":\"other\"}}";
        JsonNode trace = kept("tool", body.getBytes(StandardCharsets.UTF_8));
        String replay = ORG + "/traces/" + trace.get("id").asString() + "/replay";
        assertEquals(200, server.call(TestServer.ADMIN, "POST", replay, "{}").status());
        assertTrue(heard.contains(",\"tool_name\":\"search\","), heard);
    }

    @Test
    void whenToComeAgainIsSaid() {
        String date = "Wed, 21 Oct 2026 07:28:00 GMT";
        for (int code : List.of(429, 503, 500)) {
            status = code;
            for (String when : List.of("7", date)) {
                retryAfter = when;
                RawHttp.Answer passed = evaluate("input", "{}");
                assertEquals(code, passed.status());
                assertEquals(when, passed.headers().get("retry-after"));
            }
            for (String when : List.of("soon", "-1", "1".repeat(50), "7; x=y")) {
                retryAfter = when;
                assertNull(evaluate("input", "{}").headers().get("retry-after"));
            }
        }
        status = 200;
        retryAfter = "7";
        assertNull(evaluate("input", "{}").headers().get("retry-after"));
    }

    /** The client's own key is good, and it has no other. */
    @Test
    void thatTheTargetsKeyIsRefusedIsNoRefusalOfTheClients() {
        for (int code : List.of(401, 403)) {
            status = code;
            RawHttp.Answer passed = evaluate("input", "{}");
            assertEquals(502, passed.status());
            assertTrue(
                    passed.body().contains("refuses this server's key (status " + code),
                    passed.body());
        }
    }

    /** While the guardrail thinks, its callers' bodies keep nobody else out. */
    @Test
    void bodiesCostWhatTheyWeigh() throws Exception {
        thinks = true;
        String body = "{\"text\":\"" + "x".repeat(100_000) + "\"}";
        List<Future<RawHttp.Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(threads.submit(() -> evaluate("input", body)));
        }
        // Longer than a request waits for its room.
        RunCalls.pause(2500);
        String dataset = new RunCalls(server).harmless(3);
        assertTrue(!dataset.isEmpty());
        thinking.countDown();
        for (Future<RawHttp.Answer> call : calls) {
            assertEquals(200, call.get().status(), call.get().body());
        }
    }

    /** Those of the answers count too. */
    @Test
    void answersTakeTheirRoom() throws Exception {
        answer = "{\"decision\":\"ALLOW\",\"x\":\"" + "x".repeat(1_000_000) + "\"}";
        List<Future<RawHttp.Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            calls.add(threads.submit(() -> evaluate("input", "{\"text\":\"x\"}")));
        }
        for (Future<RawHttp.Answer> call : calls) {
            assertTrue(List.of(200, 503).contains(call.get().status()), call.get().body());
        }
        for (int i = 0; i < 8; i++) {
            assertEquals(200, evaluate("input", "{\"text\":\"" + i + "\"}").status());
        }
        answer = "{\"x\":\"" + "x".repeat(1 << 20) + "\"}";
        RawHttp.Answer none = evaluate("input", "{}");
        assertEquals(502, none.status());
        assertTrue(none.body().contains("the answer is longer than 1024 KiB"), none.body());
    }
}
