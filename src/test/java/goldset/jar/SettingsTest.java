package goldset.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings: what is refused and how, what is ignored, what is told. */
class SettingsTest {
    private static final List<String> SETTINGS_AND_DEFAULTS =
            List.of(
                    "GOLDSET_HOST 127.0.0.1",
                    "GOLDSET_PORT 8080",
                    "GOLDSET_INSECURE_HTTP false",
                    "GOLDSET_DATA ./goldset-data",
                    "DATABASE_URL",
                    "GOLDSET_ADMIN_KEY",
                    "GOLDSET_ORG_ID",
                    "GOLDSET_PROJECT_ID",
                    "GOLDSET_BODY_BYTES_MAX 67108864",
                    "GOLDSET_IMPORT_BYTES_MAX 4294967296",
                    "GOLDSET_IMPORT_INLINE_BYTES_MAX 8388608",
                    "GOLDSET_IMPORT_JOBS 2",
                    "GOLDSET_IMPORT_KEEP_HOURS 168",
                    "GOLDSET_TARGET_URL",
                    "GOLDSET_TARGET_KEY",
                    "GOLDSET_TARGETS_ALLOW",
                    "GOLDSET_RUNS 2",
                    "GOLDSET_RUN_WAIT_SECONDS 100",
                    "GOLDSET_PASS_THROUGH false",
                    "GOLDSET_TRACE_KEEP_DAYS 30",
                    "GOLDSET_ITEM_BYTES_MAX 4194304",
                    "GOLDSET_ROWS_MAX 100000",
                    "GOLDSET_PAGE_ROWS_MAX 1000",
                    "GOLDSET_IN_FLIGHT_BYTES_MAX",
                    "GOLDSET_BUSY_WAIT_MS 2000",
                    "GOLDSET_LOCK_WAIT_MS 5000",
                    "GOLDSET_STATEMENT_MS 60000",
                    "GOLDSET_SEARCH_MS 2000",
                    "GOLDSET_REQUEST_SECONDS_MAX 600",
                    "GOLDSET_ANSWER_STALL_SECONDS 60",
                    "GOLDSET_STOP_SECONDS_MAX 20",
                    "GOLDSET_KEY_CACHE_MS 3000",
                    "GOLDSET_HOUSEKEEPING_MS 60000",
                    "GOLDSET_WRITERS 8",
                    "GOLDSET_READERS 4",
                    "GOLDSET_URL http://127.0.0.1:8080",
                    "GOLDSET_KEY");

    private static TestFolder folder;

    @BeforeAll
    static void makeFolder() throws IOException {
        folder = TestFolder.create();
    }

    @AfterAll
    static void deleteFolder() throws IOException {
        folder.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GOLDSET_PROT, 9090",
        "GOLDSET_PORT, 80a",
        "GOLDSET_PORT, 65536",
        "GOLDSET_PORT, -1",
        "GOLDSET_WRITERS, 0",
        "GOLDSET_REQUEST_SECONDS_MAX, 1.5",
        "GOLDSET_ROWS_MAX, 99999999999999999999",
        "GOLDSET_IN_FLIGHT_BYTES_MAX, 1",
        "GOLDSET_INSECURE_HTTP, yes",
        "GOLDSET_ORG_ID, 0b000000-0000-7000-8000",
        "GOLDSET_ORG_ID, 1-2-3-4-5",
        "GOLDSET_PROJECT_ID, default",
        "GOLDSET_HOST, no such host",
        "GOLDSET_HOST, 0.0.0.0",
        "GOLDSET_HOST, '::'",
    })
    void whatCantBeMeantIsRefusedByName(String name, String value) throws Exception {
        String said = refused(Map.of(name, value), 2);
        assertTrue(said.contains(name), said);
        assertTrue(said.contains(value), said);
    }

    @ParameterizedTest
    @CsvSource({
        "GOLDSET_ADMIN_KEY, too-short-secret",
        "GOLDSET_ADMIN_KEY, with white space 0123456789 0123456789",
        "GOLDSET_ADMIN_KEYS, a-mistyped-name-0123456789-0123456789",
        "GOLDSET_DATABASE_URL, postgres://me:hidden@127.0.0.1/x",
        "GOLDSET_PASSWORD, hidden-in-a-mistyped-name",
        "GOLDSET_ADMIN_SECRET, hidden-in-a-mistyped-name",
        "GOLDSET_ADMIN_TOKEN, hidden-in-a-mistyped-name",
    })
    void aRefusedSecretIsNotShown(String name, String value) throws Exception {
        String said = refused(Map.of(name, value), 2);
        assertTrue(said.contains(name), said);
        assertFalse(said.contains(value), said);
    }

    @ParameterizedTest
    @CsvSource({
        "mysql://me:hidden@127.0.0.1/x",
        "me:hidden@127.0.0.1/x",
        "postgres://me:hidden%zz@127.0.0.1/x",
        "postgres://me:hidden@127.0.0.1:port/x",
    })
    void aMalformedUrlIsRefusedWithoutItsPassword(String url) throws Exception {
        try (JarProcess jar = JarProcess.launch(folder, Map.of("DATABASE_URL", url))) {
            assertTrue(jar.endsWithin(10), "it goes on with a URL that can't be used");
            assertTrue(jar.exitCode() == 1 || jar.exitCode() == 2);
            assertTrue(jar.err().contains("DATABASE_URL"), jar.err());
            assertFalse(jar.said().contains("hidden"), jar.said());
            assertFalse(hasStackTrace(jar.err()), jar.err());
        }
    }

    @Test
    void helpNamesEverySettingAndItsDefault() throws Exception {
        String help = told("--help");
        for (String expected : SETTINGS_AND_DEFAULTS) {
            String[] nameAndDefault = expected.split(" ");
            List<String> lines = help.lines().toList();
            int at = indexOf(lines, line -> line.matches(" +" + nameAndDefault[0] + "  +\\S.*"));
            assertTrue(at >= 0, expected);
            if (nameAndDefault.length > 1) {
                assertEquals("default " + nameAndDefault[1], lines.get(at + 1).strip());
            }
        }
        long named = help.lines().filter(line -> line.matches("  (GOLDSET|DATABASE)_.*")).count();
        assertEquals(SETTINGS_AND_DEFAULTS.size(), named, "a setting is missing in this test");
    }

    @Test
    void versionIsTold() throws Exception {
        assertTrue(told("--version").matches("goldset \\d+\\.\\d+\\.\\d+\\S*\\R"));
    }

    @Test
    void unknownArgumentIsRefused() throws Exception {
        for (List<String> words : List.of(List.of("serve"), List.of("--help", "me"))) {
            try (JarProcess jar =
                    JarProcess.launch(folder, Map.of(), words.toArray(String[]::new))) {
                assertTrue(jar.endsWithin(10));
                assertEquals(2, jar.exitCode());
                assertTrue(jar.err().contains("--help"), jar.err());
                assertEquals("", jar.out());
            }
        }
    }

    @Test
    void whatPlatformsInjectIsIgnored() throws Exception {
        try (JarProcess jar = injected()) {
            assertTrue(JarProcess.await(60, () -> !jar.isAlive() || jar.out().contains("serves")));
            // Another program of this machine may have the default port.
            assertTrue(
                    jar.isAlive()
                            ? jar.out().contains("serves http://127.0.0.1:8080")
                            : jar.exitCode() == 1 && jar.err().contains("in use"),
                    jar.said());
        }
    }

    @Test
    void whatPlatformsInjectIsWarnedOfOnce() throws Exception {
        try (JarProcess jar = injected()) {
            assertTrue(JarProcess.await(60, () -> !jar.isAlive() || jar.out().contains("serves")));
            List<String> warnings =
                    jar.err()
                            .lines()
                            .filter(line -> line.contains("GOLDSET_SERVICE_HOST"))
                            .toList();
            assertEquals(1, warnings.size(), jar.err());
            assertTrue(warnings.getFirst().contains("WARNING"), warnings::toString);
            assertTrue(warnings.getFirst().contains("GOLDSET_PORT"), warnings::toString);
        }
    }

    private static JarProcess injected() throws IOException {
        Map<String, String> settings = new HashMap<>(new EmptyDatabase().settings());
        settings.put("GOLDSET_SERVICE_HOST", "10.0.0.1");
        settings.put("GOLDSET_SERVICE_PORT", "8080");
        settings.put("GOLDSET_PORT", "tcp://10.0.0.1:8080");
        settings.put("GOLDSET_PORT_8080_TCP_ADDR", "10.0.0.1");
        return JarProcess.launch(folder, settings);
    }

    @Test
    void aDatabaseThatIsAwayAtTheStartIsWaitedFor() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        String url = "postgres://me:hidden@127.0.0.1:" + nobody + "/x";
        try (JarProcess jar = JarProcess.launch(folder, Map.of("DATABASE_URL", url))) {
            assertTrue(
                    JarProcess.await(
                            20,
                            () ->
                                    !jar.isAlive()
                                            || jar.err()
                                                            .split("waiting for the database", -1)
                                                            .length
                                                    > 3),
                    jar.said());
            assertTrue(jar.isAlive(), jar.said());
        }
    }

    @Test
    void plainHttpOffLoopbackIsServedWhenAllowed() throws Exception {
        Map<String, String> settings = new HashMap<>(new EmptyDatabase().settings());
        settings.putAll(Client.KNOWN);
        settings.put("GOLDSET_HOST", "0.0.0.0");
        settings.put("GOLDSET_INSECURE_HTTP", "true");
        try (JarProcess jar = JarProcess.serving(folder, settings)) {
            assertEquals(200, Client.admin(jar).check());
        }
        assertTrue(refused(Map.of("GOLDSET_HOST", "0.0.0.0"), 2).contains("GOLDSET_INSECURE_HTTP"));
    }

    @Test
    void aTakenPortStopsTheStartAndItsPostgres() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());
            String said = refused(Map.of("GOLDSET_PORT", port), 1);
            assertTrue(said.contains(port), () -> "which port? " + said);
            assertTrue(
                    Files.isDirectory(folder.data().resolve("postgres-18/data")),
                    "no data was made");
            assertFalse(Files.exists(folder.postmasterPid()), "PostgreSQL was left behind");
        }
    }

    private static String refused(Map<String, String> settings, int exitCode)
            throws IOException, InterruptedException {
        try (JarProcess jar = JarProcess.launch(folder, settings)) {
            assertTrue(jar.endsOrServes(30), "it hangs");
            assertTrue(jar.endsWithin(0) || !jar.serves(), "it wasn't refused");
            assertTrue(jar.endsWithin(10));
            assertEquals(exitCode, jar.exitCode(), jar.said());
            assertEquals("", jar.out());
            assertFalse(hasStackTrace(jar.err()), jar.err());
            assertTrue(jar.err().startsWith("goldset: "), jar.err());
            return jar.err();
        }
    }

    static boolean hasStackTrace(String text) {
        return text.lines()
                .anyMatch(line -> line.startsWith("\tat ") || line.contains("Exception"));
    }

    private static String told(String argument) throws IOException, InterruptedException {
        try (JarProcess jar = JarProcess.launch(folder, Map.of(), argument)) {
            assertTrue(jar.endsWithin(10));
            assertEquals(0, jar.exitCode(), jar.err());
            assertEquals("", jar.err());
            return jar.out();
        }
    }

    private static int indexOf(List<String> lines, Predicate<String> wanted) {
        for (int i = 0; i < lines.size(); i++) {
            if (wanted.test(lines.get(i))) {
                return i;
            }
        }
        return -1;
    }
}
