package goldset.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.http.RawHttp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients who ask for much and take it slowly, or not at all, on a heap of 128 MiB. */
class StallTest {
    private static final int STALL_SECONDS = 4;
    private static final int BUSY_WAIT_MS = 300;
    private static final int FREED_SECONDS_MAX = 15;
    private static final int CLIENTS = 12;
    private static final int ITEMS = 12;
    private static final int ITEM_BYTES = 3_000_000;

    /** A third of the kernel's buffer takes longer than a stall may last. */
    private static final int SLOW_BYTES_A_SECOND = 400_000;

    private static final int SLOW_SECONDS = 5;
    private static final int SLOW_STEPS_A_SECOND = 20;

    private static TestFolder folder;
    private static JarProcess jar;
    private static String export = "";
    private static String list = "";

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> settings = new HashMap<>(new EmptyDatabase().settings());
        settings.putAll(Client.KNOWN);
        settings.put("JDK_JAVA_OPTIONS", "-Xmx128m");
        settings.put("GOLDSET_ANSWER_STALL_SECONDS", String.valueOf(STALL_SECONDS));
        settings.put("GOLDSET_BUSY_WAIT_MS", String.valueOf(BUSY_WAIT_MS));
        folder = TestFolder.create();
        jar = JarProcess.serving(folder, settings);
        Client client = Client.admin(jar);
        String dataset = "/api/v1/datasets/" + client.newDataset("large");
        for (int i = 0; i < ITEMS; i++) {
            String body = "{\"cases\":[{\"input\":\"" + i + "x".repeat(ITEM_BYTES) + "\"}]}";
            assertEquals(201, client.status("POST", dataset + "/cases", body));
        }
        export = dataset + "/export?format=jsonl";
        list = dataset + "/cases?limit=1000";
    }

    @AfterAll
    static void stop() throws Exception {
        jar.close();
        folder.close();
    }

    @Test
    void whoTakesNothingIsGivenUpAndHoldsNothing() throws Exception {
        List<RawHttp> stalled = new ArrayList<>();
        try {
            stalled.add(asking(export));
            assertTrue(stalled.getFirst().socket().getInputStream().read() > 0, "it began");
            for (int i = 1; i < CLIENTS; i++) {
                stalled.add(asking(i % 2 == 0 ? export : list));
            }
            assertTrue(
                    JarProcess.await(STALL_SECONDS, () -> !whole(export)), "they hold too little");
            // One may come through between them; all of them have stood still only after this.
            Thread.sleep(2000L * STALL_SECONDS);
            assertTrue(JarProcess.await(FREED_SECONDS_MAX, () -> whole(export)));
            assertTrue(whole(list));
            byte[] part = stalled.getFirst().socket().getInputStream().readAllBytes();
            assertTrue(part.length < ITEMS * ITEM_BYTES, "it got all");
            for (RawHttp http : stalled.subList(1, CLIENTS)) {
                RawHttp.Answer answer = http.receive(false);
                // Who had to wait until others were given up is read from in time.
                boolean whole = answer.body().length() > ITEMS * ITEM_BYTES;
                assertTrue(
                        answer.cut() || answer.status() == 503 || whole,
                        "a part looks like the whole");
            }
        } finally {
            for (RawHttp http : stalled) {
                http.close();
            }
        }
    }

    @Test
    void whoTakesItSlowlyGetsAll() throws Exception {
        try (RawHttp http = asking(export)) {
            InputStream in = http.socket().getInputStream();
            long bytes = 0;
            long start = System.nanoTime();
            for (int step = 1; step <= SLOW_SECONDS * SLOW_STEPS_A_SECOND; step++) {
                bytes += in.readNBytes(SLOW_BYTES_A_SECOND / SLOW_STEPS_A_SECOND).length;
                long dueMs = step * 1000L / SLOW_STEPS_A_SECOND;
                Thread.sleep(Math.max(0, dueMs - (System.nanoTime() - start) / 1_000_000));
            }
            assertEquals((long) SLOW_BYTES_A_SECOND * SLOW_SECONDS, bytes);
            byte[] rest = in.readAllBytes();
            assertTrue(bytes + rest.length > (long) ITEMS * ITEM_BYTES, "cut");
            String end = new String(rest, StandardCharsets.US_ASCII);
            assertTrue(end.endsWith("\r\n0\r\n\r\n"), "cut at the very end");
        }
    }

    private static boolean whole(String target) throws IOException {
        RawHttp.Answer answer = Client.admin(jar).call("GET", target, "");
        return answer.status() == 200 && !answer.cut();
    }

    private static RawHttp asking(String target) throws IOException {
        RawHttp http = new RawHttp(jar.port());
        http.send(
                "GET "
                        + target
                        + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\nX-API-Key: "
                        + Client.ADMIN
                        + "\r\n\r\n");
        return http;
    }
}
