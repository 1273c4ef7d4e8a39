package goldset.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import goldset.TestServer;
import goldset.http.RawHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Guardrails whose answers cost more than they weigh: two runs at a time, as many questions at once
 * as a run may ask, on a heap of 128 MiB.
 */
class RunMemoryTest {
    private static final int SAMPLES = 500;
    private static final int AT_ONCE = 64;
    private static final int LARGE = 250_000;
    private static final int END_SECONDS_MAX = 120;

    private final AtomicInteger asked = new AtomicInteger();
    private final List<byte[]> answers = new ArrayList<>();

    private static byte[] answer(String member) {
        return ("{\"decision\":\"ALLOW\"," + member + "}").getBytes(StandardCharsets.UTF_8);
    }

    /** Each of them as costly as one of its kind may be. */
    private void fill() {
        StringBuilder names = new StringBuilder("\"x\":{\"\":0");
        for (int i = 0; names.length() < LARGE; i++) {
            names.append(",\"").append(Integer.toString(i, 36)).append("\":0");
        }
        answers.add(answer(names.append('}').toString()));
        answers.add(answer("\"x\":[[]" + ",[]".repeat(LARGE / 3) + "]"));
        String object = "{\"detector\":{}}";
        answers.add(answer("\"detector_results\":[" + (object + ",").repeat(4900) + "{}]"));
        answers.add(answer("\"detector_results\":[0" + ",0".repeat(9900) + "]"));
        StringBuilder hits = new StringBuilder("\"rule_hits\":[{\"rule_id\":\"é\"}");
        for (int i = 0; i < 190; i++) {
            hits.append(",{\"rule_id\":\"Ж").append("x".repeat(16)).append(i).append("\"}");
        }
        String detector = "{\"detector_name\":\"" + "y".repeat(7000) + "\"}";
        String chaff = "\"x\":\"" + "z".repeat(LARGE - 20_000) + "\"";
        answers.add(answer(hits + "],\"detector_results\":[" + detector + "]," + chaff));
    }

    private void judge(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            // So that many answer at once.
            Thread.sleep(200 - System.currentTimeMillis() % 200);
            byte[] answer = answers.get(asked.getAndIncrement() % answers.size());
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void costlyAnswersAreTaken() throws Exception {
        fill();
        Map<String, String> settings = new HashMap<>(new EmptyDatabase().settings());
        settings.putAll(Client.KNOWN);
        settings.put("JDK_JAVA_OPTIONS", "-Xmx128m");
        settings.put("GOLDSET_TARGETS_ALLOW", "127.0.0.1");
        HttpServer guardrail =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                TestFolder folder = TestFolder.create();
                JarProcess jar = JarProcess.serving(folder, settings)) {
            guardrail.setExecutor(threads);
            guardrail.createContext("/", this::judge);
            guardrail.start();
            Client client = Client.admin(jar);
            String dataset = dataset(client);
            String target =
                    "{\"name\":\"costly\",\"url\":\"http://127.0.0.1:%d\",\"concurrency\":%d,\"timeout_ms\":60000}"
                            .formatted(guardrail.getAddress().getPort(), AT_ONCE);
            assertEquals(2, client.status("POST", Client.org("/targets"), target) / 100);
            List<String> runs = List.of(begun(client, dataset), begun(client, dataset));
            for (String run : runs) {
                ended(client, run);
            }
            assertFalse(jar.said().contains("OutOfMemoryError"), jar::said);
            assertEquals(200, client.status("GET", "/readyz", ""));
        } finally {
            guardrail.stop(0);
        }
    }

    private static String dataset(Client client) throws IOException {
        String dataset = client.newDataset("costly");
        StringBuilder samples = new StringBuilder("{\"samples\":[");
        for (int i = 0; i < SAMPLES; i++) {
            samples.append(i > 0 ? "," : "").append("{\"input_text\":\"" + i + "\"}");
        }
        String to = Client.org("/datasets/" + dataset + "/samples");
        assertEquals(200, client.status("POST", to, samples.append("]}").toString()));
        return dataset;
    }

    private static String begun(Client client, String dataset) throws IOException {
        String body =
                "{\"dataset_id\":\"%s\",\"target\":\"costly\",\"wait_seconds\":0}"
                        .formatted(dataset);
        return TestServer.json(client.call("POST", Client.org("/benchmarks"), body))
                .get("id")
                .asString();
    }

    private static void ended(Client client, String run) throws Exception {
        String path = Client.org("/benchmarks/" + run);
        boolean over =
                JarProcess.await(
                        END_SECONDS_MAX,
                        () ->
                                TestServer.json(client.call("GET", path, ""))
                                        .hasNonNull("completed_at"));
        RawHttp.Answer end = client.call("GET", path, "");
        assertTrue(over, end.body());
        JsonNode said = TestServer.json(end);
        assertEquals("completed", said.get("status").asString(), end.body());
        assertEquals(SAMPLES, said.get("completed_samples").asInt());
        assertEquals(0, said.at("/results_summary/errors").asInt(), end.body());
    }
}
