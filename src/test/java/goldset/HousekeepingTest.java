package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.http.RawHttp;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
