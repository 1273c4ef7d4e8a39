package goldset.jar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a newcomer sees, and what they can do with it. */
class FirstStartTest {
    private static final String UUID_TEXT = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f-]{17}";
    private static final Pattern KEY_IN_TERMINAL =
            Pattern.compile("^ {2}key +(\\S{32,}) +\\(shown this once\\)\\s*$", Pattern.MULTILINE);

    @Test
    void withoutTerminalTheKeyIsInAFileAndBothCommandsWork() throws Exception {
        try (TestFolder folder = TestFolder.create("my data")) {
            String key;
            try (JarProcess jar = JarProcess.serving(folder, Map.of())) {
                String base = "http://127.0.0.1:" + jar.port();
                assertLine("  Znyx wire format +" + Pattern.quote(base), jar.out());
                assertLine(
                        "  EvalGuard wire format +" + Pattern.quote(base + "/api/v1"), jar.out());
                assertLine("  org +" + UUID_TEXT, jar.out());
                assertLine("  project +" + UUID_TEXT, jar.out());

                Path file = onlyFile(folder.secrets());
                assertEquals("rw-------", permissions(file));
                assertEquals("rwx------", permissions(folder.secrets()));
                assertTrue(jar.out().contains(file.toString()), jar.out());
                key = Files.readString(file).strip();
                assertFalse(jar.said().contains(key), "the key was shown");
                assertEquals(List.of("200", "201"), runCommands(jar, folder, Map.of()));
                assertEquals(200, new Client(jar.port(), key).check());
                assertEquals("", jar.err());
                jar.terminate();
                assertTrue(jar.endsWithin(30));
            }
            try (JarProcess again = JarProcess.serving(folder, Map.of())) {
                assertFalse(again.said().contains(key));
                assertFalse(again.out().contains("First start"), again.out());
                assertEquals(List.of(), commands(again));
                assertFolderIsInUse(folder);
                assertEquals(200, new Client(again.port(), key).check());
            }
        }
    }

    private static void assertFolderIsInUse(TestFolder folder) throws Exception {
        try (JarProcess second = JarProcess.launch(folder, Map.of())) {
            assertTrue(second.endsOrServes(30), "it hangs");
            assertFalse(second.serves(), "two servers on one folder");
            assertTrue(second.endsWithin(10));
            assertEquals(1, second.exitCode());
            assertTrue(second.err().contains("in use by another Goldset"), second.err());
        }
    }

    @Test
    void theCommandsWorkWithAnApostropheInTheFolder() throws Exception {
        try (TestFolder folder = TestFolder.create("it's data");
                JarProcess jar = JarProcess.serving(folder, new EmptyDatabase().settings())) {
            assertEquals(List.of("200", "201"), runCommands(jar, folder, Map.of()));
        }
    }

    @Test
    void theCommandsWorkWithTheOperatorsKey() throws Exception {
        Map<String, String> settings = new HashMap<>(new EmptyDatabase().settings());
        settings.putAll(Client.KNOWN);
        try (TestFolder folder = TestFolder.create();
                JarProcess jar = JarProcess.serving(folder, settings)) {
            assertFalse(jar.said().contains(Client.ADMIN), "the key was shown");
            assertFalse(Files.exists(folder.secrets()), "a second key was made");
            assertEquals(List.of("200", "201"), runCommands(jar, folder, Client.KNOWN));
        }
    }

    @Test
    void onATerminalTheKeyIsShownOnce() throws Exception {
        Map<String, String> settings = new EmptyDatabase().settings();
        try (TestFolder folder = TestFolder.create()) {
            String key;
            try (JarProcess jar = onTerminal(folder, settings).awaitServing()) {
                key = keyShown(jar);
                assertFalse(Files.exists(folder.secrets()), "the key is in a file as well");
                assertEquals(200, new Client(jar.port(), key).check());
                assertEquals(List.of("200", "201"), runCommands(jar, folder, Map.of()));
            }
            try (JarProcess again = onTerminal(folder, settings).awaitServing()) {
                assertFalse(again.said().contains(key));
            }
        }
    }

    /** An org must not be left behind whose key nobody has seen. */
    @Test
    void aFirstStartThatFailsAtThePortLosesNoKey() throws Exception {
        Map<String, String> settings = new HashMap<>(new EmptyDatabase().settings());
        try (TestFolder folder = TestFolder.create();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            settings.put("GOLDSET_PORT", String.valueOf(taken.getLocalPort()));
            try (JarProcess first = onTerminal(folder, settings)) {
                assertTrue(first.endsWithin(60), "it hangs");
                Matcher early = KEY_IN_TERMINAL.matcher(first.said());
                settings.put("GOLDSET_PORT", "0");
                try (JarProcess second = onTerminal(folder, settings).awaitServing()) {
                    String key = early.find() ? early.group(1) : keyShown(second);
                    assertEquals(200, new Client(second.port(), key).check());
                }
            }
        }
    }

    private static JarProcess onTerminal(TestFolder folder, Map<String, String> settings)
            throws IOException {
        Path script = Path.of("/usr/bin/script");
        assumeTrue(Files.isExecutable(script), "no script(1) to make a terminal with");
        String command = "'" + String.join("' '", JarProcess.command()) + "'";
        return JarProcess.launch(
                folder, settings, List.of(script.toString(), "-qec", command, "/dev/null"));
    }

    private static String keyShown(JarProcess jar) throws IOException {
        Matcher key = KEY_IN_TERMINAL.matcher(jar.out());
        assertTrue(key.find(), jar.out());
        return key.group(1);
    }

    private static List<String> commands(JarProcess jar) throws IOException {
        return jar.out().lines().filter(line -> line.startsWith("curl ")).toList();
    }

    /** As they stand; the statuses come by way of curl's own settings file. */
    private static List<String> runCommands(
            JarProcess jar, TestFolder folder, Map<String, String> environment)
            throws IOException, InterruptedException {
        assumeTrue(
                Stream.of("/usr/bin/curl", "/bin/curl").anyMatch(p -> Files.exists(Path.of(p))),
                "no curl");
        Files.writeString(folder.path().resolve(".curlrc"), "write-out = \"\\n%{http_code}\"\n");
        StringBuilder statuses = new StringBuilder();
        for (String command : commands(jar)) {
            ProcessBuilder builder =
                    new ProcessBuilder("bash", "-c", command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            builder.environment().put("CURL_HOME", folder.path().toString());
            Process bash = builder.start();
            String said = new String(bash.getInputStream().readAllBytes(), UTF_8);
            assertTrue(bash.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, bash.exitValue(), said);
            statuses.append(said.substring(said.lastIndexOf('\n') + 1)).append('\n');
        }
        return statuses.toString().lines().toList();
    }

    private static void assertLine(String pattern, String text) {
        assertTrue(text.lines().anyMatch(line -> line.matches(pattern)), pattern + "\n" + text);
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all =
                    files.filter(file -> !file.getFileName().toString().contains("postgres"))
                            .toList();
            assertEquals(1, all.size(), all::toString);
            return all.getFirst();
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
