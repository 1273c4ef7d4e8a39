package goldset;

import goldset.http.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A node on a database of its own, in a world where nothing is left to chance: the clock stands,
 * ids and secrets come from a seed. It has two orgs and a key of every kind.
 */
public final class TestServer implements AutoCloseable {
    public static final UUID ORG = UUID.fromString("0a000000-0000-7000-8000-000000000001");
    public static final UUID PROJECT = UUID.fromString("0a000000-0000-7000-8000-000000000002");
    public static final String ADMIN = "test-admin-key-0123456789-abcdefghijkl";
    public static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final long SEED = 42;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Goldset goldset;
    private final DataSource source;
    private final Map<String, String> names = new LinkedHashMap<>();

    private TestServer(Goldset goldset, DataSource source) {
        this.goldset = goldset;
        this.source = source;
    }

    public static TestServer start() {
        return start(Map.of());
    }

    /**
     * @param settings beside those of a test
     */
    public static TestServer start(Map<String, String> settings) {
        TestServer server = node(TestDatabase.migrated(), settings);
        server.fill();
        return server;
    }

    /** A node on a database that may have other nodes. */
    public static TestServer node(DataSource source, Map<String, String> settings) {
        return node(source, settings, Clock.fixed(NOW, ZoneOffset.UTC), SEED);
    }

    /**
     * The same at another time.
     *
     * @param seed for ids and secrets; nodes that both make some need one each
     */
    public static TestServer node(
            DataSource source, Map<String, String> settings, Clock clock, long seed) {
        Map<String, String> environment = new HashMap<>();
        environment.put("GOLDSET_PORT", "0");
        environment.put("GOLDSET_ADMIN_KEY", ADMIN);
        environment.put("GOLDSET_ORG_ID", ORG.toString());
        environment.put("GOLDSET_PROJECT_ID", PROJECT.toString());
        environment.put("GOLDSET_WRITERS", "3");
        environment.put("GOLDSET_READERS", "2");
        environment.put("GOLDSET_STOP_SECONDS_MAX", "0");
        environment.put("GOLDSET_DATA", "target/test-data/" + UUID.randomUUID());
        environment.put("DATABASE_URL", "postgres://given-by-the-test");
        environment.putAll(settings);
        Goldset.World world = new Goldset.World(clock, new Random(seed), () -> "request-id");
        try {
            Goldset goldset = Goldset.start(Config.of(environment), source, world, secret -> {});
            return new TestServer(goldset, source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return goldset.port();
    }

    Routes routes() {
        return goldset.routes();
    }

    public DataSource source() {
        return source;
    }

    /** What stands in braces in a golden file: ids and keys by name. */
    public Map<String, String> names() {
        return names;
    }

    public String name(String name) {
        String value = names.get(name);
        if (value == null) {
            throw new IllegalArgumentException("nothing is called {" + name + "}");
        }
        return value;
    }

    public RawHttp connect() {
        try {
            return new RawHttp(port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One request on a connection of its own. */
    public RawHttp.Answer call(String key, String method, String target, String body) {
        Map<String, String> headers = Map.of("Authorization", "Bearer " + key);
        try (RawHttp http = connect()) {
            return http.call(method, target, headers, body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(RawHttp.Answer answer) {
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        goldset.close();
    }

    private void fill() {
        names.put("org", ORG.toString());
        names.put("project", PROJECT.toString());
        names.put("admin", ADMIN);
        String tokens = "/v1/orgs/" + ORG + "/tokens/";
        String bound = "{\"project_id\":\"" + PROJECT + "\"}";
        names.put("ci", secret(call(ADMIN, "POST", tokens + "ci", bound)));
        names.put("runtime", secret(call(ADMIN, "POST", tokens + "runtime", bound)));
        RawHttp.Answer revoked = call(ADMIN, "POST", tokens + "admin", "{}");
        names.put("revoked", secret(revoked));
        call(ADMIN, "DELETE", "/v1/orgs/" + ORG + "/tokens/" + json(revoked).get("id"), "");
        JsonNode other =
                json(call(ADMIN, "POST", "/api/v1/orgs", "{\"name\":\"Other\"}")).get("data");
        names.put("otherOrg", other.get("orgId").asString());
        names.put("otherProject", other.get("projectId").asString());
        names.put("otherKey", other.get("api_key").get("id").asString());
        names.put("otherAdmin", other.get("api_key").get("rawKey").asString());
        JsonNode theirs =
                json(
                        call(
                                name("otherAdmin"),
                                "POST",
                                "/api/v1/datasets",
                                "{\"name\":\"theirs\",\"cases\":[{\"input\":\"their secret\"}]}"));
        names.put("otherDataset", theirs.get("data").get("id").asString());
    }

    private static String secret(RawHttp.Answer answer) {
        return json(answer).get("raw_key").asString();
    }
}
