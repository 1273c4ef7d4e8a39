package goldset.cli;

import static goldset.cli.GateServer.RUNS;
import static goldset.cli.GateServer.row;
import static goldset.cli.GateServer.summary;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The gate's files, as their readers read them, whatever the samples hold. */
class GateFilesTest {
    /**
     * Of JSON: a NUL, an escape, half a pair, a character that XML never has, and a bit of each
     * form.
     */
    private static final String HOSTILE =
            "]]></failure>&amp; \\\"'\\u0000\\u001b[31m\\ud800\\uffff\\r\\n| `x` <img src=x> \\\\| "
                    + "@all http://x.y www.z.y [a](b) **b** _c_ d_e";

    @TempDir Path folder;
    private final GateServer server = new GateServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private String file(String name) throws Exception {
        return Files.readString(folder.resolve(name));
    }

    private Run gate(String... more) {
        String[] words = new String[more.length + 3];
        words[0] = "--junit=" + folder.resolve("x.xml");
        words[1] = "--markdown=" + folder.resolve("x.md");
        words[2] = "--json=" + folder.resolve("x.json");
        System.arraycopy(more, 0, words, 3, more.length);
        return server.gate(words);
    }

    private Document xml() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("x.xml").toFile());
    }

    private static List<Element> all(Document document, String tag) {
        NodeList list = document.getElementsByTagName(tag);
        return IntStream.range(0, list.getLength()).mapToObj(i -> (Element) list.item(i)).toList();
    }

    private void failing() {
        server.starts(
                "completed",
                ",\"results_summary\":"
                        + summary(
                                9,
                                1,
                                1,
                                9,
                                ",\"rules\":[{\"rule_id\":\"a|b\",\"fn\":1,\"fp\":0,\"recall\":0.5}]"));
        server.results(
                2,
                List.of(
                        row("s1", HOSTILE, "ALLOW", ""),
                        row("s2", "b", "ERROR", "").replace("null}", "\"503 <thrice>\"}")));
        server.lists(GateServer.run("01a20320-a200-7003-8000-000000000003", "completed", ""));
        server.compares(1, "");
    }

    @Test
    void testsAreReadByAnyParser() throws Exception {
        failing();
        Run run = gate("--min-accuracy=0.95", "--min-f1=0.5", "--no-new-failures-since=latest");
        assertEquals(3, run.exit(), run.toString());
        Document xml = xml();
        Element suite = all(xml, "testsuite").getFirst();
        assertEquals("sums", suite.getAttribute("name"));
        assertEquals("7", suite.getAttribute("tests"));
        assertEquals("3", suite.getAttribute("failures"));
        assertEquals("1", suite.getAttribute("errors"));
        assertEquals("2026-11-22T12:00:00", suite.getAttribute("timestamp"));
        assertEquals(7, all(xml, "testcase").size());
        List<Element> failures = all(xml, "failure");
        assertEquals(3, failures.size());
        assertEquals(
                "wanted at least 0.95, got 0.9000 (18 of 20)",
                failures.get(0).getAttribute("message"));
        assertEquals(
                "newly failing: expected BLOCK, got ALLOW; missing a.b",
                failures.get(2).getAttribute("message"));
        String text = failures.get(2).getTextContent();
        assertTrue(text.startsWith("]]></failure>&amp; \"'\\u0000\\u001b[31m\\ud800\\uffff"), text);
        assertTrue(text.contains("\n| `x` <img src=x>"), text);
        assertEquals(
                "no answer: 503 <thrice>", all(xml, "error").getFirst().getAttribute("message"));
    }

    @Test
    void thatThereIsNoAnswerIsSaidOnce() throws Exception {
        server.starts("completed", "");
        String late = "\"no answer within 10000 ms\"}";
        server.results(
                2,
                List.of(
                        row("s1", "a", "ERROR", "").replace("null}", late),
                        row("s2", "b", "ERROR", "")));
        gate();
        List<Element> errors = all(xml(), "error");
        assertEquals("no answer within 10000 ms", errors.get(0).getAttribute("message"));
        assertEquals("no answer", errors.get(1).getAttribute("message"));
    }

    @Test
    void barsAloneAreTestsWhereThatIsWanted() throws Exception {
        failing();
        Run run = gate("--min-f1=0.5", "--junit-bars-only");
        assertEquals(0, run.exit(), run.toString());
        Element suite = all(xml(), "testsuite").getFirst();
        assertEquals("3", suite.getAttribute("tests"));
        assertEquals("0", suite.getAttribute("failures"));
        assertEquals("0", suite.getAttribute("errors"));
        assertEquals(3, all(xml(), "testcase").size());
        String remarks = all(xml(), "system-out").getFirst().getTextContent();
        assertTrue(remarks.endsWith("\nSamples that failed, none of them named here: 2."), remarks);
        assertTrue(file("x.md").contains("### Failing: 2\n"), file("x.md"));
    }

    @Test
    void aFileOfBarsAloneHasNoMoreSamplesThanTheScreen() throws Exception {
        server.starts("completed", "");
        server.results(1234, List.of(row("s1", "a", "ALLOW", "")));
        Run run = server.gate("--junit=" + folder.resolve("x.xml"), "--junit-bars-only");
        assertTrue(run.err().contains("name up to 1000"), run.err());
        String asked = server.http.asked("GET", GateServer.THIS + "/results").getFirst().target();
        assertTrue(asked.endsWith("&limit=10"), asked);
        assertTrue(file("x.xml").contains("none of them named here: 1,234."), file("x.xml"));
        Run nowhere = server.gate("--junit-bars-only");
        assertTrue(nowhere.err().contains("--junit-bars-only needs --junit;"), nowhere.err());
    }

    @Test
    void theFirstThousandAreNamed() throws Exception {
        server.starts("completed", ",\"results_summary\":" + summary(9, 1, 1, 9, ""));
        for (int page = 0; page < 10; page++) {
            int from = page * 100;
            List<String> rows =
                    IntStream.range(from, from + 100)
                            .mapToObj(i -> row("s" + i, "x".repeat(3000), "ALLOW", ""))
                            .toList();
            server.page(1234, rows, "\"c+" + page + "\"");
        }
        Run run = gate();
        assertEquals(0, run.exit(), run.toString());
        assertTrue(run.out().contains("failing: the first 10 of 1,234\n"), run.out());
        assertTrue(run.err().contains("more of them are in "), run.err());
        List<Element> failures = all(xml(), "failure");
        assertEquals(1000, failures.size());
        assertEquals(2001, failures.getFirst().getTextContent().length());
        assertTrue(file("x.xml").contains("the first 1,000 of 1,234 are named here"));
        assertTrue(file("x.md").contains("### Failing: the first 20 of 1,234\n"), file("x.md"));
        assertTrue(file("x.md").length() < 20_000);
        List<FakeServer.Asked> asked = server.http.asked("GET", GateServer.THIS + "/results");
        assertEquals(10, asked.size());
        assertTrue(asked.get(1).target().endsWith("&limit=100&cursor=c%2B0"));
    }

    @Test
    void aPageHasNothingThatPlaysWithIt() throws Exception {
        failing();
        gate("--min-accuracy=0.95", "--no-new-failures-since=latest");
        String page = file("x.md");
        assertTrue(page.startsWith("## Gate not passed: sums\n"), page);
        assertTrue(
                page.contains("| accuracy | at least 0.95 | 0.9000 (18 of 20) | **NO** |"), page);
        assertTrue(page.contains("| accuracy | 0.9000 | 0.7 to 0.97 |"), page);
        assertTrue(page.contains("| a&#124;b | 0.5000 | - | 1 | 0 |"), page);
        assertTrue(page.contains("### Newly failing: 1\n"), page);
        String line = page.lines().filter(one -> one.contains("img src")).findFirst().orElseThrow();
        String cell = line.replaceAll("^\\| <code>(.*)</code> \\| BLOCK .*", "$1");
        assertEquals(7, line.chars().filter(c -> c == '|').count(), line);
        assertTrue(cell.contains("&#60;img src=x&#62;"), cell);
        assertTrue(cell.contains("&#96;x&#96;"), cell);
        assertTrue(cell.contains("&#92;&#124;"), cell);
        assertTrue(cell.contains("http&#58;//x.y www&#46;z.y"), cell);
        assertTrue(cell.endsWith("&#95;c&#95; d_e"), cell);
        assertFalse(cell.matches("(?s).*[<>|`*@\\[\\]\n].*"), cell);
    }

    @Test
    void jsonHasAll() throws Exception {
        failing();
        gate("--min-accuracy=0.95", "--max-ece=0.1", "--max-block-rate-rise=0.1");
        JsonNode json = JsonMapper.shared().readTree(file("x.json"));
        assertEquals("not_passed", json.path("outcome").asString());
        assertEquals(3, json.path("exit").asInt());
        assertEquals("completed", json.at("/bars/0/name").asString());
        assertEquals(0.95, json.at("/bars/2/limit").asDouble());
        assertEquals(0.9, json.at("/bars/2/value").asDouble());
        assertFalse(json.at("/bars/2/ok").asBoolean());
        assertTrue(json.at("/bars/3/value").isNull());
        assertEquals(GateServer.RUN, json.at("/run/id").asString());
        assertEquals(1, json.at("/comparison/newly_failing").asInt());
        assertEquals("s2", json.at("/failing_samples/1/sample_id").asString());
    }

    @Test
    void aFirstRunSkipsWhatItCantTell() throws Exception {
        server.completes().lists();
        gate("--no-new-failures-since=latest");
        assertEquals("1", all(xml(), "testsuite").getFirst().getAttribute("skipped"));
        assertTrue(file("x.md").contains("| no earlier run | not judged |"), file("x.md"));
        assertTrue(file("x.json").contains("\"ok\":null"), file("x.json"));
    }

    @Test
    void aRunThatFailsIsAnError() throws Exception {
        server.starts("failed", ",\"error\":\"away\"").results(0, List.of());
        assertEquals(1, gate("--min-f1=0.5").exit());
        assertEquals("1", all(xml(), "testsuite").getFirst().getAttribute("errors"));
        List<Element> skipped = all(xml(), "skipped");
        assertEquals(2, skipped.size());
        assertEquals("wanted at least 0.5, got -", skipped.getLast().getAttribute("message"));
        assertTrue(file("x.md").startsWith("## Gate failed: sums"), file("x.md"));
        assertTrue(file("x.md").contains("\n| f1 | at least 0.5 | - | not judged |\n"));
        JsonNode bar = JsonMapper.shared().readTree(file("x.json")).at("/bars/2");
        assertEquals("f1", bar.path("name").asString());
        assertEquals(0.5, bar.path("limit").asDouble());
        assertTrue(bar.path("ok").isNull() && bar.path("value").isNull(), bar.toString());
        gate();
        assertFalse(file("x.md").contains("No bar is set"), file("x.md"));
    }

    @Test
    void nothingOfAnEarlierRunIsLeft() throws Exception {
        Files.writeString(folder.resolve("x.xml"), "of yesterday");
        server.http.says("POST " + RUNS, 403, "{}");
        assertEquals(1, gate().exit());
        assertFalse(file("x.xml").contains("of yesterday"), file("x.xml"));
        Files.writeString(folder.resolve("x.xml"), "of yesterday");
        assertEquals(2, gate("--wait=x").exit());
        assertEquals("of yesterday", file("x.xml"), "nothing was begun");
    }

    @Test
    void whyTheGateCouldNotBeRunIsInThem() throws Exception {
        server.http.says("POST " + RUNS, 503, "{\"detail\":\"a < b & c\"}");
        Run run = gate();
        assertEquals(1, run.exit(), run.toString());
        Element test = (Element) xml().getElementsByTagName("testcase").item(0);
        Element error = (Element) test.getElementsByTagName("error").item(0);
        assertTrue(error.getAttribute("message").contains("a < b & c"), file("x.xml"));
        assertTrue(file("x.md").startsWith("## Gate could not be run\n"), file("x.md"));
        assertTrue(file("x.md").contains("a &#60; b &#38; c"), file("x.md"));
        JsonNode json = JsonMapper.shared().readTree(file("x.json"));
        assertEquals("failed", json.get("outcome").asString());
        assertTrue(json.get("error").asString().contains("a < b & c"), json.toString());
    }
}
