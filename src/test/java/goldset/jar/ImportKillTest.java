package goldset.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.TestServer;
import goldset.http.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A job that was taken in comes to its end, whatever is killed on the way and when: until then
 * nothing of its file is there, and then all of it, once.
 */
class ImportKillTest {
    private static final int KILLS = Integer.getInteger("kills", 2);
    private static final long SEED = Long.getLong("seed", 1);
    private static final int ROWS = 20_000;
    private static final Set<String> UNDER_WAY = Set.of("waiting", "checking", "writing");

    /** A row in a hundred is left out. */
    private static final byte[] FILE = file().getBytes(StandardCharsets.UTF_8);

    private static final int GOOD = ROWS - ROWS / 100;

    private static String file() {
        StringBuilder file = new StringBuilder("input_text,expected_decision,n\n");
        for (int i = 0; i < ROWS; i++) {
            file.append("row ").append(i).append(" long".repeat(60));
            file.append(i % 100 == 50 ? ",PERHAPS," : ",BLOCK,").append(i).append('\n');
        }
        return file.toString();
    }

    @Test
    void aKilledImportIsAllOrNothing() throws Exception {
        Random random = new Random(SEED);
        try (TestFolder folder = TestFolder.create()) {
            JarProcess jar = JarProcess.serving(folder, Client.KNOWN);
            try {
                Client client = Client.admin(jar);
                long begin = System.nanoTime();
                String hash = ended(client, upload(client));
                long wholeMs = (System.nanoTime() - begin) / 1_000_000;
                for (int kill = 0; kill < KILLS; kill++) {
                    long afterMs = random.nextLong(wholeMs + 1);
                    String said = "kill " + kill + " after " + afterMs + " of " + wholeMs + " ms";
                    String job = upload(client);
                    Thread.sleep(afterMs);
                    if (kill % 3 == 2) {
                        jar.postmaster().destroyForcibly();
                    }
                    jar.kill();
                    jar = JarProcess.serving(folder, Client.KNOWN);
                    client = Client.admin(jar);
                    assertEquals(hash, ended(client, job), said);
                }
            } finally {
                jar.close();
            }
        }
    }

    /** Of a job into a dataset of its own. */
    private static String upload(Client client) throws IOException {
        String dataset = client.newDataset("killed");
        String target = Client.org("/datasets/" + dataset + "/import?async=true&on_error=skip");
        Map<String, String> headers = new HashMap<>(client.headers());
        headers.put("Content-Type", "text/csv");
        try (RawHttp http = new RawHttp(client.port())) {
            RawHttp.Answer answer = http.call("POST", target, headers, FILE);
            assertEquals(202, answer.status(), answer.body());
            return answer.headers().getOrDefault("location", "none");
        }
    }

    /** Waits for the end, and returns the hash of what is there then. */
    private static String ended(Client client, String job) throws Exception {
        String dataset = job.replaceFirst(".*/datasets/([^/]*)/.*", "$1");
        JsonNode now = get(client, job);
        while (UNDER_WAY.contains(now.get("state").asString())) {
            // The dataset first: the job may come to its end between the two.
            int count = client.dataset(dataset).get("sample_count").asInt();
            now = get(client, job);
            boolean isDone = now.get("state").asString().equals("done");
            assertTrue(count == 0 || (count == GOOD && isDone), count + " rows, " + now);
            Thread.sleep(5);
        }
        assertEquals("done", now.get("state").asString(), now.toString());
        assertEquals(GOOD, now.get("imported").asInt());
        assertEquals(1, now.get("revision").asInt());
        JsonNode head = client.dataset(dataset);
        assertEquals(GOOD, head.get("sample_count").asInt());
        assertEquals(1, head.get("revision").asInt());
        String rejected = client.call("GET", job + "/rejected", "").body();
        assertEquals(1 + ROWS - GOOD, rejected.lines().count());
        RawHttp.Answer lines =
                client.call("GET", Client.org("/datasets/" + dataset + "/export?format=jsonl"), "");
        assertEquals(GOOD, lines.body().lines().count());
        return lines.headers().getOrDefault("x-content-hash", "none");
    }

    private static JsonNode get(Client client, String target) throws IOException {
        RawHttp.Answer answer = client.call("GET", target, "");
        assertEquals(200, answer.status(), answer.body());
        return TestServer.json(answer);
    }
}
