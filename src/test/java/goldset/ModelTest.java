package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import goldset.http.RawHttp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Seeded changes on the server and on a small model of it: every past state is read again and
 * compared, and versions and diffs with it.
 */
class ModelTest {
    private static final int CHANGES = 60;

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    private String dataset = "";

    /** What a revision left: inputs by id, in the order of ids. */
    private final List<Map<String, String>> states = new ArrayList<>();

    private final List<String> versions = new ArrayList<>();
    private final Map<String, Integer> revisionOf = new HashMap<>();
    private int made;

    @BeforeEach
    void start() {
        server = TestServer.start();
        states.add(Map.of());
        dataset = data("POST", "", "{\"name\":\"model\"}").get("id").asString();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyPastStateStays() {
        long seed = Long.getLong("model.seed", System.nanoTime());
        System.out.println("model seed " + seed);
        Random random = new Random(seed);
        append(450);
        snapshot();
        for (int i = 0; i < CHANGES; i++) {
            switch (random.nextInt(7)) {
                case 0 -> append(1 + random.nextInt(40));
                case 1, 2 -> edit(random);
                case 3 -> delete(random, 1);
                case 4 -> delete(random, 50 + random.nextInt(150));
                case 5 -> snapshot();
                default -> restore(random);
            }
        }
        for (int revision = 0; revision < states.size(); revision++) {
            assertEquals(
                    states.get(revision), read("revision=" + revision), "revision " + revision);
        }
        assertEquals(states.getLast(), read(""));
        for (int i = 0; i < 12; i++) {
            diff(pick(random, versions), pick(random, versions));
        }
    }

    private void append(int rows) {
        List<String> cases = new ArrayList<>();
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            inputs.add("item " + made++);
            cases.add("{\"input\":\"" + inputs.getLast() + "\"}");
        }
        JsonNode answer =
                data(
                        "POST",
                        "/" + dataset + "/cases",
                        "{\"cases\":[" + String.join(",", cases) + "]}");
        Map<String, String> state = next();
        for (int i = 0; i < rows; i++) {
            state.put(answer.get("caseIds").get(i).asString(), inputs.get(i));
        }
        done(answer, state);
    }

    private void edit(Random random) {
        Map<String, String> state = next();
        if (state.isEmpty()) {
            return;
        }
        String id = pick(random, new ArrayList<>(state.keySet()));
        String input = "edited " + made++;
        data("PATCH", "/" + dataset + "/cases/" + id, "{\"input\":\"" + input + "\"}");
        state.put(id, input);
        states.add(state);
    }

    private void delete(Random random, int count) {
        Map<String, String> state = next();
        Set<String> gone = new HashSet<>();
        for (int i = 0; i < count && !state.isEmpty(); i++) {
            gone.add(pick(random, new ArrayList<>(state.keySet())));
        }
        if (gone.isEmpty()) {
            return;
        }
        String ids = "\"" + String.join("\",\"", gone) + "\"";
        JsonNode answer =
                data("POST", "/" + dataset + "/cases/delete", "{\"caseIds\":[" + ids + "]}");
        state.keySet().removeAll(gone);
        done(answer, state);
    }

    private void snapshot() {
        JsonNode version = data("POST", "/" + dataset + "/versions", "{}").get("version");
        keep(version.get("id").asString(), version.get("revision").asInt());
    }

    private void restore(Random random) {
        String id = pick(random, versions);
        Map<String, String> wanted = states.get(revision(id));
        JsonNode answer = data("POST", "/" + dataset + "/versions/" + id + "/restore", "");
        assertEquals(wanted.size(), answer.get("caseCount").asInt());
        if (answer.get("revision").asInt() == states.size()) {
            states.add(new TreeMap<>(wanted));
        }
        // A safety snapshot may have been taken: it is of the state before.
        for (JsonNode row : data("GET", "/" + dataset + "/versions", "").get("versions")) {
            keep(row.get("id").asString(), row.get("revision").asInt());
        }
    }

    private void diff(String from, String to) {
        Map<String, String> a = states.get(revision(from));
        Map<String, String> b = states.get(revision(to));
        Set<String> all = new HashSet<>(a.keySet());
        all.addAll(b.keySet());
        Map<String, String> want = new TreeMap<>();
        for (String id : all) {
            if (!Objects.equals(a.get(id), b.get(id))) {
                want.put(
                        id,
                        !a.containsKey(id) ? "added" : b.containsKey(id) ? "modified" : "removed");
            }
        }
        Map<String, String> got = new TreeMap<>();
        String cursor = "";
        String target =
                "/" + dataset + "/versions/" + from + "/diff?limit=40&to=" + to + "&cursor=";
        JsonNode counts;
        do {
            JsonNode page = data("GET", target + cursor, "");
            counts = page.get("diff");
            counts.get("sampleChanges")
                    .forEach(c -> got.put(c.get("caseId").asString(), c.get("type").asString()));
            cursor = page.path("nextCursor").asString("");
        } while (!cursor.isEmpty());
        assertEquals(want, got);
        for (String type : List.of("added", "removed", "modified")) {
            long count = want.values().stream().filter(type::equals).count();
            assertEquals(count, counts.get(type).asLong(), type);
        }
        long unchanged = (long) all.size() - want.size();
        assertEquals(unchanged, counts.get("unchanged").asLong());
    }

    private Map<String, String> read(String asOf) {
        Map<String, String> state = new LinkedHashMap<>();
        String cursor = "";
        do {
            String target = "/" + dataset + "/cases?limit=170&cursor=" + cursor + "&" + asOf;
            RawHttp.Answer answer = call("GET", target, "");
            assertEquals(200, answer.status(), answer.body());
            JsonNode page = TestServer.json(answer);
            page.get("data")
                    .forEach(c -> state.put(c.get("id").asString(), c.get("input").asString()));
            cursor = page.get("pagination").get("nextCursor").asString("");
        } while (!cursor.isEmpty());
        assertEquals(
                new ArrayList<>(new TreeMap<>(state).keySet()), new ArrayList<>(state.keySet()));
        return new TreeMap<>(state);
    }

    private Map<String, String> next() {
        return new TreeMap<>(states.getLast());
    }

    private void done(JsonNode answer, Map<String, String> state) {
        assertEquals(states.size(), answer.get("revision").asInt());
        states.add(state);
    }

    private void keep(String version, int revision) {
        if (revisionOf.put(version, revision) == null) {
            versions.add(version);
        }
    }

    private int revision(String version) {
        return Objects.requireNonNull(revisionOf.get(version));
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private JsonNode data(String method, String path, String body) {
        RawHttp.Answer answer = call(method, path, body);
        assertEquals(2, answer.status() / 100, answer.body());
        return TestServer.json(answer).get("data");
    }

    private RawHttp.Answer call(String method, String path, String body) {
        return server.call(TestServer.ADMIN, method, "/api/v1/datasets" + path, body);
    }
}
