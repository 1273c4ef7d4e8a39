package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.http.RawHttp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A past state read again and again while sixteen clients append, edit, delete and restore; {@code
 * -Dpast.seconds=60} makes it longer.
 */
class PastReadsTest {
    private static final int CLIENTS = 16;
    private static final long SECONDS = Long.getLong("past.seconds", 4);
    private static final int BUSY = 503;

    private final AtomicInteger changes = new AtomicInteger();

    @Test
    void neverChangeByAByte() throws Exception {
        try (TestServer server =
                        TestServer.start(Map.of("GOLDSET_WRITERS", "6", "GOLDSET_READERS", "4"));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String dataset = made(server);
            long end = System.nanoTime() + SECONDS * 1_000_000_000L;
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(i);
                writers.add(threads.submit(() -> change(server, dataset, random, end)));
            }
            int reads = 0;
            String early = read(server, dataset, "revision=2");
            String version = read(server, dataset, "version=1");
            while (System.nanoTime() < end) {
                assertEquals(early, read(server, dataset, "revision=2"));
                assertEquals(version, read(server, dataset, "version=1"));
                // The newest state is one of the past from the moment on that it is named.
                String now = "revision=" + head(server, dataset);
                assertEquals(read(server, dataset, now), read(server, dataset, now), now);
                reads += 4;
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            System.out.println(reads + " reads of the past during " + changes + " changes");
            assertTrue(changes.get() > CLIENTS && reads > 4);
        }
    }

    private static String made(TestServer server) {
        String dataset = data(call(server, "POST", "", "{\"name\":\"past\"}")).get("id").asString();
        String path = "/" + dataset + "/cases";
        call(server, "POST", path, cases("first", 700));
        call(server, "POST", path, cases("second", 50));
        call(server, "POST", "/" + dataset + "/versions", "");
        return dataset;
    }

    private void change(TestServer server, String dataset, Random random, long end) {
        String path = "/" + dataset;
        while (System.nanoTime() < end) {
            RawHttp.Answer page = call(server, "GET", path + "/cases?limit=200", "");
            JsonNode ids = data(page);
            if (ids.isEmpty()) {
                call(server, "POST", path + "/cases", cases("again", 5));
                continue;
            }
            String id = ids.get(random.nextInt(ids.size())).get("id").asString();
            RawHttp.Answer done =
                    switch (random.nextInt(8)) {
                        case 0, 1, 2 ->
                                call(
                                        server,
                                        "POST",
                                        path + "/cases",
                                        cases("more", 1 + random.nextInt(9)));
                        case 3, 4 ->
                                call(
                                        server,
                                        "PATCH",
                                        path + "/cases/" + id,
                                        "{\"expected\":\"" + random.nextInt() + "\"}");
                        case 5, 6 -> call(server, "DELETE", path + "/cases/" + id, "");
                        default -> restore(server, path, random);
                    };
            assertTrue(Set.of(200, 201, 404, BUSY).contains(done.status()), () -> done.body());
            changes.addAndGet(done.status() < 300 ? 1 : 0);
        }
    }

    private static RawHttp.Answer restore(TestServer server, String path, Random random) {
        JsonNode versions = data(call(server, "GET", path + "/versions", "")).get("versions");
        String id = versions.get(random.nextInt(versions.size())).get("id").asString();
        return call(server, "POST", path + "/versions/" + id + "/restore", "");
    }

    private static long head(TestServer server, String dataset) {
        String target = "/v1/orgs/" + TestServer.ORG + "/datasets/" + dataset;
        RawHttp.Answer answer = server.call(TestServer.ADMIN, "GET", target, "");
        return TestServer.json(answer).get("revision").asLong();
    }

    /** All pages, byte for byte. */
    private static String read(TestServer server, String dataset, String asOf) {
        StringBuilder all = new StringBuilder();
        String cursor = "";
        do {
            String target = "/" + dataset + "/cases?limit=300&cursor=" + cursor + "&" + asOf;
            RawHttp.Answer answer = call(server, "GET", target, "");
            assertEquals(200, answer.status(), answer.body());
            all.append(answer.body());
            cursor = TestServer.json(answer).get("pagination").get("nextCursor").asString("");
        } while (!cursor.isEmpty());
        return all.toString();
    }

    private static String cases(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"input\":\"" + name + " " + i + "\"}")
                .collect(Collectors.joining(",", "{\"cases\":[", "]}"));
    }

    private static JsonNode data(RawHttp.Answer answer) {
        return TestServer.json(answer).get("data");
    }

    private static RawHttp.Answer call(TestServer server, String method, String path, String body) {
        return server.call(TestServer.ADMIN, method, "/api/v1/datasets" + path, body);
    }
}
