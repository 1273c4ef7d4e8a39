package goldset.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Nodes on a PostgreSQL of the operator's: many on one, and databases that can't be used. */
class NodesTest {
    private static final int NODES = 3;
    private static final int KEY_CACHE_MS = 1500;

    @Test
    void threeNodesStartTogetherOnAnEmptyDatabase() throws Exception {
        EmptyDatabase database = new EmptyDatabase();
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("GOLDSET_KEY_CACHE_MS", String.valueOf(KEY_CACHE_MS));
        List<TestFolder> folders = new ArrayList<>();
        List<JarProcess> nodes = new ArrayList<>();
        try {
            for (int i = 0; i < NODES; i++) {
                folders.add(TestFolder.create());
                nodes.add(JarProcess.launch(folders.getLast(), settings));
            }
            for (JarProcess node : nodes) {
                assertEquals("", node.awaitServing().err());
            }
            assertEquals("1", database.text("select count(*) from org"));
            assertEquals("1", database.text("select count(*) from api_key"));
            int founder = founder(nodes);
            String org = database.text("select id from org");
            Path file = folders.get(founder).secrets().resolve("first-admin-key");
            String key = Files.readString(file).strip();
            aKeyOfOneNodeWorksOnAllUntilItIsRevoked(nodes, org, key);
        } finally {
            for (JarProcess node : nodes) {
                node.close();
            }
            for (TestFolder folder : folders) {
                folder.close();
            }
        }
    }

    /** The one node that says so. */
    private static int founder(List<JarProcess> nodes) throws IOException {
        List<Integer> founders = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).out().contains("First start")) {
                founders.add(i);
            }
        }
        assertEquals(1, founders.size(), founders::toString);
        return founders.getFirst();
    }

    private static void aKeyOfOneNodeWorksOnAllUntilItIsRevoked(
            List<JarProcess> nodes, String org, String key)
            throws IOException, InterruptedException {
        String tokens = "/v1/orgs/" + org + "/tokens/";
        Client first = new Client(nodes.getFirst().port(), key);
        JsonNode made = TestServer.json(first.call("POST", tokens + "admin", "{}"));
        String second = made.get("raw_key").asString();
        for (JarProcess node : nodes) {
            assertEquals(200, new Client(node.port(), second).check());
        }
        assertEquals(204, first.status("DELETE", tokens + made.get("id"), ""));
        long revokedNanos = System.nanoTime();
        assertEquals(401, new Client(first.port(), second).check(), "where it was revoked");
        for (JarProcess node : nodes) {
            Client client = new Client(node.port(), second);
            assertTrue(JarProcess.await(30, () -> client.check() == 401));
            long tookMs = (System.nanoTime() - revokedNanos) / 1_000_000;
            assertTrue(tookMs < KEY_CACHE_MS + 1000, () -> "revoked only after " + tookMs + " ms");
            assertEquals(200, new Client(node.port(), key).check(), "the other key");
        }
    }

    @Test
    void aDatabaseOfANewerJarIsRefused() throws Exception {
        EmptyDatabase database = started();
        database.execute("insert into migration values (999, 'of a later jar', now())");
        String said = refused(database.settings());
        assertTrue(said.contains("999") && said.contains("newer"), said);
    }

    @Test
    void anEditedMigrationIsRefused() throws Exception {
        EmptyDatabase database = started();
        database.execute("update migration set checksum = 'edited' where number = 1");
        String said = refused(database.settings());
        assertTrue(said.contains("migration 1 "), said);
    }

    /** Waiting doesn't mend a password. */
    @Test
    void aWrongPasswordIsRefusedWithoutShowingIt() throws Exception {
        EmptyDatabase database = new EmptyDatabase();
        String said = refused(database.settings(database.user(), "wrong-and-secret"));
        assertFalse(said.contains("wrong-and-secret"), said);
        assertTrue(said.contains("password"), said);
    }

    @Test
    void aUserWithoutRightsIsRefusedClearly() throws Exception {
        EmptyDatabase database = new EmptyDatabase();
        String user = "goldset_test_without_rights";
        database.execute("drop role if exists " + user);
        database.execute("create role " + user + " login password 'secret-of-nobody'");
        try {
            database.execute("revoke create on schema public from public");
            String said = refused(database.settings(user, "secret-of-nobody"));
            assertTrue(said.contains("permission denied"), said);
            assertFalse(said.contains("secret-of-nobody"), said);
        } finally {
            database.execute("drop role " + user);
        }
    }

    @Test
    void anAbsentDatabaseIsWaitedForWithoutShowingThePassword() throws Exception {
        Map<String, String> settings =
                Map.of("DATABASE_URL", "postgres://goldset:hidden@127.0.0.1:1/goldset");
        try (TestFolder folder = TestFolder.create();
                JarProcess jar = JarProcess.launch(folder, settings)) {
            assertTrue(JarProcess.await(15, () -> jar.err().contains("waiting")), jar.said());
            assertTrue(jar.isAlive());
            assertFalse(jar.said().contains("hidden"), jar.said());
            assertTrue(jar.err().contains("refused"), jar.err());
            assertFalse(SettingsTest.hasStackTrace(jar.err()), jar.err());
        }
    }

    private static EmptyDatabase started() throws IOException, InterruptedException {
        EmptyDatabase database = new EmptyDatabase();
        try (TestFolder folder = TestFolder.create();
                JarProcess jar = JarProcess.serving(folder, database.settings())) {
            assertTrue(jar.isAlive());
        }
        return database;
    }

    private static String refused(Map<String, String> settings)
            throws IOException, InterruptedException {
        try (TestFolder folder = TestFolder.create();
                JarProcess jar = JarProcess.launch(folder, settings)) {
            assertTrue(jar.endsOrServes(12), "it goes on trying");
            assertFalse(jar.serves(), "it wasn't refused");
            assertTrue(jar.endsWithin(10));
            assertEquals(1, jar.exitCode(), jar.said());
            assertFalse(SettingsTest.hasStackTrace(jar.err()), jar.err());
            assertTrue(jar.err().contains("goldset: "), jar.err());
            return jar.err();
        }
    }
}
