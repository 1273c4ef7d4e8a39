package goldset.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.TestServer;
import goldset.http.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * An acknowledged append is kept, none is kept in part, and none that is sent again is done twice,
 * whatever dies in the middle.
 */
class DurabilityTest {
    private static final int ENOUGH = 120;
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
    void killedServer() throws Exception {
        Appends appends;
        try (JarProcess jar = start()) {
            appends = Appends.start(Client.admin(jar));
            try (appends) {
                appends.awaitAcknowledged(ENOUGH);
                jar.kill();
            }
        }
        checkAfterRestart(appends);
    }

    @Test
    void killedServerAndPostgres() throws Exception {
        Appends appends;
        try (JarProcess jar = start()) {
            ProcessHandle postmaster = jar.postmaster();
            appends = Appends.start(Client.admin(jar));
            try (appends) {
                appends.awaitAcknowledged(ENOUGH);
                postmaster.destroyForcibly();
                jar.kill();
            }
        }
        checkAfterRestart(appends);
    }

    @Test
    void killedPostgres() throws Exception {
        try (JarProcess jar = start()) {
            Client client = Client.admin(jar);
            Appends appends = Appends.start(client);
            try (appends) {
                appends.awaitAcknowledged(ENOUGH);
                jar.postmaster().destroyForcibly();
                assertTrue(JarProcess.await(10, () -> appends.refusedOrCut() > 0));
                appends.awaitAcknowledged(appends.acknowledged() + ENOUGH);
            }
            assertTrue(jar.isAlive());
            assertOnlyUnavailable(appends);
            assertFalse(jar.err().contains(Appends.TEXT), "users' data is in the log");
            assertEquals(200, client.status("GET", "/readyz", ""));
            appends.check(client);
            assertEquals(143, stop(jar));
        }
    }

    @Test
    void terminated() throws Exception {
        Appends appends;
        try (JarProcess jar = start()) {
            ProcessHandle postmaster = jar.postmaster();
            appends = Appends.start(Client.admin(jar));
            try (appends) {
                appends.awaitAcknowledged(ENOUGH);
                assertEquals(143, stop(jar));
            }
            assertFalse(JarProcess.isRunning(postmaster), "PostgreSQL outlived its server");
            assertOnlyUnavailable(appends);
            assertEquals("", jar.err());
        }
        checkAfterRestart(appends);
    }

    @Test
    void anAppendHalfSentAtTheStopIsAnswered() throws Exception {
        String dataset;
        try (JarProcess jar = start()) {
            Client client = Client.admin(jar);
            dataset = client.newDataset("late");
            String body = "{\"samples\":[{\"input_text\":\"one\"},{\"input_text\":\"two\"}]}";
            try (RawHttp http = new RawHttp(jar.port())) {
                http.send(
                        "POST %s HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s"
                                .formatted(
                                        Client.org("/datasets/" + dataset + "/samples"),
                                        client.key(),
                                        body.getBytes(StandardCharsets.UTF_8).length,
                                        body.substring(0, 20)));
                Thread.sleep(300);
                jar.terminate();
                Thread.sleep(300);
                http.send(body.substring(20));
                RawHttp.Answer answer = http.receive(false);
                assertEquals(200, answer.status(), answer.body());
                assertEquals(2, TestServer.json(answer).get("added").asInt());
                assertEquals("close", answer.headers().get("connection"));
            }
            assertTrue(jar.endsWithin(30));
            assertEquals(143, jar.exitCode());
        }
        try (JarProcess jar = start()) {
            assertEquals(2, Client.admin(jar).samples(dataset).size());
        }
    }

    private static JarProcess start() throws IOException, InterruptedException {
        return JarProcess.serving(folder, Client.KNOWN);
    }

    private static void checkAfterRestart(Appends appends)
            throws IOException, InterruptedException {
        try (JarProcess jar = start()) {
            appends.check(Client.admin(jar));
            appends.sendAgain(Client.admin(jar));
            appends.check(Client.admin(jar));
        }
    }

    private static void assertOnlyUnavailable(Appends appends) {
        assertTrue(
                Set.of(503).containsAll(appends.refusals().keySet()), appends.refusals()::toString);
    }

    private static int stop(JarProcess jar) throws InterruptedException, IOException {
        jar.terminate();
        assertTrue(jar.endsWithin(30), jar.said());
        return jar.exitCode();
    }
}
