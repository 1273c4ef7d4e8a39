package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import goldset.http.RawHttp;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Keys and projects as two nodes of one database see them, while time passes. */
class KeysTest {
    private static final String KEYS = "/api/v1/api-keys";
    private static final String PROJECTS = "/api/v1/projects";

    /** Each node asks the database each time. */
    private static final Map<String, String> NO_CACHE = Map.of("GOLDSET_KEY_CACHE_MS", "0");

    private final TestClock clock = new TestClock();

    @SuppressWarnings("NullAway.Init")
    private TestServer node;

    @SuppressWarnings("NullAway.Init")
    private TestServer twin;

    @BeforeEach
    void start() {
        node = TestServer.node(TestDatabase.migrated(), NO_CACHE, clock, 1);
        twin = TestServer.node(node.source(), NO_CACHE, clock, 2);
    }

    @AfterEach
    void stop() {
        twin.close();
        node.close();
    }

    @Test
    void theOldSecretWorksForTheGraceOnEveryNode() {
        JsonNode made = data(call(node, "POST", KEYS, "{\"name\":\"turned\"}"));
        String first = made.get("rawKey").asString();
        String rotate = KEYS + "/" + made.get("id").asString() + "/rotate";
        String second = secret(call(node, "POST", rotate, "{\"graceSeconds\":60}"));
        letsIn(200, first, second);
        clock.pass(Duration.ofMillis(59_999));
        letsIn(200, first, second);
        clock.pass(Duration.ofMillis(1));
        letsIn(401, first);
        letsIn(200, second);

        String third = secret(call(twin, "POST", rotate, "{\"graceSeconds\":60}"));
        letsIn(200, second, third);
        String fourth = secret(call(node, "POST", rotate, "{\"graceSeconds\":60}"));
        letsIn(401, first, second);
        letsIn(200, third, fourth);
        String fifth = secret(call(twin, "POST", rotate, ""));
        letsIn(401, third, fourth);
        letsIn(200, fifth);
    }

    @Test
    void revocationEndsTheOldSecretWithinItsGrace() {
        JsonNode made = data(call(node, "POST", KEYS, "{\"name\":\"turned\"}"));
        String key = KEYS + "/" + made.get("id").asString();
        String second = secret(call(node, "POST", key + "/rotate", "{\"graceSeconds\":60}"));
        call(twin, "DELETE", key, "");
        letsIn(401, made.get("rawKey").asString(), second);
    }

    @Test
    void theOldSecretDoesNotOutliveItsKey() {
        String body = "{\"name\":\"short\",\"expiresAt\":\"2026-11-22T12:00:30Z\"}";
        JsonNode made = data(call(node, "POST", KEYS, body));
        String rotate = KEYS + "/" + made.get("id").asString() + "/rotate";
        String second = secret(call(node, "POST", rotate, "{\"graceSeconds\":60}"));
        clock.pass(Duration.ofSeconds(29));
        letsIn(200, made.get("rawKey").asString(), second);
        clock.pass(Duration.ofSeconds(1));
        letsIn(401, made.get("rawKey").asString(), second);
    }

    /** Each start makes the configured secret a key again, so it may be rotated twice. */
    @Test
    void theOperatorsKeyRotatedIsAKeyOfItsOwnAfterAStart() {
        String grace = "{\"graceSeconds\":3600}";
        String old = operatorsKey(node);
        String second = secret(call(node, "POST", KEYS + "/" + old + "/rotate", grace));
        letsIn(200, TestServer.ADMIN, second);
        try (TestServer third = TestServer.node(node.source(), NO_CACHE, clock, 3)) {
            String now = operatorsKey(third);
            String fresh = secret(call(third, "POST", KEYS + "/" + now + "/rotate", grace));
            letsIn(200, TestServer.ADMIN, second, fresh);
            call(third, "DELETE", KEYS + "/" + now, "");
        }
        letsIn(401, TestServer.ADMIN);
        letsIn(200, second);
    }

    @Test
    void everyChangeLeavesOneEventWithItsActor() throws SQLException {
        JsonNode admin = data(call(node, "POST", KEYS, "{\"name\":\"admin\",\"scopes\":[\"*\"]}"));
        String secret = admin.get("rawKey").asString();
        String id = admin.get("id").asString();
        String project =
                PROJECTS + "/" + made(secret, PROJECTS, "{\"name\":\"P2\",\"slug\":\"p2\"}");
        String bound = KEYS + "/" + made(secret, KEYS, "{\"name\":\"bound\",\"projectId\":\"p2\"}");
        made(secret, "/api/v1/datasets", "{\"name\":\"d\",\"projectId\":\"p2\"}");
        node.call(secret, "PATCH", bound, "{\"rpmLimit\":5}");
        node.call(secret, "PATCH", bound + "/budget", "{\"monthlyBudgetUsd\":5}");
        node.call(secret, "DELETE", bound + "/budget", "");
        node.call(secret, "POST", bound + "/rotate", "");
        node.call(secret, "PATCH", project, "{\"name\":\"P3\"}");
        node.call(secret, "DELETE", project, "");
        node.call(secret, "DELETE", project, "");
        node.call(secret, "POST", "/api/v1/orgs", "{\"name\":\"Acme\"}");
        node.call(secret, "DELETE", KEYS + "/" + id, "");
        assertEquals(
                List.of(
                        "project.create P2",
                        "key.create bound",
                        "dataset.create d",
                        "key.edit bound",
                        "key.edit bound",
                        "key.edit bound",
                        "key.rotate bound",
                        "project.edit P3",
                        "project.delete P3",
                        "dataset.delete d",
                        "key.revoke bound",
                        "org.create Acme",
                        "project.create Default",
                        "key.create Default",
                        "key.revoke admin"),
                events("actor = '" + id + "'"));
        assertEquals(
                List.of(
                        "org.create Default",
                        "project.create Default",
                        "key.create GOLDSET_ADMIN_KEY"),
                events("actor is null"));
    }

    /** What is put into a project while it is deleted goes with it, or is refused. */
    @Test
    void nothingStaysInAProjectDeletedMeanwhile() throws Exception {
        for (int round = 0; round < 5; round++) {
            String body = "{\"name\":\"P2\",\"slug\":\"p2\"}";
            String project = data(call(node, "POST", PROJECTS, body)).get("id").asString();
            List<Future<RawHttp.Answer>> puts = new ArrayList<>();
            Future<RawHttp.Answer> gone;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                String in = "\"projectId\":\"" + project + "\"}";
                for (int i = 0; i < 8; i++) {
                    puts.add(
                            threads.submit(
                                    () -> put(twin, "/api/v1/datasets", "{\"name\":\"d\"," + in)));
                    puts.add(threads.submit(() -> put(node, KEYS, "{\"name\":\"k\"," + in)));
                }
                gone = threads.submit(() -> call(node, "DELETE", PROJECTS + "/" + project, ""));
            }
            assertEquals(200, gone.get().status(), gone.get().body());
            for (Future<RawHttp.Answer> put : puts) {
                int status = put.get().status();
                assertEquals(true, status == 201 || status == 404, put.get().body());
            }
            assertEquals(
                    0,
                    count("dataset where deleted_at is null and project_id = '" + project + "'"));
            assertEquals(
                    0,
                    count("api_key where revoked_at is null and project_id = '" + project + "'"));
        }
    }

    private void letsIn(int status, String... secrets) {
        for (String secret : secrets) {
            for (TestServer each : List.of(node, twin)) {
                assertEquals(status, each.call(secret, "GET", "/api/v1/scorers", "").status());
            }
        }
    }

    private static RawHttp.Answer put(TestServer node, String path, String body) {
        return node.call(TestServer.ADMIN, "POST", path, body);
    }

    private static RawHttp.Answer call(TestServer node, String method, String path, String body) {
        RawHttp.Answer answer = node.call(TestServer.ADMIN, method, path, body);
        assertEquals(2, answer.status() / 100, answer.body());
        return answer;
    }

    private String made(String secret, String path, String body) {
        return data(node.call(secret, "POST", path, body)).get("id").asString();
    }

    /** The living one of those that the settings made. */
    private static String operatorsKey(TestServer node) {
        String id = "";
        for (JsonNode key : data(call(node, "GET", KEYS, ""))) {
            id =
                    key.get("name").asString().equals("GOLDSET_ADMIN_KEY")
                            ? key.get("id").asString()
                            : id;
        }
        return id;
    }

    private static JsonNode data(RawHttp.Answer answer) {
        return TestServer.json(answer).get("data");
    }

    private static String secret(RawHttp.Answer answer) {
        return data(answer).get("rawKey").asString();
    }

    private List<String> events(String where) throws SQLException {
        List<String> events = new ArrayList<>();
        try (Connection connection = node.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select action, name from event where "
                                        + where
                                        + " order by number")) {
            while (row.next()) {
                events.add(row.getString(1) + " " + row.getString(2));
            }
        }
        return events;
    }

    private long count(String from) throws SQLException {
        try (Connection connection = node.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + from)) {
            row.next();
            return row.getLong(1);
        }
    }
}
