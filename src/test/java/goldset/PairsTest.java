package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import goldset.http.RawHttp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every ordered pair of reading requests on one kept-alive connection: no state is left behind. */
class PairsTest {
    private static final List<String> METHODS = List.of("GET", "HEAD", "OPTIONS");
    private static final int REQUESTS_MAX = 60;

    /** What the JDK's server refuses by itself ends the connection. */
    private static final String CLOSES = "unparsable-target.txt";

    @Test
    void eachAnswersAsItDoesAlone() throws IOException {
        try (TestServer server = TestServer.start()) {
            List<Golden.Exchange> reads = reads(server);
            Map<Golden.Exchange, List<String>> alone = new LinkedHashMap<>();
            for (Golden.Exchange read : reads) {
                try (RawHttp http = server.connect()) {
                    alone.put(read, Golden.run(read, http, server.names()));
                }
            }
            RawHttp http = server.connect();
            for (Golden.Exchange first : reads) {
                for (Golden.Exchange second : reads) {
                    assertEquals(alone.get(first), Golden.run(first, http, server.names()));
                    String after = "after " + first.target();
                    assertEquals(
                            alone.get(second), Golden.run(second, http, server.names()), after);
                }
            }
            http.close();
        }
    }

    /** Requests that read, need no name of an earlier answer, and keep the connection. */
    private static List<Golden.Exchange> reads(TestServer server) {
        Map<String, Golden.Exchange> reads = new LinkedHashMap<>();
        for (Path file : Golden.files()) {
            if (file.endsWith(CLOSES)) {
                continue;
            }
            for (Golden.Exchange exchange : Golden.read(file)) {
                String request = String.join("\n", exchange.request());
                boolean complete = !Golden.filled(request, server.names()).contains("{");
                if (METHODS.contains(exchange.method())
                        && complete
                        && exchange.names().isEmpty()
                        && exchange.body().isEmpty()) {
                    reads.put(request, exchange);
                }
            }
        }
        List<Golden.Exchange> all = new ArrayList<>(reads.values());
        List<Golden.Exchange> spread = new ArrayList<>();
        for (int i = 0; i < REQUESTS_MAX; i++) {
            spread.add(all.get(i * all.size() / REQUESTS_MAX));
        }
        return spread;
    }
}
