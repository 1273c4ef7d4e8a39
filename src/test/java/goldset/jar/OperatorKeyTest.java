package goldset.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the operator fixes by settings: the admin key, and the first ids. */
class OperatorKeyTest {
    private static final UUID PROJECT = UUID.fromString("0b000000-0000-7000-8000-000000000002");
    private static final UUID OTHER = UUID.fromString("0b000000-0000-7000-8000-000000000009");
    private static final String SECOND = "jar-test-second-key-0123456789-abcdefgh";
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
    void theKeyIsTheOneOfTheLastStart() throws Exception {
        Map<String, String> settings = new EmptyDatabase().settings();
        try (JarProcess first = start(settings, Client.KNOWN)) {
            assertEquals(200, createOrg(first, Client.ADMIN));
        }
        try (JarProcess second = start(settings, key(SECOND))) {
            assertEquals(200, createOrg(second, SECOND));
            assertEquals(401, createOrg(second, Client.ADMIN));
            assertFalse(second.said().contains(SECOND), "the key was shown");
        }
        try (JarProcess unset = start(settings, Map.of())) {
            assertEquals(200, createOrg(unset, SECOND));
            assertEquals(401, createOrg(unset, Client.ADMIN));
        }
        try (JarProcess back = start(settings, key(Client.ADMIN))) {
            assertEquals(200, createOrg(back, Client.ADMIN));
            assertEquals(401, createOrg(back, SECOND));
        }
    }

    /** The way back in: to a database whose first key was lost. */
    @Test
    void theKeyOpensADatabaseThatHasAnother() throws Exception {
        EmptyDatabase database = new EmptyDatabase();
        start(database.settings(), Map.of()).close();
        try (JarProcess jar = start(database.settings(), key(SECOND))) {
            assertEquals(200, createOrg(jar, SECOND));
            assertFalse(jar.out().contains("First start"), jar.out());
        }
    }

    @Test
    void theIdsAreTheOperators() throws Exception {
        Map<String, String> settings = new EmptyDatabase().settings();
        Map<String, String> fixed = new HashMap<>(Client.KNOWN);
        fixed.put("GOLDSET_PROJECT_ID", PROJECT.toString());
        try (JarProcess jar = start(settings, fixed)) {
            assertTrue(jar.out().matches("(?s).*  org +" + Client.ORG + "\\R.*"), jar.out());
            assertTrue(jar.out().matches("(?s).*  project +" + PROJECT + "\\R.*"), jar.out());
            assertEquals(200, Client.admin(jar).status("GET", Client.org("/datasets"), ""));
            String bound = "{\"project_id\":\"" + PROJECT + "\"}";
            assertEquals(201, Client.admin(jar).status("POST", Client.org("/tokens/ci"), bound));
        }
        String org = refused(settings, Map.of("GOLDSET_ORG_ID", OTHER.toString()));
        assertTrue(org.contains("GOLDSET_ORG_ID=" + OTHER), org);
        assertTrue(org.contains(Client.ORG.toString()), org);
        String project = refused(settings, Map.of("GOLDSET_PROJECT_ID", OTHER.toString()));
        assertTrue(project.contains("GOLDSET_PROJECT_ID=" + OTHER), project);
    }

    /** Somebody else's database, met by a mistake in the URL, must be left as it is. */
    @Test
    void aRefusedStartChangesNoKey() throws Exception {
        Map<String, String> settings = new EmptyDatabase().settings();
        start(settings, Client.KNOWN).close();
        Map<String, String> stranger = new HashMap<>(key(SECOND));
        stranger.put("GOLDSET_ORG_ID", OTHER.toString());
        refused(settings, stranger);
        try (JarProcess jar = start(settings, Map.of())) {
            assertEquals(401, createOrg(jar, SECOND), "the stranger's key opens");
            assertEquals(200, createOrg(jar, Client.ADMIN), "the key of before was revoked");
        }
    }

    private static Map<String, String> key(String secret) {
        return Map.of("GOLDSET_ADMIN_KEY", secret);
    }

    private static JarProcess start(Map<String, String> database, Map<String, String> more)
            throws IOException, InterruptedException {
        return JarProcess.serving(folder, together(database, more));
    }

    private static String refused(Map<String, String> database, Map<String, String> more)
            throws IOException, InterruptedException {
        try (JarProcess jar = JarProcess.launch(folder, together(database, more))) {
            assertTrue(jar.endsOrServes(20), "it hangs");
            assertFalse(jar.serves(), "it wasn't refused");
            assertTrue(jar.endsWithin(10));
            assertEquals(1, jar.exitCode(), jar.said());
            assertFalse(SettingsTest.hasStackTrace(jar.err()), jar.err());
            return jar.err();
        }
    }

    private static Map<String, String> together(Map<String, String> one, Map<String, String> two) {
        Map<String, String> all = new HashMap<>(one);
        all.putAll(two);
        return all;
    }

    /** Only an admin of the first org may. */
    private static int createOrg(JarProcess jar, String key) throws IOException {
        return new Client(jar.port(), key).status("POST", "/api/v1/orgs", "{\"name\":\"New\"}");
    }
}
