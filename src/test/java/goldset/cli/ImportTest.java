package goldset.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports as jobs, against a server that says what the wire's description says. */
class ImportTest {
    private static final String ID = "01a20177-ca4b-7000-a706-6ff0134d1974";
    private static final String OTHER = "01a20177-ca4b-7000-a706-6ff0134d1975";
    private static final String LIST = "/api/v1/datasets";
    private static final String UPLOAD = "/api/v1/datasets/upload";
    private static final String JOB = "/api/v1/imports/j1";
    private static final String DONE =
            "\"state\":\"done\",\"rowsDone\":1001,\"inserted\":1001,\"revision\":3";

    @TempDir Path folder;
    private FakeServer server;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        file = Files.writeString(folder.resolve("rows.csv"), "input\na\n");
        server.gives("GET " + LIST, 200, "[{\"id\":\"" + ID + "\",\"name\":\"sums\"}]");
        server.gives("GET " + LIST + "/" + ID, 200, "{\"id\":\"" + ID + "\",\"name\":\"sums\"}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aJobIsWatchedToItsEnd() {
        accepted();
        gives("\"state\":\"checking\",\"bytesTotal\":2000000,\"bytesDone\":500000");
        gives("\"state\":\"writing\",\"rowsTotal\":1001,\"rowsDone\":500,\"rowsPerSecond\":100");
        gives(DONE);
        Run run =
                imports("--dataset", "sums", "--map", "prompt:input_text,label:expected_decision");
        assertEquals("imported 1,001 rows into sums (" + ID + ") as revision 3\n", run.out());
        assertEquals(0, run.exit());
        assertEquals(
                List.of(
                        "goldset: sending 0%, 0 of 8 B",
                        "goldset: waiting",
                        "goldset: checking 25%, 0.5 of 2.0 MB",
                        "goldset: writing 49%, 500 of 1,001 rows, 100/s, 0:05 left"),
                run.err().lines().toList());
        FakeServer.Asked sent = server.asked("POST", UPLOAD).getFirst();
        assertEquals(
                UPLOAD
                        + "?map=prompt%3Ainput_text%2Clabel%3Aexpected_decision&datasetId="
                        + ID
                        + "&async=true",
                sent.target());
        assertEquals("text/csv", sent.headers().get("Content-type"));
        assertEquals("8", sent.headers().get("Content-length"));
        assertEquals("Bearer " + Run.KEY, sent.headers().get("Authorization"));
        assertEquals("input\na\n", sent.body());
    }

    @Test
    void anUnknownNameIsANewDataset() {
        accepted();
        gives(DONE + ",\"datasetId\":\"" + OTHER + "\"");
        Run run = imports("--dataset=two words");
        assertTrue(run.err().contains("no dataset two words yet"), run.err());
        assertTrue(run.out().contains("into two words (" + OTHER + ")"), run.out());
        String target = server.asked("POST", UPLOAD).getFirst().target();
        assertTrue(target.contains("?name=two%20words&"), target);
    }

    @Test
    void anIdIsLookedAtBeforeAnythingIsSent() {
        Run run = imports("--dataset", OTHER);
        assertEquals(3, run.exit());
        assertEquals(List.of(), server.asked("POST", UPLOAD));
        accepted();
        gives(DONE);
        assertEquals(0, imports("--dataset", ID).exit());
    }

    @Test
    void aNameThatSeveralHaveIsAskedFor() {
        try (FakeServer two = new FakeServer()) {
            two.gives(
                    "GET " + LIST,
                    200,
                    "[{\"id\":\"%s\",\"name\":\"x\"},{\"id\":\"%s\",\"name\":\"x\"}]"
                            .formatted(ID, OTHER));
            Run run = Run.of(two.url(), "import", file.toString(), "--dataset", "x");
            assertEquals(2, run.exit());
            assertTrue(run.err().contains(ID + ", " + OTHER), run.err());
        }
    }

    @Test
    void aFileIsSentAgainUnderTheSameKey() {
        server.hangsUp("POST " + UPLOAD);
        server.says("POST " + UPLOAD, 503, "{}", "Retry-After: 7");
        server.says("POST " + UPLOAD, 429, "{}");
        server.says("POST " + UPLOAD, 409, "{}", "Retry-After: 1");
        accepted();
        gives(DONE);
        Run run = imports("--dataset", "sums");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.err().contains("answers 503: again in 7 s"), run.err());
        List<FakeServer.Asked> sent = server.asked("POST", UPLOAD);
        assertEquals(5, sent.size());
        assertEquals(
                1,
                sent.stream().map(one -> one.headers().get("Idempotency-key")).distinct().count());
        assertTrue(sent.stream().allMatch(one -> one.body().equals("input\na\n")));
    }

    @Test
    void patienceEnds() {
        server.says("POST " + UPLOAD, 503, "{\"success\":false,\"error\":{\"message\":\"Busy\"}}");
        Run run = imports("--dataset", "sums");
        assertEquals(1, run.exit());
        assertEquals(6, server.asked("POST", UPLOAD).size());
        assertTrue(run.err().contains("the server answers 503: Busy"), run.err());
    }

    @Test
    void standardInputIsSentOnce() {
        server.says("POST " + UPLOAD, 503, "{}");
        Run run = piped();
        assertEquals(1, run.exit());
        assertTrue(run.err().contains("can't be sent twice"), run.err());
        FakeServer.Asked sent = server.asked("POST", UPLOAD).getFirst();
        assertEquals("{\"input\":\"a\"}\n", sent.body());
        assertEquals("chunked", sent.headers().get("Transfer-encoding"));
        assertEquals("application/octet-stream", sent.headers().get("Content-type"));
        assertEquals(1, server.asked("POST", UPLOAD).size());
    }

    @Test
    void aBrokenPollIsAskedAgain() {
        accepted();
        server.hangsUp("GET " + JOB);
        server.breaks("GET " + JOB, "{\"succ");
        gives(DONE);
        assertEquals(0, imports("--dataset", "sums").exit());
    }

    @Test
    void aJobThatIsLostSightOfIsNoRefusal() {
        accepted();
        server.says("GET " + JOB, 404, "{\"error\":{\"message\":\"Import not found\"}}");
        Run run = imports("--dataset", "sums");
        assertEquals(1, run.exit());
        assertTrue(run.err().contains("Import not found; job j1 may go on"), run.err());
    }

    @Test
    void aJobThatFailsSaysEachFault() {
        accepted();
        gives(
                "\"state\":\"failed\",\"reason\":\"2 faults\",\"errorsTotal\":3,\"errors\":["
                        + "{\"loc\":[\"content\",0,\"input\"],\"msg\":\"Field required\",\"line\":2},"
                        + "\"line 3: \\u001b[31mred\"]");
        Run run = imports("--dataset", "sums");
        assertEquals(3, run.exit());
        assertEquals(
                List.of("0.input: Field required (line 2)", "line 3: \\u001b[31mred", "and 1 more"),
                run.out().lines().toList());
        assertTrue(run.err().contains("nothing was stored"), run.err());
    }

    @Test
    void aJobThatFailsForAReasonOfTheServersIsNoRefusal() {
        accepted();
        gives(
                "\"state\":\"failed\",\"reason\":\"the disk is full\",\"errors\":[],\"errorsTotal\":0");
        Run run = imports("--dataset", "sums");
        assertEquals(1, run.exit());
        assertTrue(run.err().contains("the disk is full"), run.err());
    }

    @Test
    void aJobThatIsCancelledElsewhereFails() {
        accepted();
        gives("\"state\":\"cancelled\"");
        assertEquals(1, imports("--dataset", "sums").exit());
    }

    @Test
    void aRefusalAtOnceSaysEachFault() {
        server.says(
                "POST " + UPLOAD,
                400,
                "{\"success\":false,\"error\":{\"message\":\"content.0.input: Field required;"
                        + " content.1.input: a; b: no\",\"errors_total\":4}}");
        Run run = imports("--dataset", "sums");
        assertEquals(3, run.exit());
        assertEquals(
                List.of("content.0.input: Field required", "content.1.input: a", "b: no"),
                run.out().lines().limit(3).toList());
        assertTrue(run.out().endsWith("and 1 more\n"), run.out());
    }

    @Test
    void rowsThatWereRejectedHaveAFileOfTheirOwn() throws IOException {
        Files.writeString(folder.resolve("rows.csv.rejected.csv"), "of an earlier import");
        accepted();
        gives(
                DONE
                        + ",\"rowsRejected\":2,\"errorsTotal\":2,\"errors\":[\"line 2: a\",\"line 4: b\"]");
        server.says(
                "GET " + JOB + "/rejected",
                200,
                "line,reason,input\n2,a,\n",
                "Content-Type: text/csv; charset=utf-8");
        Run run = imports("--dataset", "sums", "--on-error", "skip");
        Path rejected = folder.resolve("rows.csv.rejected-2.csv");
        assertEquals(4, run.exit());
        assertEquals(
                List.of(
                        "imported 1,001 rows into sums (" + ID + ") as revision 3",
                        "rejected 2 rows",
                        "line 2: a",
                        "line 4: b",
                        "their rows are in " + rejected),
                run.out().lines().toList());
        assertEquals("line,reason,input\n2,a,\n", Files.readString(rejected));
        assertEquals(
                "of an earlier import", Files.readString(folder.resolve("rows.csv.rejected.csv")));
        assertEquals(3, names().size(), () -> names().toString());
    }

    @Test
    void aFileForRejectedRowsIsNeverOverwritten() throws IOException {
        String there = Files.writeString(folder.resolve("there"), "mine").toString();
        Run run = imports("--dataset", "sums", "--on-error", "skip", "--rejected", there);
        assertEquals(2, run.exit());
        assertEquals(List.of(), server.asked("POST", UPLOAD));
        assertEquals("mine", Files.readString(Path.of(there)));
        assertEquals(2, imports("--dataset", "sums", "--rejected", "x").exit());
        String nowhere = folder.resolve("none/x").toString();
        run = imports("--dataset", "sums", "--on-error", "skip", "--rejected", nowhere);
        assertEquals(2, run.exit());
    }

    @Test
    void aDryRunTellsWhatWouldHappen() {
        server.gives(
                "POST " + UPLOAD,
                200,
                "{\"dry_run\":true,\"format\":\"csv\",\"rows\":2,\"errors\":[],\"errors_total\":0}");
        Run run = imports("--dataset", "sums", "--dry-run", "--quiet");
        assertEquals(0, run.exit());
        assertEquals("would import 2 rows (csv) into sums (" + ID + ")\n", run.out());
        assertEquals("", run.err());
        String target = server.asked("POST", UPLOAD).getFirst().target();
        assertTrue(target.endsWith("&dry_run=true"), target);
    }

    @Test
    void aDryRunFindsFaults() {
        server.gives(
                "POST " + UPLOAD,
                200,
                "{\"dry_run\":true,\"rows\":2,\"errors\":[\"no\"],\"errors_total\":1}");
        Run run = imports("--dataset", "sums", "--dry-run");
        assertEquals(3, run.exit());
        assertEquals("no\n", run.out());
    }

    @Test
    void aDryRunThatSkipsSaysWhatWouldBeLeftOut() {
        server.gives(
                "POST " + UPLOAD,
                200,
                "{\"dryRun\":true,\"format\":\"csv\",\"shape\":\"guardrail\",\"rows\":2,"
                        + "\"errors\":[\"no\"],\"errorsTotal\":1}");
        Run run = imports("--dataset", "sums", "--dry-run", "--on-error", "skip");
        assertEquals(4, run.exit());
        String target = "sums (" + ID + ")";
        assertEquals(
                "would import the sound ones of 2 rows (guardrail) into " + target + "\nno\n",
                run.out());
    }

    @Test
    void whatWasDoneWhileItWasSentIsToldToo() throws IOException {
        server.gives(
                "POST " + UPLOAD,
                201,
                "{\"inserted\":1001,\"case_count\":1001,\"revision\":3,\"ignored_fields\":[\"x\"]}");
        Run run = imports("--dataset", "sums");
        assertEquals(0, run.exit());
        assertEquals("imported 1,001 rows into sums (" + ID + ") as revision 3\n", run.out());
        assertTrue(run.err().contains("were left out: x"), run.err());
        server.gives("POST " + UPLOAD, 201, "{\"inserted\":1,\"rejected\":1,\"importId\":\"j1\"}");
        gives(DONE + ",\"rowsRejected\":1,\"errors\":[],\"errorsTotal\":0");
        server.says("GET " + JOB + "/rejected", 200, "{}", "Content-Type: application/x-ndjson");
        imports("--dataset", "sums");
        assertEquals(4, imports("--dataset", "sums", "--on-error", "skip").exit());
        assertEquals("{}", Files.readString(folder.resolve("rows.csv.rejected.jsonl")));
    }

    @Test
    void onATerminalOneLineIsDrawn() {
        accepted();
        gives("\"state\":\"checking\",\"bytesTotal\":2000000,\"bytesDone\":1000000");
        gives(DONE);
        Run run =
                Run.of(
                        Map.of("GOLDSET_URL", server.url(), "GOLDSET_KEY", Run.KEY),
                        "",
                        true,
                        words("--dataset", "sums"));
        assertFalse(run.err().contains("\n"), run.err());
        assertTrue(run.err().contains("\rchecking  [#####.....]  50%  1.0 of 2.0 MB"), run.err());
        assertTrue(run.err().endsWith(" \r"), run.err());
    }

    private void accepted() {
        server.gives(
                "POST " + UPLOAD, 202, "{\"id\":\"j1\",\"state\":\"waiting\",\"bytesTotal\":8}");
    }

    private void gives(String fields) {
        server.gives("GET " + JOB, 200, "{\"id\":\"j1\"," + fields + "}");
    }

    private Run imports(String... more) {
        return Run.of(server.url(), words(more));
    }

    private String[] words(String... more) {
        return Stream.concat(Stream.of("import", file.toString()), Stream.of(more))
                .toArray(String[]::new);
    }

    private Run piped() {
        return Run.of(
                Map.of("GOLDSET_URL", server.url(), "GOLDSET_KEY", Run.KEY),
                "{\"input\":\"a\"}\n",
                false,
                "import",
                "-",
                "--dataset",
                "sums");
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
