package goldset.http;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the JDK's server does unasked, seen from the wire. Each test fails without its fix. */
class ServerTrapsTest {
    private static final int BODY_BYTES_MAX = 1 << 20;

    @SuppressWarnings("NullAway.Init")
    private static TestServer server;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        Map.of(
                                "GOLDSET_BODY_BYTES_MAX",
                                Integer.toString(BODY_BYTES_MAX),
                                "GOLDSET_ITEM_BYTES_MAX",
                                "65536"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void requestsAtTheSameTimeKeepTheirOwnCallers() throws Exception {
        List<Future<Boolean>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                boolean other = i % 2 == 0;
                answers.add(threads.submit(() -> sees(other)));
            }
        }
        for (Future<Boolean> answer : answers) {
            assertTrue(answer.get(), "an answer of another request");
        }
    }

    private static boolean sees(boolean other) throws IOException {
        String key = server.name(other ? "otherAdmin" : "admin");
        String org = server.name(other ? "otherOrg" : "org");
        try (RawHttp http = server.connect()) {
            for (int i = 0; i < 40; i++) {
                RawHttp.Answer answer =
                        http.call(
                                "GET",
                                "/api/v1/project/current",
                                Map.of("X-API-Key", key),
                                new byte[0]);
                if (!answer.body().contains(org)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Test
    void refusalOfALargeBodyArrives() throws IOException {
        byte[] body = new byte[20 << 20];
        Arrays.fill(body, (byte) ' ');
        try (RawHttp http = server.connect()) {
            RawHttp.Answer answer = http.call("POST", samples(), ci(), body);
            assertEquals(413, answer.status());
            assertTrue(answer.body().contains("1048576"), answer.body());
            assertEquals("close", answer.headers().get("connection"));
        }
    }

    @Test
    void refusalOfALargeChunkedBodyArrives() throws IOException {
        try (RawHttp http = server.connect()) {
            http.send(head("POST", samples(), "Transfer-Encoding: chunked"));
            String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
            for (int i = 0; i < 20; i++) {
                http.send(chunk);
            }
            http.send("0\r\n\r\n");
            RawHttp.Answer answer = http.receive(false);
            assertEquals(413, answer.status());
            assertTrue(http.closedWithin(5000));
        }
    }

    @Test
    void refusalOfAnUnknownKeyArrivesBeforeTheBodyIsRead() throws IOException {
        byte[] body = new byte[20 << 20];
        try (RawHttp http = server.connect()) {
            RawHttp.Answer answer = http.call("POST", samples(), Map.of("X-API-Key", "no"), body);
            assertEquals(401, answer.status());
            assertEquals("close", answer.headers().get("connection"));
        }
    }

    @Test
    void whatFollowsAChunkedBodyIsNoRequest() throws IOException {
        try (RawHttp http = server.connect()) {
            // The server sums 0x100000003 up to 3; a proxy in front may not.
            http.send(
                    head("POST", samples(), "Transfer-Encoding: chunked")
                            + "100000003\r\n{} \r\n0\r\n\r\n"
                            + head("GET", "/healthz", "X-Smuggled: yes"));
            RawHttp.Answer first = http.receive(false);
            assertAll(
                    () -> assertEquals("close", first.headers().get("connection")),
                    () -> assertTrue(http.closedWithin(5000), "a second answer came"));
        }
    }

    @Test
    void chunkedBodiesAreServed() throws IOException {
        String dataset = dataset();
        try (RawHttp http = server.connect()) {
            String json = "{\"samples\":[{\"input_text\":\"in two chunks\"}]}";
            http.send(
                    head("POST", dataset + "/samples", "Transfer-Encoding: chunked")
                            + "5\r\n"
                            + json.substring(0, 5)
                            + "\r\n"
                            + Integer.toHexString(json.length() - 5)
                            + "\r\n"
                            + json.substring(5)
                            + "\r\n0\r\n\r\n");
            assertEquals(200, http.receive(false).status());
        }
    }

    @Test
    void gzipIsInflatedAndCountedAfterIt() throws IOException {
        String dataset = dataset();
        byte[] good = gzip("{\"samples\":[{\"input_text\":\"small\"}]}");
        byte[] bomb = gzip(" ".repeat(BODY_BYTES_MAX + 1));
        assertTrue(bomb.length < 10_000);
        byte[] broken = Arrays.copyOf(good, good.length - 12);
        assertAll(
                () -> assertEquals(200, encoded(dataset, "gzip", good).status()),
                () -> assertEquals(413, encoded(dataset, "gzip", bomb).status()),
                () -> assertEquals(422, encoded(dataset, "gzip", broken).status()),
                () ->
                        assertEquals(
                                422,
                                encoded(dataset, "gzip", "{}".getBytes(StandardCharsets.UTF_8))
                                        .status()),
                () -> assertEquals(415, encoded(dataset, "br", good).status()),
                () -> assertEquals(415, encoded(dataset, "gzip, gzip", gzip("x")).status()),
                () ->
                        assertEquals(
                                "gzip",
                                encoded(dataset, "br", good).headers().get("accept-encoding")));
    }

    @Test
    void pathsAreTakenApartOnce() throws IOException {
        for (String target :
                List.of(
                        "//healthz/x",
                        "/x/../healthz",
                        "/%2e%2e/healthz",
                        "/healthz%2f",
                        "/healthz%00",
                        "/healthzz",
                        "/HEALTHZ")) {
            try (RawHttp http = server.connect()) {
                RawHttp.Answer answer = http.call("GET", target, Map.of(), new byte[0]);
                assertEquals(404, answer.status(), target);
                assertEquals("application/json", answer.headers().get("content-type"), target);
            }
        }
        try (RawHttp http = server.connect()) {
            assertEquals(200, http.call("GET", "/healthz/", Map.of(), new byte[0]).status());
        }
    }

    @Test
    void headHasTheLengthAndNoBody() throws IOException {
        try (RawHttp http = server.connect()) {
            RawHttp.Answer get = http.call("GET", "/healthz", Map.of(), new byte[0]);
            RawHttp.Answer head = http.call("HEAD", "/healthz", Map.of(), new byte[0]);
            assertEquals(200, head.status());
            assertEquals(get.headers().get("content-length"), head.headers().get("content-length"));
            assertEquals(200, http.call("GET", "/healthz", Map.of(), new byte[0]).status());
        }
    }

    /** The last row of the table of hostile text; the others are golden files. */
    @Test
    void aStringBeyondTheLimitIsTooLargeAndNamesItsPlace() {
        String dataset = dataset();
        String body = "{\"samples\":[{\"input_text\":\"" + "x".repeat(70_000) + "\"}]}";
        RawHttp.Answer answer = server.call(server.name("ci"), "POST", dataset + "/samples", body);
        assertEquals(413, answer.status());
        assertTrue(answer.body().contains("more than 65536 characters"), answer.body());
        assertTrue(answer.body().contains("near byte"), answer.body());
    }

    @Test
    void aBodyThatBreaksOffStoresNothing() throws IOException {
        String dataset = dataset();
        try (RawHttp http = server.connect()) {
            String json = "{\"samples\":[{\"input_text\":\"whole\"},";
            http.send(head("POST", dataset + "/samples", "Content-Length: 1000") + json);
            http.socket().shutdownOutput();
            http.closedWithin(5000);
        }
        RawHttp.Answer list = server.call(server.name("ci"), "GET", dataset + "/samples", "");
        assertEquals(0, TestServer.json(list).get("total").asInt());
    }

    private static RawHttp.Answer encoded(String dataset, String encoding, byte[] body)
            throws IOException {
        Map<String, String> headers =
                Map.of("X-API-Key", server.name("ci"), "Content-Encoding", encoding);
        try (RawHttp http = server.connect()) {
            return http.call("POST", dataset + "/samples", headers, body);
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String dataset() {
        String datasets = "/v1/orgs/" + TestServer.ORG + "/datasets";
        RawHttp.Answer made =
                server.call(server.name("ci"), "POST", datasets, "{\"name\":\"traps\"}");
        return datasets + "/" + TestServer.json(made).get("id").asString();
    }

    private static String samples() {
        return "/v1/orgs/" + TestServer.ORG + "/datasets/" + TestServer.ORG + "/samples";
    }

    private static Map<String, String> ci() {
        return Map.of("X-API-Key", server.name("ci"));
    }

    private static String head(String method, String target, String header) {
        return method
                + " "
                + target
                + " HTTP/1.1\r\nHost: test\r\nX-API-Key: "
                + server.name("ci")
                + "\r\n"
                + header
                + "\r\n\r\n";
    }
}
