package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.demo.DemoGuardrail;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A run ends when it is through, or when nobody wants it any more; and one server brings it there.
 */
class RunEndsTest {
    private static final int MANY = 1000;

    @Test
    void whatIsWantedNoMoreIsAskedNoMore() throws IOException {
        try (DemoGuardrail guardrail = new DemoGuardrail().delay(40);
                TestServer server = start(guardrail)) {
            RunCalls calls = new RunCalls(server);
            String run = begun(calls, guardrail, calls.harmless(MANY));
            JsonNode cancelled = calls.done("POST", RunCalls.RUNS + "/" + run + "/cancel", "");
            assertEquals("cancelled", cancelled.get("status").asString());
            assertStops(guardrail);
            assertEquals("cancelled", calls.get(run).get("status").asString());
            int done = calls.get(run).get("completed_samples").asInt();
            assertEquals(done, calls.rows(run).size());

            run = begun(calls, guardrail, calls.harmless(MANY));
            calls.done("DELETE", RunCalls.RUNS + "/" + run, "");
            assertStops(guardrail);
            assertEquals(404, calls.status("GET", RunCalls.RUNS + "/" + run));

            String dataset = calls.harmless(MANY);
            run = begun(calls, guardrail, dataset);
            String path = "/v1/orgs/" + TestServer.ORG + "/datasets/" + dataset;
            calls.done("DELETE", path, "");
            assertStops(guardrail);
            assertEquals(404, calls.status("GET", RunCalls.RUNS + "/" + run));

            JsonNode next = calls.run(calls.harmless(3), "default", "");
            assertEquals("completed", next.get("status").asString(), "the places are free again");
        }
    }

    private static TestServer start(DemoGuardrail guardrail) {
        return TestServer.start(Map.of("GOLDSET_TARGET_URL", guardrail.url(), "GOLDSET_RUNS", "1"));
    }

    private static String begun(RunCalls calls, DemoGuardrail guardrail, String dataset) {
        int before = guardrail.calls();
        String run = calls.begun(dataset, "default", ",\"concurrency\":4");
        RunCalls.until("calls", () -> guardrail.calls() > before + 20);
        return run;
    }

    /** Within a second or so; those queued up are not asked about either. */
    private static void assertStops(DemoGuardrail guardrail) {
        RunCalls.pause(1000);
        int then = guardrail.calls();
        RunCalls.pause(300);
        assertEquals(then, guardrail.calls());
    }

    @Test
    void aLongRunEndsByItself() throws IOException {
        try (DemoGuardrail guardrail = new DemoGuardrail().delay(20);
                TestServer server = start(guardrail)) {
            RunCalls calls = new RunCalls(server);
            JsonNode run = calls.run(calls.harmless(100), "default", ",\"wait_seconds\":1");
            assertEquals("running", run.get("status").asString());
            assertTrue(run.get("results_summary").isEmpty());
            JsonNode ended = calls.ended(run.get("id").asString());
            assertEquals("completed", ended.get("status").asString());
            assertEquals(100, ended.at("/results_summary/correct").asInt());
            assertEquals(100, guardrail.calls());
            assertEquals(1, guardrail.mostAtOnce());
        }
    }

    @Test
    void oneServerDoesARun() throws IOException {
        try (DemoGuardrail guardrail = new DemoGuardrail().delay(2);
                TestServer one = start(guardrail);
                TestServer two = second(one, guardrail)) {
            RunCalls calls = new RunCalls(one);
            List<RunCalls> both = List.of(calls, new RunCalls(two));
            String dataset = calls.harmless(60);
            List<String> runs = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                runs.add(both.get(i % 2).begun(dataset, "default", ""));
            }
            for (String run : runs) {
                JsonNode ended = calls.ended(run);
                assertEquals("completed", ended.get("status").asString(), ended.toString());
                assertEquals(60, ended.get("completed_samples").asInt());
            }
            assertEquals(8 * 60, guardrail.calls());
            assertEquals(8 * 60, guardrail.distinctIds());
            assertEquals(2, guardrail.mostAtOnce(), "one run a server, one call a run");
        }
    }

    private static TestServer second(TestServer first, DemoGuardrail guardrail) {
        Map<String, String> settings =
                Map.of("GOLDSET_TARGET_URL", guardrail.url(), "GOLDSET_RUNS", "1");
        return TestServer.node(
                first.source(), settings, Clock.fixed(TestServer.NOW, ZoneOffset.UTC), 7);
    }
}
