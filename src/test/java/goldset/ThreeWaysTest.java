package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import goldset.demo.DemoGuardrail;
import goldset.http.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The same guardrail on the same samples comes to the same, whoever asks it and however it is told.
 */
class ThreeWaysTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Map<String, ObjectNode> JUDGED = new ConcurrentHashMap<>();
    private static final int PAGE = 200;
    private static final int COUNT_SECONDS_MAX = 60;

    /** Of the row, not of the sample or its judgement. */
    private static final Set<String> OWN =
            Set.of("run_id", "created_at", "latency_ms", "detector_results");

    @SuppressWarnings("NullAway.Init")
    private static DemoGuardrail guardrail;

    @SuppressWarnings("NullAway.Init")
    private static TestServer server;

    @SuppressWarnings("NullAway.Init")
    private static RunCalls calls;

    @SuppressWarnings("NullAway.Init")
    private static String samples;

    @SuppressWarnings("NullAway.Init")
    private static String dataset;

    @SuppressWarnings("NullAway.Init")
    private static JsonNode pushed;

    @BeforeAll
    static void start() throws IOException {
        guardrail = new DemoGuardrail();
        server = TestServer.start(Map.of("GOLDSET_TARGET_URL", guardrail.url()));
        calls = new RunCalls(server);
        Path whole = Path.of("../shared/data/guardrail-samples.json");
        Path excerpt = Path.of("src/test/resources/data/guardrail-samples.json");
        samples = Files.readString(Files.exists(whole) ? whole : excerpt);
        dataset = calls.filled(samples);
        pushed = calls.run(dataset, "default", ",\"concurrency\":4");
        assertEquals("completed", pushed.get("status").asString(), pushed.toString());
    }

    @AfterAll
    static void stop() {
        server.close();
        guardrail.close();
    }

    @Test
    void pulled() throws Exception {
        String body =
                "{\"dataset_id\":\"%s\",\"mode\":\"pull\",\"wait_seconds\":0}".formatted(dataset);
        String run = calls.done("POST", RunCalls.RUNS, body).get("id").asString();
        JsonNode claimed = ask("POST", "/v1/benchmarks/claim", "{}");
        assertEquals(run, claimed.get("run_id").asString());
        String path = "/v1/benchmarks/" + run;
        int total = claimed.get("total_samples").asInt();
        List<JsonNode> pages = new ArrayList<>();
        for (int offset = 0; offset < total; offset += PAGE) {
            pages.add(ask("GET", path + "/samples?offset=" + offset + "&limit=" + PAGE, ""));
        }
        // As it comes from workers that judge several pages at once.
        for (JsonNode page : pages.reversed()) {
            assertEquals(total, page.get("total").asInt());
            ask("POST", path + "/results", judged(page.get("items")).toString());
        }
        assertSame(ask("POST", path + "/complete", "{}"));
    }

    @Test
    void told() throws Exception {
        String body = "{\"dataset_id\":\"%s\",\"mode\":\"external\"}".formatted(dataset);
        String run = calls.done("POST", RunCalls.RUNS, body).get("id").asString();
        ArrayNode items = JSON.createArrayNode();
        for (JsonNode row : calls.rows(pushed.get("id").asString())) {
            ObjectNode item = items.addObject();
            item.set("sample_id", row.get("sample_id"));
            item.set("stage", row.get("context"));
            item.set("eval_text", row.get("input_text"));
        }
        String path = "/v1/benchmarks/" + run;
        calls.done("POST", path + "/results", judged(items).toString());
        assertSame(calls.done("POST", path + "/complete", "{}"));
    }

    @Test
    void toldAsAnEval() throws Exception {
        String body = "{\"name\":\"e\",\"external\":true,\"datasetId\":\"%s\"}".formatted(dataset);
        String eval = calls.done("POST", "/api/v1/evals", body).at("/data/id").asString();
        String path = "/api/v1/evals/" + eval;
        JsonNode sent = JSON.readTree(samples).get("samples");
        for (int from = 0; from < sent.size(); from += PAGE) {
            ObjectNode results = JSON.createObjectNode();
            ArrayNode rows = results.putArray("results");
            for (int i = from; i < Math.min(from + PAGE, sent.size()); i++) {
                JsonNode one = sent.get(i);
                String stage = one.path("context").asString("input");
                ObjectNode row = rows.addObject().put("test_case_index", i);
                row.setAll(judge(stage, one.get("input_text")));
            }
            calls.done("POST", path + "/results", results.toString());
        }
        calls.done("PATCH", path, "{\"status\":\"completed\"}");
        JsonNode metrics = calls.done("GET", path, "").at("/data/summary/metrics");
        assertEquals(
                withoutLatency(pushed.get("results_summary")).toPrettyString(),
                withoutLatency(metrics).toPrettyString());
        assertRows(calls.rows(eval));
    }

    @Test
    void aHandCountsTheSame(@TempDir Path folder) throws Exception {
        assumeTrue(python(), "no python3");
        StringBuilder lines = new StringBuilder();
        for (JsonNode row : calls.rows(pushed.get("id").asString())) {
            lines.append(row).append('\n');
        }
        Path rows = Files.writeString(folder.resolve("rows.jsonl"), lines);
        Path sent = Files.writeString(folder.resolve("samples.json"), samples);
        Path run = Files.writeString(folder.resolve("run.json"), pushed.toString());
        Process count =
                new ProcessBuilder(
                                "python3",
                                "src/test/hand/count.py",
                                sent.toString(),
                                rows.toString(),
                                "--summary",
                                run.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(count.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(count.waitFor(COUNT_SECONDS_MAX, TimeUnit.SECONDS));
        assertEquals(0, count.exitValue(), said);
    }

    private static boolean python() throws InterruptedException {
        try {
            Process python = new ProcessBuilder("python3", "--version").start();
            return python.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** As a worker that works with a token for runtimes. */
    private static JsonNode ask(String method, String target, String body) {
        RawHttp.Answer answer = server.call(server.name("runtime"), method, target, body);
        assertEquals(200, answer.status(), answer.body());
        return TestServer.json(answer);
    }

    private static void assertSame(JsonNode run) {
        assertEquals("completed", run.get("status").asString(), run.toString());
        assertEquals(
                withoutLatency(pushed.get("results_summary")).toPrettyString(),
                withoutLatency(run.get("results_summary")).toPrettyString());
        assertRows(calls.rows(run.get("id").asString()));
    }

    private static void assertRows(List<JsonNode> rows) {
        List<JsonNode> wanted = calls.rows(pushed.get("id").asString());
        assertEquals(wanted.size(), rows.size());
        for (int i = 0; i < rows.size(); i++) {
            ObjectNode want = (ObjectNode) wanted.get(i).deepCopy();
            ObjectNode row = (ObjectNode) rows.get(i).deepCopy();
            assertEquals(want.remove(OWN), row.remove(OWN));
        }
    }

    private static JsonNode withoutLatency(JsonNode summary) {
        return ((ObjectNode) summary.deepCopy()).without("latency_ms");
    }

    private static ObjectNode judged(JsonNode items) throws Exception {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode results = body.putArray("results");
        for (JsonNode item : items) {
            ObjectNode result = results.addObject();
            result.set("sample_id", item.get("sample_id"));
            result.setAll(judge(item.get("stage").asString(), item.get("eval_text")));
        }
        return body;
    }

    /** Asked once: it is slow, and says the same always. */
    private static ObjectNode judge(String stage, JsonNode text) throws Exception {
        String key = stage + ' ' + text;
        ObjectNode known = JUDGED.get(key);
        if (known != null) {
            return known;
        }
        ObjectNode request = JSON.createObjectNode();
        request.put("request_id", "r").put("tenant_id", "t").put("app_id", "a");
        request.set("text", text);
        JsonNode said = said(stage, request.toString());
        ObjectNode result = JSON.createObjectNode();
        result.set("actual_decision", said.get("decision"));
        result.set("actual_risk_score", said.get("risk_score"));
        ArrayNode hits = result.putArray("actual_rule_hits");
        said.get("rule_hits").forEach(hit -> hits.add(hit.get("rule_id")));
        result.put("latency_ms", 1.5);
        JUDGED.put(key, result);
        return result;
    }

    private static JsonNode said(String stage, String request) throws Exception {
        HttpRequest post =
                HttpRequest.newBuilder(URI.create(guardrail.url() + "/v1/evaluate/" + stage))
                        .POST(HttpRequest.BodyPublishers.ofString(request))
                        .build();
        HttpResponse<String> answer = CLIENT.send(post, HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body());
    }
}
