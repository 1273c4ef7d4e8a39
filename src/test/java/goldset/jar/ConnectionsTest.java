package goldset.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.http.RawHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server's own limits, which can be set but once in a process. */
class ConnectionsTest {
    private static final int REQUEST_SECONDS_MAX = 2;
    private static final int TOLD_TOO_SOON_MS = 1500;
    private static final int TOLD_TOO_LATE_MS = 7000;
    private static final int IDLE = 300;
    private static TestFolder folder;
    private static JarProcess jar;

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> settings = new HashMap<>(new EmptyDatabase().settings());
        settings.putAll(Client.KNOWN);
        settings.put("GOLDSET_REQUEST_SECONDS_MAX", String.valueOf(REQUEST_SECONDS_MAX));
        folder = TestFolder.create();
        jar = JarProcess.serving(folder, settings);
    }

    @AfterAll
    static void stop() throws Exception {
        jar.close();
        folder.close();
    }

    /** Taken as milliseconds the limit would cut at once, left out never. */
    @Test
    void aRequestThatDoesNotArriveIsCutAfterTheSecondsSet() throws Exception {
        String half = "POST /api/v1/datasets HTTP/1.1\r\nHost: test\r\nContent-Le";
        String halfBody =
                "POST /api/v1/datasets HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer "
                        + Client.ADMIN
                        + "\r\nContent-Length: 100\r\n\r\n{\"name\":";
        try (RawHttp header = new RawHttp(jar.port());
                RawHttp body = new RawHttp(jar.port())) {
            header.send(half);
            body.send(halfBody);
            long sentNanos = System.nanoTime();
            assertTrue(endsWithin(header, TOLD_TOO_LATE_MS), "half a header is waited for");
            long headerMs = (System.nanoTime() - sentNanos) / 1_000_000;
            assertTrue(headerMs > TOLD_TOO_SOON_MS, () -> "cut after " + headerMs + " ms");
            assertTrue(endsWithin(body, TOLD_TOO_LATE_MS - (int) headerMs), "half a body is");
        }
        assertEquals(200, Client.admin(jar).check());
    }

    /** An answer that says what is wrong may come before the end. */
    private static boolean endsWithin(RawHttp http, int millis) throws IOException {
        long endNanos = System.nanoTime() + millis * 1_000_000L;
        while (!http.closedWithin(100)) {
            if (System.nanoTime() - endNanos > 0) {
                return false;
            }
        }
        return true;
    }

    /** The server's default would close all but 200 of them, without a word. */
    @Test
    void manyIdleConnectionsStayUsable() throws Exception {
        Client client = Client.admin(jar);
        List<RawHttp> connections = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE; i++) {
                connections.add(new RawHttp(jar.port()));
            }
            useEach(client, connections);
            Thread.sleep(1000L * (REQUEST_SECONDS_MAX + 1));
            useEach(client, connections);
        } finally {
            for (RawHttp connection : connections) {
                connection.close();
            }
        }
    }

    private static void useEach(Client client, List<RawHttp> connections) throws IOException {
        for (RawHttp connection : connections) {
            RawHttp.Answer answer = client.call(connection, "GET", "/api/v1/datasets", "");
            assertEquals(200, answer.status(), answer.body());
        }
    }
}
