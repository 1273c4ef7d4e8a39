package goldset;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import goldset.format.ShapedLayout;
import goldset.http.RawHttp;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * What goes out in the shape of another tool is told for that when it comes in, and is the same.
 */
class ShapeExportTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Those whose rows are objects in objects make no table. */
    private static final Set<String> NO_TABLE =
            Set.of("openai-evals", "opik", "openai-ideal", "mlflow", "langsmith");

    /**
     * Those that are told by nothing but words of decisions, which the items of a set may lack: who
     * imports such a file must say whose it is.
     */
    private static final Set<String> TOLD_BY_DECISIONS = Set.of("guardrail", "znyx-runtime");

    /** Every field is set somewhere, and each holds what could be mistaken for something else. */
    private static final List<String> FULL =
            List.of(
                    """
                    {"input_text":"What?\\n\\"2\\",; ","expected_output":"It is 4","context":"output",
                    "expected_decision":"BLOCK","expected_rule_hits":["a","b;c"],
                    "metadata":{"n":1.50,"a":[1e2,null,{}],"\\u00e9":"\\u2028"},"external_id":"e-1"}
                    """,
                    """
                    {"input_text":"{\\"question\\":\\"q\\"}","expected_output":"BLOCK",
                    "context":"retrieval","expected_decision":"WARN","expected_rule_hits":[],
                    "metadata":{}}
                    """,
                    """
                    {"input_text":"[\\"one\\"]","expected_decision":"ALLOW",
                    "expected_rule_hits":["pii.card","pii.name"],
                    "metadata":{"x":1,"goldset":{"context":"tool"}}}
                    """,
                    """
                    {"input_text":" ","expected_output":"contains: x","expected_decision":"REDACT",
                    "expected_rule_hits":["[c"," d ",""]}
                    """,
                    """
                    {"input_text":"s","expected_output":" equals: y ","metadata":{"goldset":null}}
                    """,
                    """
                    {"input_text":"","expected_output":"","metadata":{"input":"i","id":"7","output":
                    {"a":"b"},"context":"prose","expected_decision":"BLOCK","metadata":{"m":1}},
                    "external_id":" "}
                    """,
                    """
                    {"input_text":"=1+1","expected_output":"EQUALS:z","metadata":{}}
                    """,
                    """
                    {"input_text":"i","expected_output":"[{\\"type\\":\\"equals\\"}]"}
                    """,
                    """
                    {"input_text":"j","expected_rule_hits":["one"]}
                    """);

    private static final List<String> PLAIN =
            List.of("{\"input_text\":\"a\"}", "{\"input_text\":\"b\",\"expected_output\":\"c\"}");

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

    @ParameterizedTest
    @MethodSource("files")
    void whatGoesOutInAShapeComesInAsItWas(String shape, String format) {
        RawHttp.Answer in = comesBack(FULL, shape, format, Map.of());
        String told = shape.equals("goldset") ? "" : shape;
        assertEquals(told, TestServer.json(in).path("shape").asString(""));
    }

    @ParameterizedTest
    @MethodSource("files")
    void itemsWithNothingBesideDoToo(String shape, String format) {
        if (TOLD_BY_DECISIONS.contains(shape)) {
            String file = file(dataset(PLAIN), shape, format);
            RawHttp.Answer in = imported(dataset(List.of()), file, format, Map.of());
            assertNotEquals(200, in.status(), in.body());
        } else {
            comesBack(PLAIN, shape, format, Map.of());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void theyDoWhenTheShapeIsNamed(String shape, String format) {
        comesBack(PLAIN, shape, format, Map.of("shape", shape));
        comesBack(FilesTest.TRICKY, shape, format, Map.of("shape", shape));
    }

    @Test
    void rowsThatAreObjectsInObjectsMakeNoTable() {
        String dataset = dataset(PLAIN);
        for (String shape : NO_TABLE) {
            String target = "/export?format=csv&shape=" + shape;
            assertAll(
                    shape,
                    () -> assertEquals(422, get(znyx(dataset) + target).status()),
                    () -> assertEquals(400, get(evalguard(dataset) + target).status()));
        }
    }

    @Test
    void bothDialectsGiveTheSameFile() {
        String dataset = dataset(FULL);
        for (String shape : shapes()) {
            if (!shape.equals("goldset")) {
                String target = "/export?format=jsonl&shape=" + shape;
                assertEquals(
                        get(znyx(dataset) + target).body(),
                        get(evalguard(dataset) + target).body());
            }
        }
    }

    private static RawHttp.Answer comesBack(
            List<String> items, String shape, String format, Map<String, String> more) {
        String from = dataset(items);
        String copy = dataset(List.of());
        String file = file(from, shape, format);
        RawHttp.Answer in = imported(copy, file, format, more);
        assertEquals(200, in.status(), () -> in.body() + "\n" + file);
        assertFalse(in.body().contains("ignored_fields"), () -> in.body() + "\n" + file);
        String lines = "/export?format=jsonl";
        assertEquals(get(znyx(from) + lines).body(), get(znyx(copy) + lines).body(), file);
        assertEquals(hash(from), hash(copy), file);
        return in;
    }

    static Stream<Arguments> files() {
        return shapes().stream()
                .flatMap(shape ->
                        Stream.of("json", "jsonl", "csv")
                                .filter(format ->
                                        !format.equals("csv") || !NO_TABLE.contains(shape))
                                .map(format -> Arguments.of(shape, format)));
    }

    private static List<String> shapes() {
        return Arrays.asList(ShapedLayout.names().replace("'", "").split(", "));
    }

    private static String file(String dataset, String shape, String format) {
        RawHttp.Answer file = get(znyx(dataset) + "/export?format=" + format + "&shape=" + shape);
        assertEquals(200, file.status(), file.body());
        return file.body();
    }

    private static RawHttp.Answer imported(
            String dataset, String content, String format, Map<String, String> more) {
        Map<String, String> body = new TreeMap<>(more);
        body.put("content", content);
        body.put("format", format);
        return server.call(
                server.name("ci"),
                "POST",
                znyx(dataset) + "/import",
                JSON.writeValueAsString(body));
    }

    private static String hash(String dataset) {
        return get(znyx(dataset) + "/export").headers().getOrDefault("x-content-hash", "none");
    }

    private static String dataset(List<String> items) {
        RawHttp.Answer made = call("POST", "/api/v1/datasets", "{\"name\":\"of \\\"shapes\\\"\"}");
        String id = TestServer.json(made).get("data").get("id").asString();
        if (!items.isEmpty()) {
            String body = "{\"samples\":[" + String.join(",", items) + "]}";
            RawHttp.Answer added = call("POST", znyx(id) + "/samples", body);
            assertEquals(200, added.status(), added.body());
        }
        return id;
    }

    private static RawHttp.Answer get(String target) {
        return call("GET", target, "");
    }

    private static RawHttp.Answer call(String method, String target, String body) {
        return server.call(server.name("ci"), method, target, body);
    }

    private static String znyx(String dataset) {
        return "/v1/orgs/" + TestServer.ORG + "/datasets/" + dataset;
    }

    private static String evalguard(String dataset) {
        return "/api/v1/datasets/" + dataset;
    }
}
