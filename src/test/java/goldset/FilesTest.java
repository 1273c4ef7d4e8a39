package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import goldset.domain.ContentHash;
import goldset.domain.PastState;
import goldset.domain.Unavailable;
import goldset.format.Shaping;
import goldset.http.RawHttp;
import goldset.store.Database;
import goldset.store.ItemPages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What goes out as a file comes in again as it was, and anybody can recompute its hash. */
class FilesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern SCRIPT = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

    /** Each differs from another by what a careless file format would lose. */
    static final List<String> TRICKY =
            List.of(
                    "{\"input_text\":\"\"}",
                    "{\"input_text\":\"\",\"expected_output\":\"\"}",
                    "{\"input_text\":\" \",\"expected_output\":\" x \",\"metadata\":{}}",
                    "{\"input_text\":\"\\ufeffa\\r\\nb\\rc\\nd\",\"expected_rule_hits\":[]}",
                    "{\"input_text\":\"\\\"q\\\",;|\\t\",\"expected_rule_hits\":[\"\",\"a;b\",\"c|d\",\"[e\",\" f \"]}",
                    "{\"input_text\":\"\\u2028\\u007f\\u0001\\u001f\\u00e9\\ud83d\\ude00\\ufffd\\uffff\",\"context\":\"tool\"}",
                    "{\"input_text\":\"null\",\"expected_output\":\"null\",\"expected_decision\":\"REDACT\"}",
                    "{\"input_text\":\"=1+1\",\"external_id\":\"\\\"e\\\", \\u00fc\"}",
                    "{\"input_text\":\"n\",\"metadata\":{\"z\":1e2,\"a\":1.50,\"m\":-0,\"y\":-0.0e-5,\"b\":12345678901234567890,\"c\":0.1e-7,\"d\":1E+300,\"e\":123456789.123456789123456789123456789000,\"f\":-5}}",
                    "{\"input_text\":\"m\",\"metadata\":{\"\\ud83d\\ude00\":1,\"\\uffff\":{\"b\":[true,false,null,{}],\"a\":[[]]},\"\":\"\\u0001x\",\"aa\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u001b\"}}",
                    "{\"input_text\":\"[not json\",\"expected_output\":\"{\\\"a\\\": 1}\",\"metadata\":{\"id\":\"kept\"}}",
                    "{\"input_text\":\"e\",\"external_id\":\" \"}",
                    "{\"input_text\":\"twice\"}",
                    "{\"input_text\":\"twice\"}");

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
    void everyFileComesBackAsItWent() {
        String dataset = tricky();
        String hash = hash(dataset);
        String lines = get(znyx(dataset) + "/export?format=jsonl");
        assertEquals(TRICKY.size(), lines.lines().filter(line -> line.startsWith("{")).count());
        for (String target :
                List.of(
                        znyx(dataset) + "/export?format=jsonl",
                        znyx(dataset) + "/export?format=json",
                        znyx(dataset) + "/export?format=csv",
                        evalguard(dataset) + "/export?format=jsonl",
                        evalguard(dataset) + "/export?format=csv",
                        evalguard(dataset)
                                + "/versions/"
                                + version(dataset)
                                + "/export?format=csv")) {
            String copy = dataset();
            String format = target.substring(target.indexOf('=') + 1);
            RawHttp.Answer in = imported(copy, get(target), format);
            assertEquals(200, in.status(), target + in.body());
            assertEquals(TRICKY.size(), TestServer.json(in).get("imported").asInt(), target);
            assertEquals(hash, hash(copy), target);
            assertEquals(lines, get(znyx(copy) + "/export?format=jsonl"), target);
        }
    }

    @Test
    void aCsvHasTheOptionalColumnsOfItsOwnStateOnly() {
        String dataset = dataset();
        call("POST", znyx(dataset) + "/samples", "{\"samples\":[{\"input_text\":\"a\"}]}");
        call("POST", znyx(dataset) + "/samples", "{\"samples\":[" + TRICKY.get(1) + "]}");
        String header = "input_text,context,expected_decision,expected_rule_hits,metadata";
        assertEquals(
                header + "\na,input,,,\n", get(znyx(dataset) + "/export?format=csv&revision=1"));
        assertEquals(
                header + ",expected_output\na,input,,,,\n\"\",input,,,,\"\"\n",
                get(znyx(dataset) + "/export?format=csv"));
    }

    /** Pages of the past are read otherwise than those of a state that is still all there. */
    @Test
    void aStateStaysWhatItWasWhileRowsOfItAreEditedAndDeleted() {
        String dataset = dataset();
        StringBuilder cases = new StringBuilder("{\"cases\":[");
        for (int i = 0; i < 5000; i++) {
            cases.append(i == 0 ? "" : ",").append("{\"input\":\"").append(i).append("\"}");
        }
        call("POST", evalguard(dataset) + "/cases", cases.append("]}").toString());
        String before = get(evalguard(dataset) + "/export?format=jsonl&revision=1");
        assertEquals(5000, before.lines().count());
        String id =
                JSON.readTree(before.lines().skip(4000).findFirst().orElseThrow())
                        .get("id")
                        .asString();
        call("PATCH", evalguard(dataset) + "/cases/" + id, "{\"input\":\"edited\"}");
        call("DELETE", evalguard(dataset) + "/cases/" + id, "");
        assertEquals(before, get(evalguard(dataset) + "/export?format=jsonl&revision=1"));
        assertFalse(get(evalguard(dataset) + "/export?format=jsonl").contains(id));
    }

    @Test
    void aStateStaysWhatItIsWhileItIsSent() {
        String dataset = dataset();
        StringBuilder cases = new StringBuilder("{\"cases\":[");
        for (int i = 0; i < 5000; i++) {
            cases.append(i == 0 ? "" : ",").append("{\"input\":\"").append(i).append("\"}");
        }
        call("POST", evalguard(dataset) + "/cases", cases.append("]}").toString());
        List<String> ids =
                get(evalguard(dataset) + "/export?format=jsonl")
                        .lines()
                        .map(line -> JSON.readTree(line).get("id").asString())
                        .toList();
        UUID last = UUID.fromString(ids.getLast());
        PastState state = new PastState(1, 5000, ContentHash.EMPTY, last, true);
        ItemPages.Range all =
                ItemPages.Range.whole(TestServer.ORG, UUID.fromString(dataset), state);
        List<String> inputs = new ArrayList<>();
        Database.Pools pools = new Database.Pools(1, 1, 5000, 5000, 5000);
        try (Database database = Database.open(server.source(), pools)) {
            new ItemPages(database, 4096, 2000)
                    .page(
                            all,
                            bytes -> {},
                            item -> {
                                if (inputs.size() == 100) {
                                    String path = evalguard(dataset) + "/cases/";
                                    call("PATCH", path + ids.get(4000), "{\"input\":\"new\"}");
                                    call("DELETE", path + ids.get(4500), "");
                                }
                                inputs.add(item.input().toString());
                            });
        }
        assertEquals(IntStream.range(0, 5000).mapToObj(Integer::toString).toList(), inputs);
        String now = get(evalguard(dataset) + "/export?format=csv");
        assertTrue(now.contains(ids.get(4000) + ",new,"), "the edit came through");
    }

    @Test
    void whatIsDeletedWhileItIsSentIsNotTakenForWhole() {
        String dataset = dataset();
        StringBuilder cases = new StringBuilder("{\"cases\":[");
        for (int i = 0; i < 2000; i++) {
            cases.append(i == 0 ? "" : ",").append("{\"input\":\"").append("long ".repeat(600));
            cases.append("\"}");
        }
        call("POST", evalguard(dataset) + "/cases", cases.append("]}").toString());
        UUID last = new UUID(-1, -1);
        PastState past = new PastState(1, 2000, ContentHash.EMPTY, last, true);
        UUID id = UUID.fromString(dataset);
        ItemPages.Range all = ItemPages.Range.whole(TestServer.ORG, id, past);
        int[] seen = {0};
        Database.Pools pools = new Database.Pools(1, 1, 5000, 5000, 5000);
        try (Database database = Database.open(server.source(), pools)) {
            ItemPages pages = new ItemPages(database, 4096, 2000);
            assertThrows(
                    Unavailable.class,
                    () ->
                            pages.page(
                                    all,
                                    bytes -> {},
                                    item -> {
                                        if (seen[0]++ == 0) {
                                            call("DELETE", evalguard(dataset), "");
                                        }
                                    }));
        }
        assertTrue(seen[0] < 2000, "all had been read by then");
    }

    /** A file may be far larger than an item; a row of it may not. */
    @Test
    void aFileMayBeLargerThanAnItem() {
        try (TestServer small = TestServer.start(Map.of("GOLDSET_ITEM_BYTES_MAX", "2000"))) {
            String made =
                    small.call(small.name("ci"), "POST", "/api/v1/datasets", "{\"name\":\"s\"}")
                            .body();
            String dataset = JSON.readTree(made).get("data").get("id").asString();
            String rows = "x".repeat(100) + "\n";
            String file = "input_text\n" + rows.repeat(1000);
            RawHttp.Answer large = imported(small, dataset, file, "csv");
            assertEquals(200, large.status(), large.body());
            RawHttp.Answer row =
                    imported(small, dataset, "input_text\nshort\n" + "y".repeat(3000), "csv");
            assertEquals(422, row.status(), row.body());
            assertTrue(row.body().contains("[\"body\",\"content\",1]"), row.body());
            String value = "{\"input_text\":\"" + "y".repeat(3000) + "\"}";
            RawHttp.Answer line = imported(small, dataset, value, "jsonl");
            assertEquals(413, line.status(), line.body());
        }
    }

    /** A client may name any shape for any file: the rows are taken or complained of. */
    @Test
    void noShapeFailsOnTheFileOfAnother() {
        List<String> shapes =
                List.of(Shaping.names().substring(1).replaceAll("'$", "").split("', '"));
        assertEquals(18, shapes.size());
        String dataset = dataset();
        int taken = 0;
        for (Path file : Golden.files()) {
            if (!file.getFileName().toString().startsWith("import-shape-")) {
                continue;
            }
            for (Golden.Exchange exchange : Golden.read(file)) {
                if (!exchange.target().endsWith("/import")
                        || exchange.status() == 403
                        || !exchange.body().startsWith("{")) {
                    continue;
                }
                for (String shape : shapes) {
                    ObjectNode body = (ObjectNode) JSON.readTree(exchange.body());
                    body.put("shape", shape);
                    RawHttp.Answer answer =
                            call("POST", znyx(dataset) + "/import", body.toString());
                    assertTrue(
                            answer.status() == 200 || answer.status() == 422,
                            shape + " for " + body + ": " + answer);
                    taken += answer.status() == 200 ? 1 : 0;
                }
            }
        }
        assertTrue(taken > 50, "only " + taken + " were taken");
    }

    @Test
    void theScriptOfTheReadmeRecomputesTheHash() throws IOException, InterruptedException {
        assumeTrue(
                new ProcessBuilder("sh", "-c", "command -v python3").start().waitFor() == 0,
                "no python3 here");
        Matcher script = SCRIPT.matcher(Files.readString(Path.of("README.md")));
        assertTrue(script.find(), "the README has lost its script");
        Path lines = Files.createTempFile("goldset", ".jsonl");
        String dataset = tricky();
        Files.writeString(lines, get(znyx(dataset) + "/export?format=jsonl"));
        Process python =
                new ProcessBuilder("python3", "-c", script.group(1))
                        .redirectInput(lines.toFile())
                        .redirectErrorStream(true)
                        .start();
        String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(python.waitFor(60, TimeUnit.SECONDS));
        Files.delete(lines);
        assertEquals(hash(dataset), printed.strip());
    }

    private static String tricky() {
        String dataset = dataset();
        String body = "{\"samples\":[" + String.join(",", TRICKY) + "]}";
        RawHttp.Answer added = call("POST", znyx(dataset) + "/samples", body);
        assertEquals(200, added.status(), added.body());
        return dataset;
    }

    private static RawHttp.Answer imported(String dataset, String content, String format) {
        return imported(server, dataset, content, format);
    }

    private static RawHttp.Answer imported(
            TestServer server, String dataset, String content, String format) {
        String body =
                "{\"content\":%s,\"format\":\"%s\"}"
                        .formatted(JSON.writeValueAsString(content), format);
        return server.call(server.name("ci"), "POST", znyx(dataset) + "/import", body);
    }

    private static String hash(String dataset) {
        return TestServer.json(call("POST", evalguard(dataset) + "/versions", ""))
                .at("/data/version/content_hash")
                .asString();
    }

    private static String version(String dataset) {
        return TestServer.json(call("GET", evalguard(dataset) + "/versions", ""))
                .at("/data/versions/0/id")
                .asString();
    }

    private static String dataset() {
        RawHttp.Answer made = call("POST", "/api/v1/datasets", "{\"name\":\"files\"}");
        return TestServer.json(made).get("data").get("id").asString();
    }

    private static String get(String target) {
        RawHttp.Answer answer = call("GET", target, "");
        assertEquals(200, answer.status(), answer.body());
        return answer.body();
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
