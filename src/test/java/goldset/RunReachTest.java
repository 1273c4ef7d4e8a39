package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.demo.DemoGuardrail;
import goldset.http.RawHttp;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Whose address a client names is asked where the operator allows it, and secrets go nowhere else.
 */
class RunReachTest {
    private static final String OPERATORS = "operators-secret-4711";
    private static final String THEIRS = "targets-secret-4712";

    /** As many ways as there are to say it; PORT is that of a guardrail on this host. */
    private static final List<String> HERE =
            List.of(
                    "http://127.0.0.1:PORT",
                    "http://127.1:PORT",
                    "http://localhost:PORT",
                    "http://LOCALHOST.:PORT",
                    "http://[::1]:PORT",
                    "http://[::ffff:127.0.0.1]:PORT",
                    "http://[::127.0.0.1]:PORT",
                    "http://[0:0:0:0:0:ffff:7f00:1]:PORT",
                    "http://0.0.0.0:PORT",
                    "http://[::]:PORT",
                    "http://0:PORT",
                    "http://2130706433:PORT",
                    "http://0x7f000001:PORT",
                    "http://169.254.169.254",
                    "http://10.0.0.1:PORT");

    @Test
    void whatIsNotPublicIsNotAsked() throws IOException {
        try (TestServer server = TestServer.start();
                DemoGuardrail guardrail = new DemoGuardrail()) {
            RunCalls calls = new RunCalls(server);
            String dataset = calls.harmless(3);
            String port = guardrail.url().replaceFirst(".*:", "");
            for (String url : HERE) {
                String body =
                        "{\"name\":\"%s\",\"url\":\"%s\",\"timeout_ms\":1000,\"retries\":0}"
                                .formatted("t-" + url, url.replace("PORT", port));
                RawHttp.Answer made =
                        server.call(
                                TestServer.ADMIN,
                                "POST",
                                "/v1/orgs/" + TestServer.ORG + "/targets",
                                body);
                if (made.status() == 422) {
                    assertTrue(
                            made.body().matches(".*the (URL should name a host|host is unknown).*"),
                            made.body());
                    continue;
                }
                JsonNode run = calls.run(dataset, "t-" + url, "");
                assertEquals("failed", run.get("status").asString(), url + run);
                String error = run.get("error").asString();
                assertTrue(error.startsWith("the host is unknown or isn't public"), url + error);
                assertEquals(0, run.get("completed_samples").asInt());
            }
            assertEquals(0, guardrail.heard());
        }
    }

    @Test
    void whatIsAllowedIsAsked() throws IOException {
        try (DemoGuardrail guardrail = new DemoGuardrail()) {
            String place = guardrail.url().replace("http://", "");
            try (TestServer server = TestServer.start(Map.of("GOLDSET_TARGETS_ALLOW", place));
                    DemoGuardrail other = new DemoGuardrail()) {
                RunCalls calls = new RunCalls(server);
                String dataset = calls.harmless(3);
                calls.target("allowed", guardrail.url(), "");
                // As a name of which only the system knows what it means.
                calls.target("other", other.url().replace("127.0.0.1", "LocalHost."), "");
                JsonNode run = calls.run(dataset, "allowed", "");
                assertEquals("completed", run.get("status").asString(), run.toString());
                JsonNode none = calls.run(dataset, "other", "");
                assertEquals("failed", none.get("status").asString(), none.toString());
                assertEquals(3, guardrail.heard());
                assertEquals(0, other.heard());
            }
        }
    }

    @Test
    void secretsAreSaidNowhere() throws IOException {
        Queue<String> said = new ConcurrentLinkedQueue<>();
        Handler ears = ears(said);
        Logger root = Logger.getLogger("");
        Logger ours = Logger.getLogger("goldset");
        root.addHandler(ears);
        ours.setLevel(Level.ALL);
        try (DemoGuardrail guardrail = new DemoGuardrail().wants("another");
                TestServer server =
                        TestServer.start(
                                Map.of(
                                        "GOLDSET_TARGETS_ALLOW",
                                        "127.0.0.0/8",
                                        "GOLDSET_TARGET_URL",
                                        guardrail.url(),
                                        "GOLDSET_TARGET_KEY",
                                        OPERATORS))) {
            RunCalls calls = new RunCalls(server);
            String dataset = calls.dataset(List.of("broken", "html"));
            String secret = ",\"secret\":\"" + THEIRS + "\",\"retries\":0";
            calls.target("theirs", guardrail.url(), secret);
            calls.target("dead", "http://127.0.0.1:1", secret);
            calls.target("bearer", guardrail.url(), secret + ",\"header\":\"Authorization\"");
            for (String name : List.of("default", "theirs", "dead", "bearer")) {
                JsonNode run = calls.run(dataset, name, "");
                assertEquals("failed", run.get("status").asString(), run.toString());
                said.add(run.toString());
            }
            guardrail.wants(THEIRS).failsOn("broken", 500, 9, "the key was " + THEIRS);
            for (String name : List.of("theirs", "bearer")) {
                JsonNode run = calls.run(dataset, name, "");
                assertEquals("completed", run.get("status").asString(), run.toString());
                said.add(calls.rows(run.get("id").asString()).toString());
            }
            for (String what : List.of("targets", "targets/theirs", "benchmarks", "audit")) {
                String path = "/v1/orgs/" + TestServer.ORG + "/" + what;
                said.add(server.call(TestServer.ADMIN, "GET", path, "").body());
            }
        } finally {
            ours.setLevel(null);
            root.removeHandler(ears);
        }
        assertTrue(said.stream().anyMatch(text -> text.contains("\"has_secret\":true")));
        for (String text : said) {
            assertFalse(text.contains(OPERATORS) || text.contains(THEIRS), text);
        }
    }

    private static Handler ears(Queue<String> said) {
        Handler ears =
                new Handler() {
                    @Override
                    public void publish(LogRecord line) {
                        said.add(new SimpleFormatter().format(line));
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        ears.setLevel(Level.ALL);
        return ears;
    }
}
