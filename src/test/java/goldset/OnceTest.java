package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import goldset.http.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** One call sent many times at once, on two nodes of one database. */
class OnceTest {
    private static final int TWINS = 50;

    @Test
    void oneWriteAndEqualAnswers() throws Exception {
        try (TestServer server = TestServer.start();
                TestServer twin = TestServer.node(server.source(), Map.of())) {
            String datasets = "/v1/orgs/" + TestServer.ORG + "/datasets";
            RawHttp.Answer made =
                    server.call(TestServer.ADMIN, "POST", datasets, "{\"name\":\"once\"}");
            String samples =
                    datasets + "/" + TestServer.json(made).get("id").asString() + "/samples";
            List<Future<RawHttp.Answer>> answers = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < TWINS; i++) {
                    TestServer node = i % 2 == 0 ? server : twin;
                    answers.add(threads.submit(() -> append(node, samples)));
                }
            }
            Set<String> bodies = new HashSet<>();
            int replayed = 0;
            for (Future<RawHttp.Answer> answer : answers) {
                assertEquals(200, answer.get().status(), answer.get().body());
                bodies.add(answer.get().body());
                replayed += answer.get().headers().containsKey("idempotent-replayed") ? 1 : 0;
            }
            assertEquals(1, bodies.size());
            assertEquals(TWINS - 1, replayed);
            RawHttp.Answer list = server.call(TestServer.ADMIN, "GET", samples, "");
            assertEquals(2, TestServer.json(list).get("total").asInt());
        }
    }

    private static RawHttp.Answer append(TestServer node, String samples) throws IOException {
        byte[] body =
                "{\"samples\":[{\"input_text\":\"a\"},{\"input_text\":\"b\"}]}"
                        .getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers =
                Map.of("X-API-Key", TestServer.ADMIN, "Idempotency-Key", "the-one");
        try (RawHttp http = node.connect()) {
            return http.call("POST", samples, headers, body);
        }
    }
}
