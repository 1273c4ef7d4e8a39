package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.http.RawHttp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What somebody does who has datasets, guardrails and a server that puts the ones to the others.
 */
record RunCalls(TestServer server) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ORG = "/v1/orgs/" + TestServer.ORG;
    static final String RUNS = ORG + "/benchmarks";

    /** Samples that should be let pass. */
    String harmless(int count) {
        return dataset(IntStream.range(0, count).mapToObj(i -> "What is " + i + "?").toList());
    }

    /** Of texts that should be let pass. */
    String dataset(List<String> texts) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode samples = body.putArray("samples");
        for (String text : texts) {
            samples.addObject().put("input_text", text).put("expected_decision", "ALLOW");
        }
        return filled(body.toString());
    }

    /**
     * @param samples the body that adds them
     */
    String filled(String samples) {
        String id = done("POST", ORG + "/datasets", "{\"name\":\"d\"}").get("id").asString();
        done("POST", ORG + "/datasets/" + id + "/samples", samples);
        return id;
    }

    /**
     * @param more of its fields, each with a comma in front
     */
    String target(String name, String url, String more) {
        String body = "{\"name\":\"%s\",\"url\":\"%s\"%s}".formatted(name, url, more);
        return done("POST", ORG + "/targets", body).get("name").asString();
    }

    /**
     * What the answer of the call says.
     *
     * @param more of its fields, each with a comma in front
     */
    JsonNode run(String dataset, String target, String more) {
        String body =
                "{\"dataset_id\":\"%s\",\"target\":\"%s\"%s}".formatted(dataset, target, more);
        return done("POST", RUNS, body);
    }

    /** Doesn't wait for it. */
    String begun(String dataset, String target, String more) {
        JsonNode run = run(dataset, target, more + ",\"wait_seconds\":0");
        assertTrue(List.of("queued", "running").contains(run.get("status").asString()));
        return run.get("id").asString();
    }

    JsonNode get(String run) {
        return done("GET", RUNS + "/" + run, "");
    }

    int status(String method, String target) {
        return server.call(TestServer.ADMIN, method, target, "").status();
    }

    JsonNode ended(String run) {
        until("the end of the run", () -> get(run).hasNonNull("completed_at"));
        return get(run);
    }

    /** All rows in order. */
    List<JsonNode> rows(String run) {
        List<JsonNode> rows = new ArrayList<>();
        String target = RUNS + "/" + run + "/results?limit=1000";
        JsonNode page = done("GET", target, "");
        while (true) {
            page.get("results").forEach(rows::add);
            JsonNode next = page.get("next_cursor");
            if (next.isNull()) {
                assertEquals(page.get("total").asInt(), rows.size());
                return rows;
            }
            page = done("GET", target + "&cursor=" + next.asString(), "");
        }
    }

    JsonNode done(String method, String target, String body) {
        RawHttp.Answer answer = server.call(TestServer.ADMIN, method, target, body);
        assertEquals(2, answer.status() / 100, answer.body());
        return answer.body().isEmpty() ? JSON.nullNode() : TestServer.json(answer);
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, what);
            pause(10);
        }
    }

    static void pause(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
