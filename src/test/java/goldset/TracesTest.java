package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.http.RawHttp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Traces become items once, are seen by their org alone, and go when they are old. */
class TracesTest {
    private static final String ORG = "/v1/orgs/" + TestServer.ORG;

    @Test
    void exportsAtOnceAddNothingTwice() throws ExecutionException, InterruptedException {
        try (TestServer server = TestServer.start()) {
            tell(server, TestServer.ADMIN, 60, ",\"input_text\":\"x\"");
            List<String> traces = ids(server, ORG + "/traces?limit=100", "traces");
            assertEquals(60, traces.size());
            for (String trace : traces) {
                call(
                        server,
                        ORG + "/traces/" + trace + "/annotations",
                        "{\"annotation\":\"correct\"}");
            }
            String dataset = dataset(server);
            String all =
                    "{\"annotation_type\":\"correct\",\"dataset_id\":\"%s\"}".formatted(dataset);
            String some =
                    "{\"datasetId\":\"%s\",\"traceIds\":[\"%s\"]}"
                            .formatted(dataset, String.join("\",\"", traces.subList(0, 40)));
            long made = 0;
            List<Future<Long>> calls = new ArrayList<>();
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 4; i++) {
                    calls.add(
                            pool.submit(() ->
                                    call(server, ORG + "/annotations/export", all)
                                            .get("exported")
                                            .asLong()));
                    calls.add(
                            pool.submit(() ->
                                    call(server, "/api/v1/traces/to-dataset", some)
                                            .get("data")
                                            .get("created")
                                            .asLong()));
                }
            }
            for (Future<Long> call : calls) {
                made += call.get();
            }
            assertEquals(60, made);
            Set<String> sources = new HashSet<>();
            JsonNode samples = get(server, ORG + "/datasets/" + dataset + "/samples?limit=100");
            samples.get("samples")
                    .forEach(s -> sources.add(s.get("metadata").get("source_trace_id").asString()));
            assertEquals(60, samples.get("total").asInt());
            assertEquals(new HashSet<>(traces), sources);
        }
    }

    @Test
    void deletedSamplesDoNotComeBack() {
        try (TestServer server = TestServer.start()) {
            tell(server, TestServer.ADMIN, 1, ",\"input_text\":\"x\"");
            String trace = ids(server, ORG + "/traces", "traces").getFirst();
            String dataset = dataset(server);
            String body = "{\"datasetId\":\"%s\",\"traceId\":\"%s\"}".formatted(dataset, trace);
            call(server, "/api/v1/traces/to-dataset", body);
            String samples = ORG + "/datasets/" + dataset + "/samples";
            String sample = ids(server, samples, "samples").getFirst();
            server.call(TestServer.ADMIN, "DELETE", samples + "/" + sample, "");
            JsonNode again = call(server, "/api/v1/traces/to-dataset", body).get("data");
            assertEquals(1, again.get("duplicatesSkipped").asInt());
            assertEquals(0, get(server, samples).get("total").asInt());
        }
    }

    /** What is made of a trace must be an item that could have been sent. */
    @Test
    void whatIsTooLargeIsLeftOut() {
        try (TestServer server = TestServer.start(Map.of("GOLDSET_ITEM_BYTES_MAX", "1024"))) {
            String text = ",\"input_text\":\"" + "x".repeat(900) + "\"";
            tell(server, TestServer.ADMIN, 1, text);
            String trace = ids(server, ORG + "/traces", "traces").getFirst();
            String annotation =
                    "{\"annotation\":\"correct\",\"notes\":\"" + "y".repeat(900) + "\"}";
            call(server, ORG + "/traces/" + trace + "/annotations", annotation);
            String dataset = dataset(server);
            JsonNode done =
                    call(
                            server,
                            ORG + "/annotations/export",
                            "{\"annotation_type\":\"correct\",\"dataset_id\":\"" + dataset + "\"}");
            assertEquals(0, done.get("exported").asInt());
            assertEquals(1, done.get("skipped_too_large").asInt());
        }
    }

    @Test
    void whatOneCallMayNotHoldIsLeftForTheNext() {
        try (TestServer server = TestServer.start(Map.of("GOLDSET_ROWS_MAX", "2"))) {
            tell(server, TestServer.ADMIN, 3, ",\"input_text\":\"x\"");
            for (String trace : ids(server, ORG + "/traces", "traces")) {
                call(
                        server,
                        ORG + "/traces/" + trace + "/annotations",
                        "{\"annotation\":\"acceptable\"}");
            }
            String body =
                    "{\"annotation_type\":\"acceptable\",\"dataset_id\":\"%s\"}"
                            .formatted(dataset(server));
            JsonNode first = call(server, ORG + "/annotations/export", body);
            assertEquals(2, first.get("exported").asInt());
            assertEquals(1, first.get("remaining").asInt());
            JsonNode second = call(server, ORG + "/annotations/export", body);
            assertEquals(1, second.get("exported").asInt());
            assertEquals(2, second.get("skipped_duplicate").asInt());
            assertTrue(second.path("remaining").isMissingNode());
        }
    }

    @Test
    void oldOnesGoAndTheirSamplesStay() throws InterruptedException {
        TestClock clock = new TestClock();
        Map<String, String> settings =
                Map.of("GOLDSET_HOUSEKEEPING_MS", "100", "GOLDSET_TRACE_KEEP_DAYS", "2");
        try (TestServer server = TestServer.node(TestDatabase.migrated(), settings, clock, 1)) {
            tell(server, TestServer.ADMIN, 1500, ",\"input_text\":\"old\"");
            String old = ids(server, ORG + "/traces", "traces").getFirst();
            call(server, ORG + "/traces/" + old + "/annotations", "{\"annotation\":\"correct\"}");
            String dataset = dataset(server);
            call(
                    server,
                    ORG + "/annotations/export",
                    "{\"annotation_type\":\"correct\",\"dataset_id\":\"" + dataset + "\"}");
            clock.pass(Duration.ofHours(25));
            tell(server, TestServer.ADMIN, 3, ",\"input_text\":\"new\"");
            assertEquals(3, total(server, "/traces?days=1"));
            assertEquals(1503, total(server, "/traces"));
            clock.pass(Duration.ofHours(24));
            assertEquals(3, awaitTotal(server, 3));
            assertEquals(0, total(server, "/annotations"));
            assertEquals(1, total(server, "/datasets/" + dataset + "/samples"));
        }
    }

    @Test
    void aDeletedProjectTakesItsTracesAlong() {
        try (TestServer server = TestServer.start()) {
            JsonNode project =
                    call(server, "/api/v1/projects", "{\"name\":\"gone\",\"slug\":\"gone\"}");
            String id = project.get("data").get("id").asString();
            JsonNode key = call(server, ORG + "/tokens/ci", "{\"project_id\":\"" + id + "\"}");
            tell(server, key.get("raw_key").asString(), 2, ",\"input_text\":\"x\"");
            String trace = ids(server, ORG + "/traces?project_id=" + id, "traces").getFirst();
            String annotations = ORG + "/traces/" + trace + "/annotations";
            call(server, annotations, "{\"annotation\":\"correct\"}");
            RawHttp.Answer foreign =
                    server.call(
                            server.name("ci"), "POST", annotations, "{\"annotation\":\"correct\"}");
            assertEquals(403, foreign.status(), foreign.body());
            // Its traces are not for a dataset of another project.
            JsonNode done =
                    call(
                            server,
                            ORG + "/annotations/export",
                            "{\"annotation_type\":\"correct\",\"dataset_id\":\""
                                    + dataset(server)
                                    + "\"}");
            assertEquals(0, done.get("exported").asInt());
            server.call(TestServer.ADMIN, "DELETE", "/api/v1/projects/" + id, "");
            assertEquals(0, total(server, "/traces"));
            assertEquals(0, total(server, "/annotations"));
            RawHttp.Answer gone =
                    server.call(TestServer.ADMIN, "GET", ORG + "/traces/" + trace, "");
            assertEquals(404, gone.status());
        }
    }

    /** Pages are read in parts of bounded bytes; here each trace is one. */
    @Test
    void largeTracesComeBackWhole() {
        try (TestServer server = TestServer.start()) {
            tell(server, TestServer.ADMIN, 4, ",\"input_text\":\"" + "é".repeat(1 << 20) + "\"");
            JsonNode page = get(server, ORG + "/traces?limit=3");
            assertEquals(3, page.get("traces").size());
            for (JsonNode trace : page.get("traces")) {
                assertEquals(1 << 20, trace.get("input_text").asString().length());
            }
            String cursor = page.get("next_cursor").asString();
            assertEquals(1, ids(server, ORG + "/traces?cursor=" + cursor, "traces").size());
        }
    }

    private static void tell(TestServer server, String key, int count, String more) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = more.hashCode() + "-" + i;
            events.add("{\"request_id\":\"" + id + "\",\"decision\":\"BLOCK\"" + more + "}");
        }
        String body = "{\"events\":[" + String.join(",", events) + "]}";
        RawHttp.Answer told = server.call(key, "POST", "/v1/telemetry/events", body);
        assertEquals(200, told.status(), told.body());
        assertEquals(count, TestServer.json(told).get("accepted").asInt());
    }

    private static String dataset(TestServer server) {
        return call(server, ORG + "/datasets", "{\"name\":\"d\"}").get("id").asString();
    }

    private static JsonNode call(TestServer server, String target, String body) {
        RawHttp.Answer answer = server.call(TestServer.ADMIN, "POST", target, body);
        assertEquals(2, answer.status() / 100, answer.body());
        return TestServer.json(answer);
    }

    private static JsonNode get(TestServer server, String target) {
        RawHttp.Answer answer = server.call(TestServer.ADMIN, "GET", target, "");
        assertEquals(200, answer.status(), answer.body());
        return TestServer.json(answer);
    }

    private static int total(TestServer server, String path) {
        return get(server, ORG + path).get("total").asInt();
    }

    private static int awaitTotal(TestServer server, int wanted) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        int total = total(server, "/traces");
        while (total != wanted && System.nanoTime() - end < 0) {
            Thread.sleep(50);
            total = total(server, "/traces");
        }
        return total;
    }

    private static List<String> ids(TestServer server, String target, String list) {
        List<String> ids = new ArrayList<>();
        get(server, target).get(list).forEach(one -> ids.add(one.get("id").asString()));
        return ids;
    }
}
