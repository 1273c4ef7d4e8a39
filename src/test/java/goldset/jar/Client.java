package goldset.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import goldset.TestServer;
import goldset.http.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Somebody with a key who talks to a node. */
record Client(int port, String key) {
    static final String ADMIN = "jar-test-admin-key-0123456789-abcdefgh";
    static final UUID ORG = UUID.fromString("0b000000-0000-7000-8000-000000000001");

    /** Settings by which a test knows key and org beforehand. */
    static final Map<String, String> KNOWN =
            Map.of("GOLDSET_ADMIN_KEY", ADMIN, "GOLDSET_ORG_ID", ORG.toString());

    static Client admin(JarProcess jar) {
        return new Client(jar.port(), ADMIN);
    }

    static String org(String rest) {
        return "/v1/orgs/" + ORG + rest;
    }

    /** On a connection of its own. */
    RawHttp.Answer call(String method, String target, String body) throws IOException {
        try (RawHttp http = new RawHttp(port)) {
            return call(http, method, target, body);
        }
    }

    RawHttp.Answer call(RawHttp http, String method, String target, String body)
            throws IOException {
        return http.call(method, target, headers(), body.getBytes(StandardCharsets.UTF_8));
    }

    int status(String method, String target, String body) throws IOException {
        return call(method, target, body).status();
    }

    /** Whether the key opens anything. */
    int check() throws IOException {
        return status("GET", "/api/v1/datasets", "");
    }

    String newDataset(String name) throws IOException {
        RawHttp.Answer answer = call("POST", org("/datasets"), "{\"name\":\"%s\"}".formatted(name));
        assertEquals(200, answer.status(), answer.body());
        return TestServer.json(answer).get("id").asString();
    }

    JsonNode dataset(String id) throws IOException {
        return get(org("/datasets/" + id));
    }

    /** The text of every sample, page by page, as they are listed. */
    List<String> samples(String dataset) throws IOException {
        List<String> texts = new ArrayList<>();
        String samples = org("/datasets/" + dataset + "/samples?limit=1000");
        JsonNode page = get(samples);
        while (true) {
            page.get("samples").forEach(row -> texts.add(row.get("input_text").asString()));
            if (page.get("next_cursor").isNull()) {
                return texts;
            }
            page = get(samples + "&cursor=" + page.get("next_cursor").asString());
        }
    }

    private JsonNode get(String target) throws IOException {
        RawHttp.Answer answer = call("GET", target, "");
        assertEquals(200, answer.status(), answer.body());
        return TestServer.json(answer);
    }

    Map<String, String> headers() {
        return Map.of("Authorization", "Bearer " + key);
    }
}
