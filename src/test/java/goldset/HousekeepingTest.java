package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.http.RawHttp;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A deleted dataset leaves no rows behind, and no other dataset loses any. */
class HousekeepingTest {
    @Test
    void deletedDatasetsAreEmptied() throws Exception {
        try (TestServer server = TestServer.start(Map.of("GOLDSET_HOUSEKEEPING_MS", "100"))) {
            String gone = dataset(server);
            String kept = dataset(server);
            long before = rows(server, kept);
            assertEquals(before, rows(server, gone));
            assertTrue(before > 6000);
            call(server, "DELETE", "/" + gone, "");
            long end = System.nanoTime() + 20_000_000_000L;
            while (rows(server, gone) > 0 && System.nanoTime() - end < 0) {
                Thread.sleep(50);
            }
            assertEquals(0, rows(server, gone));
            assertEquals(before, rows(server, kept));
        }
    }

    @Test
    void aRunGoesWithItsRows() throws Exception {
        try (TestServer server = TestServer.start(Map.of("GOLDSET_HOUSEKEEPING_MS", "100"))) {
            String gone = eval(server);
            String kept = eval(server);
            String evals = "/api/v1/evals/";
            server.call(TestServer.ADMIN, "DELETE", evals + gone, "");
            Instant end = Instant.now().plusSeconds(20);
            while (runRows(server, gone) > 0 && Instant.now().isBefore(end)) {
                Thread.sleep(50);
            }
            assertEquals(0, runRows(server, gone));
            assertEquals(4, runRows(server, kept));
        }
    }

    private static String eval(TestServer server) {
        String evals = "/api/v1/evals";
        String draft = "{\"name\":\"e\",\"external\":true}";
        RawHttp.Answer made = server.call(TestServer.ADMIN, "POST", evals, draft);
        String id = TestServer.json(made).get("data").get("id").asString();
        String rows =
                "{\"results\":[{\"test_case_index\":0},{\"test_case_index\":1},{\"test_case_index\":2}]}";
        RawHttp.Answer told =
                server.call(TestServer.ADMIN, "POST", evals + "/" + id + "/results", rows);
        assertEquals(200, told.status(), told.body());
        return id;
    }

    private static long runRows(TestServer server, String run) throws SQLException {
        try (Connection connection = server.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                """
                                select (select count(*) from run_row where run_id = '%1$s')
                                  + (select count(*) from run where id = '%1$s')
                                """
                                        .formatted(run))) {
            row.next();
            return row.getLong(1);
        }
    }

    /** With items, history, revisions and a version: more rows than one chunk. */
    private static String dataset(TestServer server) {
        RawHttp.Answer made = call(server, "POST", "", "{\"name\":\"h\"}");
        String id = TestServer.json(made).get("data").get("id").asString();
        String cases = "{\"input\":\"x\"},".repeat(6000) + "{\"input\":\"y\"}";
        RawHttp.Answer added =
                call(server, "POST", "/" + id + "/cases", "{\"cases\":[" + cases + "]}");
        String first = TestServer.json(added).get("data").get("caseIds").get(0).asString();
        call(server, "POST", "/" + id + "/versions", "");
        call(server, "DELETE", "/" + id + "/cases/" + first, "");
        return id;
    }

    private static RawHttp.Answer call(TestServer server, String method, String path, String body) {
        RawHttp.Answer answer =
                server.call(TestServer.ADMIN, method, "/api/v1/datasets" + path, body);
        assertEquals(2, answer.status() / 100, answer.body());
        return answer;
    }

    private static long rows(TestServer server, String dataset) throws SQLException {
        try (Connection connection = server.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                """
                                select (select count(*) from item where dataset_id = '%1$s')
                                  + (select count(*) from item_history where dataset_id = '%1$s')
                                  + (select count(*) from item_key where dataset_id = '%1$s')
                                  + (select count(*) from version where dataset_id = '%1$s')
                                """
                                        .formatted(dataset))) {
            row.next();
            return row.getLong(1);
        }
    }
}
