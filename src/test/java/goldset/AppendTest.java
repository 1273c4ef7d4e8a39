package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.http.RawHttp;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Appends at the same time, on one node and on two. */
class AppendTest {
    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    @SuppressWarnings("NullAway.Init")
    private TestServer twin;

    @BeforeEach
    void start() {
        server = TestServer.start();
        twin = TestServer.node(server.source(), Map.of());
    }

    @AfterEach
    void stop() {
        twin.close();
        server.close();
    }

    @Test
    void revisionsAreGaplessAndIdsRiseWhoeverWrites() throws Exception {
        String dataset = dataset();
        int calls = 120;
        List<Future<JsonNode>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < calls; i++) {
                TestServer node = i % 2 == 0 ? server : twin;
                String body = body(i, 1 + i % 7);
                answers.add(threads.submit(() -> append(node, dataset, body)));
            }
        }
        Map<Long, JsonNode> byRevision = new HashMap<>();
        for (Future<JsonNode> answer : answers) {
            byRevision.put(answer.get().get("revision").asLong(), answer.get());
        }
        long count = 0;
        String last = "";
        for (long revision = 1; revision <= calls; revision++) {
            JsonNode answer = byRevision.get(revision);
            assertTrue(answer != null, "no revision " + revision);
            count += answer.get("added").asLong();
            assertEquals(count, answer.get("sample_count").asLong());
            for (JsonNode id : answer.get("sample_ids")) {
                assertTrue(id.asString().compareTo(last) > 0, "ids fall at revision " + revision);
                last = id.asString();
            }
        }
        assertEquals(count, rows(dataset));
    }

    @Test
    void aBusyDatasetDoesNotKeepOthersWaiting() throws Exception {
        String busy = dataset();
        String quiet = dataset();
        try (Connection holder = server.source().getConnection();
                Statement statement = holder.createStatement();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            holder.setAutoCommit(false);
            statement.execute("select 1 from dataset where id = '" + busy + "' for update");
            List<Future<JsonNode>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String body = body(i, 1);
                waiting.add(threads.submit(() -> append(server, busy, body)));
            }
            Thread.sleep(300);
            // More wait than the pool has connections: they must not hold them all.
            assertEquals(1, append(server, quiet, body(0, 1)).get("added").asInt());
            holder.rollback();
            for (Future<JsonNode> one : waiting) {
                assertEquals(1, one.get().get("added").asInt());
            }
        }
        assertEquals(20, rows(busy));
    }

    @Test
    void waitingTooLongIsA503() throws Exception {
        String dataset = dataset();
        try (TestServer hasty =
                        TestServer.node(server.source(), Map.of("GOLDSET_LOCK_WAIT_MS", "200"));
                Connection holder = server.source().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select 1 from dataset where id = '" + dataset + "' for update");
            RawHttp.Answer answer =
                    hasty.call(TestServer.ADMIN, "POST", samples(dataset), body(0, 1));
            assertEquals(503, answer.status());
            assertEquals("1", answer.headers().get("retry-after"));
            holder.rollback();
        }
        assertEquals(0, rows(dataset));
    }

    @Test
    void chunksOfOneCallAreOneRevision() throws Exception {
        String dataset = dataset();
        JsonNode answer = append(server, dataset, body(0, 5_003));
        assertEquals(1, answer.get("revision").asInt());
        assertEquals(5_003, rows(dataset));
        // Page by page in the order sent, across the chunks.
        String cursor = "";
        int seen = 0;
        while (true) {
            String target = samples(dataset) + "?limit=1000&cursor=" + cursor;
            JsonNode page = TestServer.json(server.call(TestServer.ADMIN, "GET", target, ""));
            for (JsonNode sample : page.get("samples")) {
                assertEquals("0-" + seen++, sample.get("input_text").asString());
            }
            if (page.get("next_cursor").isNull()) {
                break;
            }
            cursor = page.get("next_cursor").asString();
        }
        assertEquals(5_003, seen);
        // A version comes whole, across the slices in which it is read.
        String versions = "/api/v1/datasets/" + dataset + "/versions";
        RawHttp.Answer taken = server.call(TestServer.ADMIN, "POST", versions, "");
        String id = TestServer.json(taken).at("/data/version/id").asString();
        RawHttp.Answer whole = server.call(TestServer.ADMIN, "GET", versions + "/" + id, "");
        JsonNode cases = TestServer.json(whole).at("/data/version/cases");
        assertEquals(5_003, cases.size());
        for (int i = 0; i < 5_003; i++) {
            assertEquals("0-" + i, cases.get(i).get("input").asString());
        }
    }

    @Test
    void aPageOfLargeItemsComesWhole() throws Exception {
        String dataset = dataset();
        String large = "x".repeat(900_000);
        for (int i = 0; i < 12; i++) {
            String body = "{\"samples\":[{\"input_text\":\"" + i + large + "\"}]}";
            append(server, dataset, body);
        }
        RawHttp.Answer page =
                server.call(TestServer.ADMIN, "GET", samples(dataset) + "?limit=11", "");
        assertEquals("chunked", page.headers().get("transfer-encoding"));
        JsonNode samples = TestServer.json(page).get("samples");
        assertEquals(11, samples.size());
        for (int i = 0; i < 11; i++) {
            assertEquals(i + large, samples.get(i).get("input_text").asString());
        }
        assertTrue(!TestServer.json(page).get("next_cursor").isNull());
    }

    private static JsonNode append(TestServer node, String dataset, String body) {
        RawHttp.Answer answer = node.call(TestServer.ADMIN, "POST", samples(dataset), body);
        assertEquals(200, answer.status(), answer.body());
        return TestServer.json(answer);
    }

    private static String body(int call, int rows) {
        List<String> samples = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            samples.add("{\"input_text\":\"" + call + "-" + i + "\"}");
        }
        return "{\"samples\":[" + String.join(",", samples) + "]}";
    }

    private String dataset() {
        RawHttp.Answer made =
                server.call(TestServer.ADMIN, "POST", datasets(), "{\"name\":\"busy\"}");
        return TestServer.json(made).get("id").asString();
    }

    private long rows(String dataset) throws SQLException {
        try (Connection connection = server.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select count(*) from item where dataset_id = '" + dataset + "'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String samples(String dataset) {
        return datasets() + "/" + dataset + "/samples";
    }

    private static String datasets() {
        return "/v1/orgs/" + TestServer.ORG + "/datasets";
    }
}
