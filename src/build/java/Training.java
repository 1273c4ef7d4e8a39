import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * What a server does while its JVM is to learn of it: enough of everything that is done often, so
 * that the next one starts with its classes and knows which of its methods are worth compiling.
 */
final class Training {
    private static final int LARGE_ROWS = 1000;
    private static final int LARGE = 20;
    private static final int SMALL = 2500;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String server;
    private final String org;
    private final String key;

    private Training(String server, String org, String key) {
        this.server = server;
        this.org = org;
        this.key = key;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        new Training(args[0], args[1], args[2]).run();
    }

    private void run() throws IOException, InterruptedException {
        call("GET", "/readyz", "");
        String znyx = "/v1/orgs/" + org + "/datasets";
        String made = call("POST", znyx, "{\"name\":\"training\"}");
        String dataset = made.replaceFirst(".*?\"id\":\"([^\"]+)\".*", "$1");
        String samples = znyx + "/" + dataset + "/samples";
        String cases = "/api/v1/datasets/" + dataset + "/cases";
        String large = samples(LARGE_ROWS);
        for (int i = 0; i < LARGE; i++) {
            call("POST", samples, large);
        }
        for (int i = 0; i < LARGE / 4; i++) {
            call("GET", znyx + "/" + dataset + "/export?format=jsonl", "");
        }
        String small = samples(1);
        for (int i = 0; i < SMALL; i++) {
            call("POST", samples, small);
            call("GET", samples + "?limit=100", "");
            if (i % 5 == 0) {
                call("POST", cases, "{\"cases\":[{\"input\":\"a\",\"expected\":\"b\"}]}");
                call("GET", cases + "?limit=10", "");
                call("GET", znyx, "");
            }
        }
        call("DELETE", znyx + "/" + dataset, "");
    }

    private static String samples(int count) {
        StringBuilder text = new StringBuilder("{\"samples\":[");
        for (int i = 0; i < count; i++) {
            text.append(i > 0 ? "," : "").append("{\"input_text\":\"");
            for (int word = 0; word < 60; word++) {
                text.append((i * 31 + word * 7) % 40 == 0 ? "say \\\"no\\\"\\n – " : "ignore it ");
            }
            text.append("\",\"expected_decision\":\"BLOCK\",\"expected_rule_hits\":[\"rule-")
                    .append(i % 50)
                    .append("\"],\"metadata\":{\"lang\":\"en\",\"run\":")
                    .append(i)
                    .append(",\"tags\":[\"a\",\"b\"]}}");
        }
        return text.append("]}").toString();
    }

    private String call(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server + path))
                        .header("X-API-Key", key)
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    method
                            + " "
                            + path
                            + " was answered with "
                            + answer.statusCode()
                            + " "
                            + answer.body());
        }
        return answer.body();
    }
}
