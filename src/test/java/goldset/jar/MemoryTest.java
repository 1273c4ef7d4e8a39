package goldset.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.TestServer;
import goldset.http.RawHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Bodies that cost more than they weigh, on a heap of 128 MiB: refused, and nobody else suffers.
 */
class MemoryTest {
    private static final int LARGE_ITEMS = 12;
    private static final int LARGE = 3_000_000;
    private static TestFolder folder;
    private static JarProcess jar;
    private String dataset = "";

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> settings = new HashMap<>(new EmptyDatabase().settings());
        settings.putAll(Client.KNOWN);
        settings.put("JDK_JAVA_OPTIONS", "-Xmx128m");
        folder = TestFolder.create();
        jar = JarProcess.serving(folder, settings);
    }

    @AfterAll
    static void stop() throws Exception {
        jar.close();
        folder.close();
    }

    @BeforeEach
    void make() throws IOException {
        dataset = Client.admin(jar).newDataset("memory");
    }

    /** The server still takes a whole small append, so no memory is held for ever. */
    @AfterEach
    void stillServes() throws IOException {
        assertEquals(200, Client.admin(jar).status("GET", "/readyz", ""));
        assertEquals(201, append("{\"cases\":[{\"input\":\"x\"}]}").status());
        assertFalse(jar.err().contains("OutOfMemoryError"), jar::err);
    }

    @Test
    void namesThatNobodyWants() throws IOException {
        StringBuilder body = new StringBuilder("{\"x\":{");
        for (int i = 0; i < 1_000_000; i++) {
            body.append(i > 0 ? "," : "")
                    .append('"')
                    .append(Integer.toString(i, 36))
                    .append("\":1");
        }
        RawHttp.Answer answer = append(body.append("}}").toString());
        assertTrue(List.of(400, 503).contains(answer.status()), answer.body());
    }

    @Test
    void numbersThatAreLongWhenWrittenOut() throws Exception {
        String numbers = "1e308,".repeat(600_000) + "1";
        String body = "{\"cases\":[{\"input\":\"x\",\"metadata\":{\"a\":[" + numbers + "]}}]}";
        for (RawHttp.Answer answer : together(4, body)) {
            assertTrue(List.of(400, 503).contains(answer.status()), answer.body());
        }
    }

    @Test
    void complaintsWithLongPaths() throws Exception {
        String open = ("{\"" + "a".repeat(4000) + "\":").repeat(90);
        String faults = "[" + "1e999,".repeat(99) + "1e999]";
        String metadata = open + faults + "}".repeat(90);
        String body = "{\"cases\":[{\"input\":\"x\",\"metadata\":" + metadata + "}]}";
        for (RawHttp.Answer answer : together(4, body)) {
            assertEquals(400, answer.status());
            assertTrue(answer.body().length() < 1 << 20, () -> answer.body().length() + " chars");
        }
    }

    @Test
    void listsOfNothing() throws Exception {
        String hits = "[" + "\"\",".repeat(4999) + "\"\"]";
        String one = "{\"input\":\"x\",\"expected_rule_hits\":" + hits + "},";
        for (int i = 0; i < 4; i++) {
            String body = "{\"cases\":[" + one.repeat(20) + "{\"input\":\"y\"}]}";
            assertEquals(201, append(body).status());
        }
        for (RawHttp.Answer answer : reads(6)) {
            assertTrue(List.of(200, 503).contains(answer.status()), answer.body());
        }
    }

    @Test
    void sixteenLargeBodiesAtOnce() throws Exception {
        String text = "x".repeat(1 << 20);
        String body =
                "{\"cases\":["
                        + ("{\"input\":\"" + text + "\"},").repeat(59)
                        + "{\"input\":\"\"}]}";
        for (RawHttp.Answer answer : together(16, body)) {
            assertTrue(List.of(201, 503).contains(answer.status()), answer.body());
            if (answer.status() == 503) {
                assertEquals("1", answer.headers().get("retry-after"));
            }
        }
    }

    @Test
    void filesOfShortRowsAndOfOneLongOne() throws Exception {
        String target = Client.org("/datasets/" + dataset + "/import");
        for (String rows :
                List.of("x,\\n".repeat(90_000), "y".repeat(40 << 20), ",".repeat(8 << 20))) {
            String body = "{\"content\":\"input_text,a\\n" + rows + "\"}";
            for (RawHttp.Answer answer : together(4, target, body)) {
                assertTrue(List.of(200, 202, 422, 503).contains(answer.status()), answer.body());
            }
        }
    }

    @Test
    void numbersOfAHealthCheck() throws Exception {
        String wide = "{\"features\":[[" + "0,".repeat(4 << 20) + "0]]}";
        String narrow = "{\"features\":[" + "[0],".repeat(90_000) + "[0]]}";
        for (String body : List.of(wide, narrow)) {
            for (RawHttp.Answer answer : together(4, "/api/v1/datasets/health", body)) {
                assertTrue(List.of(200, 503).contains(answer.status()), answer.body());
            }
        }
    }

    /** A difference has two sides, and each may be as large as an item. */
    @Test
    void differencesOfLargeItems() throws Exception {
        Client client = Client.admin(jar);
        String cases = "/api/v1/datasets/" + dataset + "/cases";
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < LARGE_ITEMS; i++) {
            String body = "{\"cases\":[{\"input\":\"" + i + "x".repeat(LARGE) + "\"}]}";
            RawHttp.Answer made = client.call("POST", cases, body);
            assertEquals(201, made.status());
            ids.add(TestServer.json(made).at("/data/caseIds/0").asString());
        }
        for (String id : ids) {
            String body = "{\"input\":\"" + id + "y".repeat(LARGE) + "\"}";
            assertEquals(200, client.status("PATCH", cases + "/" + id, body));
        }
        String diff = "/datasets/" + dataset + "/diff?limit=1000&from_revision=" + LARGE_ITEMS;
        for (String target : List.of(Client.org(diff), "/api/v1" + diff)) {
            int whole = 0;
            for (RawHttp.Answer answer : together(4, () -> counted(client, target))) {
                assertTrue(List.of(200, 503).contains(answer.status()), answer.body());
                assertFalse(answer.cut(), target);
                if (answer.status() == 200) {
                    whole++;
                    assertEquals(String.valueOf(LARGE_ITEMS), answer.body(), target);
                }
            }
            assertTrue(whole > 0, target);
        }
    }

    /** With the number of changes in place of the body, for it is large. */
    private static RawHttp.Answer counted(Client client, String target) throws IOException {
        RawHttp.Answer answer = client.call("GET", target, "");
        if (answer.status() != 200) {
            return answer;
        }
        int changes = answer.body().split("\"modified\",", -1).length - 1;
        return new RawHttp.Answer(200, answer.headers(), String.valueOf(changes), answer.cut());
    }

    @Test
    void anIdleAnnouncementHoldsNothing() throws IOException {
        List<RawHttp> idle = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            RawHttp http = new RawHttp(jar.port());
            http.send(
                    "POST /api/v1/datasets/"
                            + dataset
                            + "/cases HTTP/1.1\r\nHost: test\r\nX-API-Key: "
                            + Client.ADMIN
                            + "\r\nContent-Length: 60000000\r\n\r\n{");
            idle.add(http);
        }
        assertEquals(201, append("{\"cases\":[{\"input\":\"meanwhile\"}]}").status());
        for (RawHttp http : idle) {
            http.close();
        }
    }

    private List<RawHttp.Answer> together(int calls, String body) throws Exception {
        return together(calls, "/api/v1/datasets/" + dataset + "/cases", body);
    }

    private List<RawHttp.Answer> together(int calls, String target, String body) throws Exception {
        byte[] packed = gzip(body);
        return together(calls, () -> send(target, packed));
    }

    private static List<RawHttp.Answer> together(int calls, Callable<RawHttp.Answer> call)
            throws Exception {
        List<Future<RawHttp.Answer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < calls; i++) {
                answers.add(threads.submit(call));
            }
        }
        List<RawHttp.Answer> all = new ArrayList<>();
        for (Future<RawHttp.Answer> answer : answers) {
            all.add(answer.get());
        }
        return all;
    }

    private List<RawHttp.Answer> reads(int calls) throws Exception {
        List<RawHttp.Answer> all = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            String target = "/api/v1/datasets/" + dataset + "/cases?limit=1000";
            all.add(Client.admin(jar).call("GET", target, ""));
        }
        return all;
    }

    @Test
    void packedFiles() throws Exception {
        String target = Client.org("/datasets/" + dataset + "/import");
        for (String rows : List.of("x,\n".repeat(90_000), "y".repeat(60 << 20) + ",")) {
            byte[] packed = gzip("input_text,a\n" + rows);
            Map<String, String> headers =
                    Map.of("X-API-Key", Client.ADMIN, "Content-Type", "application/gzip");
            Callable<RawHttp.Answer> call =
                    () -> {
                        try (RawHttp http = new RawHttp(jar.port())) {
                            return http.call("POST", target, headers, packed);
                        }
                    };
            for (RawHttp.Answer answer : together(4, call)) {
                assertTrue(List.of(200, 202, 422, 503).contains(answer.status()), answer.body());
            }
        }
    }

    private RawHttp.Answer send(String target, byte[] packed) throws IOException {
        Map<String, String> headers = Map.of("X-API-Key", Client.ADMIN, "Content-Encoding", "gzip");
        try (RawHttp http = new RawHttp(jar.port())) {
            return http.call("POST", target, headers, packed);
        }
    }

    private RawHttp.Answer append(String body) throws IOException {
        return Client.admin(jar).call("POST", "/api/v1/datasets/" + dataset + "/cases", body);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
