package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.http.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Files that are imported as jobs, whatever their size. */
class ImportJobTest {
    private static final Path DATA = Path.of("target/test-data/import-jobs");
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "GOLDSET_IMPORT_INLINE_BYTES_MAX", "0",
                    "GOLDSET_ITEM_BYTES_MAX", "100000",
                    "GOLDSET_DATA", DATA.resolve(UUID.randomUUID().toString()).toString());

    /** More than some chunks of rows, and long enough to be met on the way. */
    private static final int MANY = 60_000;

    @SuppressWarnings("NullAway.Init")
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(SETTINGS);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String lines(int rows, IntFunction<String> row) {
        return IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n"));
    }

    private static String row(int i) {
        return "{\"input_text\":\"row %d%s\"}".formatted(i, " long".repeat(40));
    }

    @Test
    void aRowThatComesTwiceIsMetInWhicheverChunk() throws Exception {
        String keyed = "{\"input_text\":\"%d\",\"external_id\":\"%d\"}";
        String dataset = dataset();
        JsonNode job =
                ended(
                        dataset,
                        lines(9000, i -> keyed.formatted(i, i % 2500)),
                        "?on_conflict=replace");
        assertEquals("done", job.get("state").asString(), job.toString());
        assertEquals(2500, job.get("imported").asInt());
        assertEquals(6500, job.get("replaced").asInt());
        String other = dataset();
        String last = lines(2500, i -> keyed.formatted(i < 1500 ? 7500 + i : 5000 + i, i));
        assertEquals("done", ended(other, last, "").get("state").asString());
        assertEquals(hash(other), hash(dataset));
        JsonNode again = ended(dataset, last, "?on_conflict=skip");
        assertEquals(0, again.get("imported").asInt(), again.toString());
        assertEquals(2500, again.get("skipped").asInt());
        assertEquals(1, again.get("revision").asInt());
        JsonNode clash =
                ended(dataset, lines(5000, i -> keyed.formatted(i, i)), "?on_conflict=error");
        assertEquals("failed", clash.get("state").asString());
        assertEquals(2500, clash.get("errors_total").asInt());
        assertEquals(hash(other), hash(dataset));
    }

    @Test
    void whatIsCalledOffLeavesNothing() throws Exception {
        String dataset = dataset();
        String job = path(send(dataset, lines(MANY, ImportJobTest::row), "", Map.of()));
        assertEquals(MANY, await(job, "writing").get("rows_total").asInt());
        RawHttp.Answer off = server.call(server.name("ci"), "DELETE", job, "");
        assertEquals("cancelled", TestServer.json(off).get("state").asString());
        // The next job of the dataset waits for the rest of this one.
        JsonNode next = ended(dataset, row(1), "");
        assertEquals("done", next.get("state").asString(), next.toString());
        assertEquals(1, head(dataset).get("sample_count").asInt());
        assertEquals("cancelled", get(job).get("state").asString());
    }

    @Test
    void aRetryIsTheSameJob() throws Exception {
        String dataset = dataset();
        Map<String, String> once = Map.of("Idempotency-Key", "one job");
        RawHttp.Answer first = send(dataset, row(1) + "\n" + row(2), "", once);
        RawHttp.Answer second = send(dataset, row(1) + "\n" + row(2), "", once);
        assertEquals(path(first), path(second));
        assertTrue(second.headers().containsKey("idempotent-replayed"));
        assertEquals("done", end(path(first)).get("state").asString());
        assertEquals(2, head(dataset).get("sample_count").asInt());
        RawHttp.Answer other = send(dataset, row(3), "", once);
        assertEquals(422, other.status(), other.body());
    }

    @Test
    void itIsWatchedToItsEnd() throws Exception {
        String dataset = dataset();
        String job = path(send(dataset, lines(MANY, ImportJobTest::row), "", Map.of()));
        RawHttp.Answer events = server.call(server.name("runtime"), "GET", job + "/events", "");
        assertEquals("text/event-stream", events.headers().get("content-type"));
        List<String> states =
                events.body()
                        .lines()
                        .filter(line -> line.startsWith("data: "))
                        .map(line -> line.replaceFirst(".*\"state\":\"(.*?)\".*", "$1"))
                        .toList();
        assertEquals("done", states.getLast());
        assertEquals(1, states.stream().filter("done"::equals).count());
        assertTrue(states.size() > 1, states.toString());
    }

    @Test
    void anotherStartGoesOn() throws Exception {
        String folder = DATA.resolve(UUID.randomUUID().toString()).toString();
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put("GOLDSET_DATA", folder);
        String dataset = dataset();
        String job;
        try (TestServer first = TestServer.node(server.source(), settings)) {
            RawHttp.Answer answer =
                    send(first, dataset, lines(MANY, ImportJobTest::row), "", Map.of());
            job = path(answer);
        }
        assertFalse(isFinal(get(job)), "it was too quick to be stopped");
        assertEquals(0, head(dataset).get("sample_count").asInt());
        // Who hasn't the file doesn't touch the job.
        try (TestServer second = TestServer.node(server.source(), settings)) {
            assertTrue(second.port() > 0);
            assertEquals("done", end(job).get("state").asString());
            assertEquals(MANY, head(dataset).get("sample_count").asInt());
        }
        assertEquals(0, files(Path.of(folder)));
    }

    @Test
    void brokenFilesFailWithTheirLines() throws Exception {
        String dataset = dataset();
        Map<String, String> broken = new HashMap<>();
        broken.put("input_text\ngood\n\"open", "line 3");
        broken.put("input_text,a\nx,1\ny\n", "(line 3)");
        broken.put("input_text\n\"" + "x".repeat(10 << 20) + "\"\n", "100000 characters");
        broken.put("[{\"input_text\":\"a\"},\n{\"input_text\":7}]", "(line 2)");
        broken.put("[{\"input_text\":\"a\"},\n{\"input_text\":\"b\"", "ends before");
        broken.put("- input_text: &a b\n- input_text: *a\n", "line 2");
        broken.put("- input_text: a\n".repeat(80_000), "YAML file should have at most");
        broken.put("- input_text: a\n---\n- input_text: b\n", "another document");
        broken.put("{\"input_text\":\"" + "y".repeat(200_000) + "\"}\n{\"a\":1}", "more than");
        for (Map.Entry<String, String> file : broken.entrySet()) {
            JsonNode job = ended(dataset, file.getKey(), "");
            assertEquals("failed", job.get("state").asString(), job.toString());
            assertTrue(job.get("errors").toString().contains(file.getValue()), job.toString());
        }
        assertEquals(0, head(dataset).get("sample_count").asInt());
        assertEquals(0, head(dataset).get("revision").asInt());
    }

    @Test
    void aCutExportIsNoWholeFile() throws Exception {
        String dataset = dataset();
        ended(dataset, lines(10, ImportJobTest::row), "");
        RawHttp.Answer whole =
                server.call(
                        server.name("ci"),
                        "GET",
                        datasets() + "/" + dataset + "/export?format=jsonl&trailer=true",
                        "");
        String copy = dataset();
        assertEquals("done", ended(copy, whole.body() + whole.body(), "").get("state").asString());
        String cut = whole.body().replaceFirst("[^\n]*\n", "");
        String changed = whole.body().replaceFirst("row 3", "row 4");
        for (String file : List.of(cut, changed)) {
            JsonNode job = ended(dataset(), file, "?on_error=skip");
            assertEquals("failed", job.get("state").asString(), job.toString());
            assertTrue(job.get("errors").toString().contains("the trailer"), job.toString());
        }
    }

    private static long files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private static String datasets() {
        return "/v1/orgs/" + TestServer.ORG + "/datasets";
    }

    private static String dataset() {
        RawHttp.Answer made =
                server.call(server.name("ci"), "POST", datasets(), "{\"name\":\"jobs\"}");
        return TestServer.json(made).get("id").asString();
    }

    private static RawHttp.Answer send(
            String dataset, String file, String query, Map<String, String> headers) {
        return send(server, dataset, file, query, headers);
    }

    private static RawHttp.Answer send(
            TestServer node,
            String dataset,
            String file,
            String query,
            Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Authorization", "Bearer " + server.name("ci"));
        all.put("Content-Type", "text/plain");
        String target = datasets() + "/" + dataset + "/import" + query;
        try (RawHttp http = node.connect()) {
            return http.call("POST", target, all, file.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String path(RawHttp.Answer answer) {
        assertEquals(202, answer.status(), answer.body());
        return answer.headers().getOrDefault("location", "nowhere");
    }

    private static JsonNode ended(String dataset, String file, String query)
            throws InterruptedException {
        return end(path(send(dataset, file, query, Map.of())));
    }

    private static JsonNode end(String job) throws InterruptedException {
        JsonNode now = get(job);
        while (!isFinal(now)) {
            Thread.sleep(10);
            now = get(job);
        }
        return now;
    }

    private static JsonNode await(String job, String state) throws InterruptedException {
        JsonNode now = get(job);
        while (!now.get("state").asString().equals(state)) {
            assertFalse(isFinal(now), now.toString());
            Thread.sleep(2);
            now = get(job);
        }
        return now;
    }

    private static boolean isFinal(JsonNode job) {
        return List.of("done", "failed", "cancelled").contains(job.get("state").asString());
    }

    private static JsonNode get(String target) {
        RawHttp.Answer answer = server.call(server.name("runtime"), "GET", target, "");
        assertEquals(200, answer.status(), answer.body());
        return TestServer.json(answer);
    }

    private static JsonNode head(String dataset) {
        return get(datasets() + "/" + dataset);
    }

    private static String hash(String dataset) {
        return server.call(
                        server.name("ci"),
                        "GET",
                        datasets() + "/" + dataset + "/export?format=jsonl",
                        "")
                .headers()
                .getOrDefault("x-content-hash", "none");
    }
}
