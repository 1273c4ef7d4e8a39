package goldset.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.TestServer;
import goldset.http.RawHttp;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tool on a real server, and what it refuses before it asks one. */
class ShellTest {
    private static final String ROW =
            "{\"input\":\"2 + 2?\",\"expected_output\":\"4\",\"metadata\":null}";

    private static TestServer server;
    private static String url;
    private static String dataset;

    @TempDir Path folder;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        url = "http://127.0.0.1:" + server.port();
        String body =
                "{\"name\":\"s\\u00fc\\u001bms\",\"cases\":[{\"input\":\"2 + 2?\",\"expected\":\"4\"},"
                        + "{\"input\":\"open\"}]}";
        RawHttp.Answer made = server.call(TestServer.ADMIN, "POST", "/api/v1/datasets", body);
        dataset = TestServer.json(made).get("data").get("id").asString();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Run run(String... words) {
        Map<String, String> environment =
                Map.of("GOLDSET_URL", url, "GOLDSET_KEY", TestServer.ADMIN);
        return Run.of(environment, "", false, words);
    }

    @Test
    void aFileIsImportedByAJob() throws IOException {
        Path file = folder.resolve("rows.csv");
        Files.writeString(file, "prompt,label\none,ALLOW\ntwo,PERHAPS\nthree,block\n");
        String map = "prompt:input_text,label:expected_decision";
        Run refused = run("import", file.toString(), "--dataset", "tool", "--map", map);
        assertEquals(3, refused.exit(), refused.toString());
        assertTrue(refused.toString().contains("line 3"), refused.toString());
        Run sifted =
                run(
                        "import",
                        file.toString(),
                        "--dataset",
                        "tool",
                        "--map",
                        map,
                        "--on-error",
                        "skip");
        assertEquals(4, sifted.exit(), sifted.toString());
        assertTrue(sifted.out().contains("imported 2 rows"), sifted.toString());
        assertTrue(
                Files.readString(folder.resolve("rows.csv.rejected.csv"))
                        .endsWith("two,PERHAPS\n"));
    }

    @Test
    void datasetsAreATable() {
        Run run = run("datasets");
        assertEquals(0, run.exit(), run.err());
        List<String> lines = run.out().lines().toList();
        assertTrue(lines.get(0).matches("ID {36}NAME +ROWS {2}UPDATED"), run.out());
        assertTrue(
                lines.contains(dataset + "  s\u00fc\\u001bms  2     2026-11-22T12:00:00.000Z"),
                run.out());
        Run json = run("datasets", "--json");
        assertTrue(json.out().startsWith("[{\"id\":\""), json.out());
        assertTrue(json.out().contains("\"s\\u00FC\\u001Bms\""), json.out());
    }

    @Test
    void theAddressOfTheFormatIsTheServers() {
        Map<String, String> environment =
                Map.of("GOLDSET_URL", url + "/api/v1/", "GOLDSET_KEY", TestServer.ADMIN);
        assertEquals(0, Run.of(environment, "", false, "datasets").exit());
    }

    @Test
    void keysAreATable() {
        Run run = run("keys");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().startsWith("ID "), run.out());
        assertTrue(
                run.out().lines().anyMatch(line -> line.contains("ci") && line.endsWith("  no")));
        Run json = run("keys", "--json");
        assertEquals(0, json.exit());
        assertFalse((run.out() + json.out()).contains(TestServer.ADMIN));
    }

    @Test
    void aKeyThatMayNotIsRefused() {
        Map<String, String> environment =
                Map.of("GOLDSET_URL", url, "GOLDSET_KEY", server.name("runtime"));
        Run run = Run.of(environment, "", false, "keys");
        assertEquals(3, run.exit());
        assertTrue(run.err().contains("may not do this"), run.err());
    }

    @Test
    void anExportIsWholeUnderItsName() throws IOException {
        Path file = folder.resolve("out.jsonl");
        Run run = run("export", dataset, "-o", file.toString());
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().startsWith("exported 2 rows of s\u00fc\\u001bms ("), run.out());
        assertTrue(Files.readString(file).contains("\"input\":\"2 + 2?\""));
        assertEquals(1, files());
        Path csv = folder.resolve("out.csv");
        run("export", dataset, "-o", csv.toString());
        assertTrue(Files.readString(csv).startsWith("id,input,"), Files.readString(csv));
    }

    @Test
    void anExportGoesToStandardOutput() {
        Run run = run("export", "s\u00fc\u001bms", "--format", "openai-jsonl");
        assertEquals(0, run.exit(), run.err());
        assertEquals(1, run.out().lines().count());
        assertTrue(run.err().contains("exported 1 row "), run.err());
        assertTrue(run.err().contains("1 row without an expected output left out"), run.err());
    }

    @Test
    void anExportIsPacked() throws IOException {
        Path file = folder.resolve("out.jsonl.gz");
        assertEquals(0, run("export", dataset, "--gzip", "-o", file.toString()).exit());
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(2, text.lines().count());
        }
    }

    @Test
    void whatTheServerPacksIsNotPackedAgain() throws IOException {
        try (FakeServer fake = new FakeServer()) {
            String path = "/api/v1/datasets/" + dataset;
            fake.gives("GET " + path, 200, "{\"id\":\"" + dataset + "\"}");
            fake.says("GET " + path + "/export", 200, "packed", "Content-Type: application/gzip");
            Path file = folder.resolve("out.gz");
            Run run = Run.of(fake.url(), "export", dataset, "--gzip", "-o", file.toString());
            assertEquals(0, run.exit(), run.err());
            assertEquals("packed", Files.readString(file));
            String target = fake.asked("GET", path + "/export").getFirst().target();
            assertTrue(target.endsWith("?format=jsonl&gzip=true"), target);
        }
    }

    @Test
    void anExportThatBreaksOffLeavesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("out"), "of yesterday");
        try (FakeServer broken = new FakeServer()) {
            broken.gives("GET /api/v1/datasets/" + dataset, 200, "{\"id\":\"" + dataset + "\"}");
            broken.breaks("GET /api/v1/datasets/" + dataset + "/export", ROW + "\n");
            for (String packed : List.of("--quiet", "--gzip")) {
                Run run = Run.of(broken.url(), "export", dataset, packed, "-o", file.toString());
                assertEquals(1, run.exit());
                assertTrue(run.err().contains("the connection broke"), run.err());
            }
        }
        assertEquals("of yesterday", Files.readString(file));
        assertEquals(1, files());
    }

    @Test
    void anExportSaysWhatTheServerSaysOfIt() {
        try (FakeServer fake = new FakeServer()) {
            String path = "/api/v1/datasets/" + dataset;
            fake.gives("GET " + path, 200, "{\"id\":\"" + dataset + "\",\"name\":\"sums\"}");
            fake.says(
                    "GET " + path + "/export",
                    200,
                    ROW + "\n",
                    "X-Row-Count: 1001",
                    "X-Content-Hash: abc");
            Path file = folder.resolve("out");
            Run run =
                    Run.of(
                            fake.url(),
                            "export",
                            dataset,
                            "-o",
                            file.toString(),
                            "--version=1",
                            "--shape=openai-evals",
                            "--excel-safe");
            assertEquals(
                    List.of(
                            "exported 1,001 rows of sums (%s) to %s".formatted(dataset, file),
                            "content hash abc"),
                    run.out().lines().toList());
            assertEquals(
                    path + "/export?format=jsonl&shape=openai-evals&version=1&excel_safe=true",
                    fake.asked("GET", path + "/export").getFirst().target());
        }
    }

    @Test
    void anExportOfNoSuchDatasetIsRefused() {
        for (String name : List.of("nobody's", TestServer.ORG.toString())) {
            Run run = run("export", name, "-o", folder.resolve("out").toString());
            assertEquals(3, run.exit());
        }
        assertEquals(0, files());
    }

    @Test
    void aVersionThatIsNotThereLeavesNoFile() {
        Path file = folder.resolve("out");
        Run run = run("export", dataset, "--version", "9", "-o", file.toString());
        assertEquals(3, run.exit(), run.err());
        assertEquals(0, files());
    }

    private long files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import",
                "import a b --dataset x",
                "import a",
                "import /nowhere/rows.csv --dataset x",
                "import / --dataset x",
                "import - --dataset x --on-error maybe",
                "import - --dataset x --dataset y",
                "import - --dataset",
                "import - --dataset --quiet",
                "import - --dataset x --quiet=true",
                "import - --dataset x --key hidden",
                "export",
                "export x --format xml",
                "export x -o",
                "datasets all",
                "keys --jsn",
            })
    void whatCantBeMeantIsSaid(String line) {
        Run run = run(line.split(" "));
        assertEquals(2, run.exit(), run.err());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("goldset: "), run.err());
        assertTrue(run.err().endsWith(" --help\n"), run.err());
        assertFalse(run.err().contains("hidden"), run.err());
    }

    @Test
    void optionsEndWhereTheyAreToldTo() {
        Run run = run("export", "--quiet", "--", "--help");
        assertEquals("goldset: there is no dataset --help\n", run.err());
    }

    @Test
    void settingsAreLookedAtFirst() {
        assertTrue(setting(Map.of()).contains("GOLDSET_KEY is not set"));
        assertTrue(setting(Map.of("GOLDSET_KEY", "a\nb")).contains("characters"));
        for (String bad : List.of("127.0.0.1:8080", "http://me:hidden@x", "ftp://x", "http:// x")) {
            String said = setting(Map.of("GOLDSET_KEY", "key", "GOLDSET_URL", bad));
            assertTrue(said.contains("GOLDSET_URL should be like"), said);
            assertFalse(said.contains("hidden"), said);
        }
    }

    private static String setting(Map<String, String> environment) {
        Run run = Run.of(environment, "", false, "datasets");
        assertEquals(2, run.exit());
        return run.err();
    }

    @Test
    void helpNamesEveryOption() {
        for (String word : List.of("import", "export", "gate", "datasets", "keys")) {
            Run run = Run.of(Map.of(), "", false, word, "--help");
            assertEquals(0, run.exit());
            Command command = Command.of(word).orElseThrow();
            command.options().valued().forEach(name -> assertTrue(run.out().contains(name + " ")));
            command.options().flags().forEach(name -> assertTrue(run.out().contains(name)));
            assertTrue(run.out().contains("Exit codes of the client:"));
            assertTrue(Shell.help().contains("goldset.jar " + word));
        }
    }
}
