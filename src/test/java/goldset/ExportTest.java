package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.domain.ContentHash;
import goldset.domain.ItemFilter;
import goldset.domain.PastState;
import goldset.http.RawHttp;
import goldset.store.Database;
import goldset.store.ItemPages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Parts of a dataset as a file, packed files, and what a file says of itself. */
class ExportTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int ROWS = 11_000;

    @SuppressWarnings("NullAway.Init")
    private static TestServer server;

    @SuppressWarnings("NullAway.Init")
    private static String dataset;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        dataset = dataset();
        for (int from = 0; from < ROWS; from += 5500) {
            String rows =
                    IntStream.range(from, from + 5500)
                            .mapToObj(ExportTest::row)
                            .collect(Collectors.joining(","));
            RawHttp.Answer added =
                    call("POST", znyx(dataset) + "/samples", "{\"samples\":[" + rows + "]}");
            assertEquals(200, added.status(), added.body());
        }
    }

    private static String row(int i) {
        String decision = i % 1000 == 7 ? "\"BLOCK\"" : "null";
        return "{\"input_text\":\"row %d\",\"expected_decision\":%s,\"metadata\":{\"b\":%d.50,\"a\":[]}}"
                .formatted(i, decision, i);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A page with a filter ends when its time is over; a file does not. */
    @Test
    void aFilterGoesOnToTheEnd() {
        PastState state = new PastState(2, ROWS, ContentHash.EMPTY, new UUID(-1, -1), true);
        UUID id = UUID.fromString(dataset);
        ItemFilter filter = new ItemFilter(null, "BLOCK", null, Map.of());
        ItemPages.Range range = ItemPages.Range.whole(TestServer.ORG, id, state, filter);
        int[] seen = {0, 0};
        Database.Pools pools = new Database.Pools(1, 1, 5000, 5000, 5000);
        try (Database database = Database.open(server.source(), pools)) {
            ItemPages pages = new ItemPages(database, 4096, 0);
            pages.page(range, bytes -> {}, item -> seen[0]++);
            pages.all(range, bytes -> {}, item -> seen[1]++);
        }
        assertEquals(List.of(5, 11), List.of(seen[0], seen[1]));
    }

    @Test
    void aFileIsPackedWhole() throws IOException, InterruptedException {
        for (String query : List.of("format=jsonl", "format=csv", "format=json&shape=opik")) {
            HttpResponse<byte[]> packed = bytes(znyx(dataset) + "/export?gzip=true&" + query);
            assertEquals("application/gzip", type(packed));
            String plain = get("/export?" + query);
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
                assertEquals(plain, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
            assertTrue(packed.body().length < plain.length() / 4, "it is hardly packed");
            String copy = dataset();
            assertEquals(200, imported(copy, packed.body()));
            assertEquals(hash(dataset), hash(copy));
        }
    }

    @Test
    void aTrailerTellsWhatStandsBeforeIt() {
        String whole = get("/export?format=jsonl&trailer=true");
        JsonNode trailer = trailer(whole);
        assertEquals(ROWS, trailer.get("rows").asInt());
        assertEquals(hash(dataset), trailer.get("content_hash").asString());
        assertEquals(get("/export?format=jsonl"), rows(whole));
    }

    @Test
    void aTrailerOfAPartIsThatOfThePart() throws IOException, InterruptedException {
        String part = get("/export?format=jsonl&trailer=true&expected_decision=block");
        String copy = dataset();
        assertEquals(200, imported(copy, rows(part).getBytes(StandardCharsets.UTF_8)));
        assertEquals(11, trailer(part).get("rows").asInt());
        assertEquals(hash(copy), trailer(part).get("content_hash").asString());
        String none = get("/export?format=jsonl&trailer=true&search=nowhere");
        assertEquals(
                "{\"trailer\":{\"rows\":0,\"content_hash\":\"" + "0".repeat(64) + "\"}}\n", none);
    }

    @Test
    void aFilterHoldsForThePastToo() {
        String past = "/export?format=jsonl&revision=1&search=ROW 7";
        assertEquals(
                get(past.replace(" ", "%20")).lines().count(),
                get("/export?format=jsonl")
                        .lines()
                        .limit(5500)
                        .filter(l -> l.contains("row 7"))
                        .count());
    }

    /** Nothing that counts is said of what can't be counted beforehand. */
    @Test
    void aFilteredFileHasNoCount() {
        RawHttp.Answer all = call("GET", evalguard() + "/export?format=csv", "");
        assertEquals("11000", all.headers().get("x-row-count"));
        assertEquals("11000", all.headers().get("x-case-count"));
        assertEquals(64, String.valueOf(all.headers().get("x-content-hash")).length());
        for (String format : List.of("csv", "jsonl", "openai-jsonl")) {
            RawHttp.Answer part =
                    call("GET", evalguard() + "/export?metadata.a=&format=" + format, "");
            assertEquals(200, part.status(), part.body());
            for (String name :
                    List.of("x-row-count", "x-content-hash", "x-case-count", "x-skipped-cases")) {
                assertFalse(part.headers().containsKey(name), name);
            }
        }
    }

    private static JsonNode trailer(String lines) {
        return JSON.readTree(lines.strip().substring(rows(lines).length())).get("trailer");
    }

    private static String rows(String lines) {
        return lines.substring(0, lines.lastIndexOf("{\"trailer\""));
    }

    private static String hash(String dataset) {
        RawHttp.Answer all = call("HEAD", znyx(dataset) + "/export", "");
        return String.valueOf(all.headers().get("x-content-hash"));
    }

    private static String type(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Content-Type").orElse("");
    }

    private static HttpResponse<byte[]> bytes(String target)
            throws IOException, InterruptedException {
        return sent(request(target).GET().build());
    }

    private static int imported(String dataset, byte[] file)
            throws IOException, InterruptedException {
        return sent(request(znyx(dataset) + "/import")
                        .header("Content-Type", "application/octet-stream")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(file))
                        .build())
                .statusCode();
    }

    private static HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + target))
                .header("Authorization", "Bearer " + server.name("ci"));
    }

    private static HttpResponse<byte[]> sent(HttpRequest request)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private static String dataset() {
        RawHttp.Answer made = call("POST", "/api/v1/datasets", "{\"name\":\"exports\"}");
        return TestServer.json(made).get("data").get("id").asString();
    }

    private static String get(String target) {
        RawHttp.Answer answer = call("GET", znyx(dataset) + target, "");
        assertEquals(200, answer.status(), answer.body());
        return answer.body();
    }

    private static RawHttp.Answer call(String method, String target, String body) {
        return server.call(server.name("ci"), method, target, body);
    }

    private static String znyx(String dataset) {
        return "/v1/orgs/" + TestServer.ORG + "/datasets/" + dataset;
    }

    private static String evalguard() {
        return "/api/v1/datasets/" + dataset;
    }
}
