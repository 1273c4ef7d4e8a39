package goldset.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.cli.FakeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The finished jar as a client. */
class ShellToolTest {
    private static final String KEY = "jar-test-client-key-0123456789-abcdefgh";
    private static final String JOB = "/api/v1/imports/j1";

    private static TestFolder folder;

    @BeforeAll
    static void makeFolder() throws IOException {
        folder = TestFolder.create();
    }

    @AfterAll
    static void deleteFolder() throws IOException {
        folder.close();
    }

    @Test
    void controlCCancelsTheJob() throws Exception {
        try (FakeServer server = importing()) {
            server.gives("DELETE " + JOB, 200, "{\"id\":\"j1\",\"state\":\"cancelled\"}");
            try (JarProcess jar = imports(server)) {
                interrupt(jar, "waiting");
                assertEquals(130, jar.exitCode(), jar.said());
                assertEquals(1, server.asked("DELETE", JOB).size());
                assertTrue(jar.err().endsWith("goldset: cancelled: nothing was stored\n"));
                assertEquals("", jar.out());
            }
        }
    }

    @Test
    void controlCMayComeTooLate() throws Exception {
        try (FakeServer server = importing()) {
            server.gives("DELETE " + JOB, 200, "{\"id\":\"j1\",\"state\":\"done\"}");
            try (JarProcess jar = imports(server)) {
                interrupt(jar, "waiting");
                assertTrue(jar.err().endsWith("too late to cancel: the import is done\n"));
            }
        }
    }

    @Test
    void itLoadsNothingOfAServer() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.gives("GET /api/v1/datasets", 200, "[{\"id\":\"x\",\"name\":\"s\u00fcms\"}]");
            Path log = folder.path().resolve("classes.txt");
            List<String> command = new ArrayList<>(JarProcess.command());
            command.add(1, "-Xlog:class+load:file=" + log);
            command.add("datasets");
            Map<String, String> settings = Map.of("LC_ALL", "C");
            try (JarProcess jar = launched(server, settings, command)) {
                assertTrue(jar.endsWithin(30));
                assertEquals(0, jar.exitCode(), jar.said());
                assertTrue(jar.out().contains("s\u00fcms"), jar.out());
            }
            List<String> loaded = Files.readAllLines(log);
            assertTrue(loaded.stream().anyMatch(line -> line.contains(" goldset.cli.Shell ")));
            assertFalse(
                    loaded.stream()
                            .anyMatch(line ->
                                    line.matches(
                                            ".* (goldset\\.(store|http|api|embedded|Config|Node"
                                                    + "|Goldset)|org\\.postgresql|com\\.zaxxer).*")));
        }
    }

    private static FakeServer importing() {
        return new FakeServer()
                .gives("GET /api/v1/datasets", 200, "[]")
                .gives("POST /api/v1/datasets/upload", 202, "{\"id\":\"j1\",\"state\":\"waiting\"}")
                .gives("GET " + JOB, 200, "{\"id\":\"j1\",\"state\":\"waiting\"}");
    }

    private static final long SIGINT_BIT = 1 << 1;

    private static JarProcess imports(FakeServer server) throws IOException {
        Path file = Files.writeString(folder.path().resolve("rows.csv"), "input\na\n");
        List<String> command = new ArrayList<>(hearing());
        command.addAll(JarProcess.command());
        command.addAll(List.of("import", file.toString(), "--dataset", "sums"));
        return launched(server, Map.of(), command);
    }

    /** A shell's job in the background is deaf to Ctrl-C, and so is what it starts. */
    static List<String> hearing() throws IOException {
        String status = Files.readString(Path.of("/proc/self/status"));
        String ignored = status.replaceFirst("(?s).*SigIgn:\\s*([0-9a-f]+).*", "$1");
        boolean isDeaf = (Long.parseUnsignedLong(ignored, 16) & SIGINT_BIT) != 0;
        return isDeaf ? List.of("env", "--default-signal=INT") : List.of();
    }

    private static JarProcess launched(
            FakeServer server, Map<String, String> more, List<String> command) throws IOException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("GOLDSET_URL", server.url());
        settings.put("GOLDSET_KEY", KEY);
        return JarProcess.launch(folder, settings, command);
    }

    /** Once it has said that word. */
    static void interrupt(JarProcess jar, String said) throws Exception {
        assertTrue(JarProcess.await(30, () -> jar.err().contains(said)), jar::said);
        Process kill = new ProcessBuilder("kill", "-INT", Long.toString(jar.pid())).start();
        assertTrue(kill.waitFor(10, TimeUnit.SECONDS));
        assertTrue(jar.endsWithin(10), "it goes on after Ctrl-C");
        assertFalse(SettingsTest.hasStackTrace(jar.err()), jar.err());
    }
}
