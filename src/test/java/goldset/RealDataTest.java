package goldset;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.http.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The main job on real data: in through one dialect, out through both, field by field. */
class RealDataTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The whole files where they lie beside the project, else the excerpts. */
    private static final Path WHOLE = Path.of("../shared/data");

    private static final Path EXCERPTS = Path.of("src/test/resources/data");

    @SuppressWarnings("NullAway.Init")
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void samplesComeBackAsTheyWent() throws IOException {
        String body = file("guardrail-samples.json");
        JsonNode sent = JSON.readTree(body).get("samples");
        String dataset = dataset();
        RawHttp.Answer added = call("POST", znyx(dataset) + "/samples", body);
        assertEquals(200, added.status(), added.body());
        assertEquals(sent.size(), TestServer.json(added).get("added").asInt());
        List<JsonNode> samples = samples(dataset);
        List<JsonNode> cases = cases(dataset);
        assertEquals(sent.size(), samples.size());
        assertEquals(sent.size(), cases.size());
        for (int i = 0; i < sent.size(); i++) {
            JsonNode want = sent.get(i);
            JsonNode sample = samples.get(i);
            JsonNode one = cases.get(i);
            want.propertyNames()
                    .forEach(name -> assertEquals(want.get(name), sample.get(name), name));
            assertAll(
                    () -> assertEquals(want.get("input_text"), one.get("input")),
                    () -> assertEquals(want.get("metadata"), one.get("metadata")),
                    () -> assertEquals(want.get("expected_decision"), one.get("expected_decision")),
                    // An EvalGuard case shows what only Znyx has when it says something.
                    () ->
                            assertEquals(
                                    want.get("expected_rule_hits").toString(),
                                    one.path("expected_rule_hits").toString().isEmpty()
                                            ? "null"
                                            : one.get("expected_rule_hits").toString()));
        }
    }

    @Test
    void casesComeBackAsTheyWent() throws IOException {
        String body = file("gsm8k-cases.json");
        JsonNode sent = JSON.readTree(body).get("cases");
        String dataset = dataset();
        RawHttp.Answer added = call("POST", "/api/v1/datasets/" + dataset + "/cases", body);
        assertEquals(201, added.status(), added.body());
        assertEquals(sent.size(), TestServer.json(added).get("data").get("inserted").asInt());
        List<JsonNode> samples = samples(dataset);
        List<JsonNode> cases = cases(dataset);
        assertEquals(sent.size(), samples.size());
        assertEquals(sent.size(), cases.size());
        for (int i = 0; i < sent.size(); i++) {
            JsonNode want = sent.get(i);
            for (String name : List.of("expected", "expectedOutput", "expected_output")) {
                assertEquals(want.get("expected"), cases.get(i).get(name), name);
            }
            assertEquals(want.get("input"), cases.get(i).get("input"));
            assertEquals(want.get("input"), samples.get(i).get("input_text"));
            assertEquals(want.get("expected"), samples.get(i).get("expected_output"));
        }
    }

    @Test
    void badSamplesAmongGoodOnesAreNamedAndNothingIsStored() throws IOException {
        JsonNode body = JSON.readTree(file("guardrail-samples.json"));
        int last = body.get("samples").size() - 1;
        ((ObjectNode) body.get("samples").get(3)).put("input_text", 5);
        String dataset = dataset();
        RawHttp.Answer one = call("POST", znyx(dataset) + "/samples", body.toString());
        assertEquals(422, one.status());
        assertEquals(1, TestServer.json(one).get("detail").size());
        assertTrue(one.body().contains("[\"body\",\"samples\",3,\"input_text\"]"), one.body());
        ((ObjectNode) body.get("samples").get(last)).put("context", "nowhere");
        RawHttp.Answer two = call("POST", znyx(dataset) + "/samples", body.toString());
        assertEquals(422, two.status());
        assertEquals(2, TestServer.json(two).get("detail").size());
        String second = "[\"body\",\"samples\"," + last + ",\"context\"]";
        assertTrue(two.body().contains("[\"body\",\"samples\",3,\"input_text\"]"), two.body());
        assertTrue(two.body().contains(second), two.body());
        assertEquals(List.of(), samples(dataset));
    }

    private static List<JsonNode> samples(String dataset) {
        List<JsonNode> samples = new ArrayList<>();
        while (true) {
            String target = znyx(dataset) + "/samples?limit=1000&offset=" + samples.size();
            JsonNode page = TestServer.json(call("GET", target, ""));
            page.get("samples").forEach(samples::add);
            if (page.get("next_cursor").isNull()) {
                assertEquals(page.get("total").asInt(), samples.size());
                return samples;
            }
        }
    }

    private static List<JsonNode> cases(String dataset) {
        List<JsonNode> cases = new ArrayList<>();
        String cursor = "";
        while (true) {
            String target = "/api/v1/datasets/" + dataset + "/cases?limit=300&cursor=" + cursor;
            JsonNode page = TestServer.json(call("GET", target, ""));
            page.get("data").forEach(cases::add);
            JsonNode next = page.get("pagination").get("nextCursor");
            if (next.isNull()) {
                return cases;
            }
            cursor = next.asString();
        }
    }

    private static String dataset() {
        RawHttp.Answer made = call("POST", "/api/v1/datasets", "{\"name\":\"real\"}");
        return TestServer.json(made).get("data").get("id").asString();
    }

    private static String znyx(String dataset) {
        return "/v1/orgs/" + TestServer.ORG + "/datasets/" + dataset;
    }

    private static RawHttp.Answer call(String method, String target, String body) {
        return server.call(server.name("ci"), method, target, body);
    }

    private static String file(String name) throws IOException {
        Path whole = WHOLE.resolve(name);
        return Files.readString(Files.exists(whole) ? whole : EXCERPTS.resolve(name));
    }
}
