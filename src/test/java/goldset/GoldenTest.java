package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import goldset.http.RawHttp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every scenario on a server of its own; {@code -Dgolden.update=true} rewrites the answers, {@code
 * -Dgolden.only=WORD} runs those whose path has the word.
 */
class GoldenTest {
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    private static final String ONLY = System.getProperty("golden.only", "");

    private static final Map<String, String> SMALL =
            Map.of("GOLDSET_WRITERS", "1", "GOLDSET_READERS", "1");

    @TestFactory
    Stream<DynamicTest> scenarios() {
        return Golden.files().stream()
                .filter(file -> file.toString().contains(ONLY))
                .map(file ->
                        DynamicTest.dynamicTest(
                                Golden.ROOT.relativize(file).toString(), () -> run(file)));
    }

    private static void run(Path file) throws IOException {
        List<Golden.Exchange> exchanges = Golden.read(file);
        List<List<String>> answers = new ArrayList<>();
        try (TestServer server = TestServer.start(SMALL)) {
            for (Golden.Exchange exchange : exchanges) {
                try (RawHttp http = server.connect()) {
                    answers.add(Golden.run(exchange, http, server.names()));
                }
            }
        }
        if (UPDATE) {
            Golden.write(file, exchanges, answers);
        }
        for (int i = 0; i < exchanges.size(); i++) {
            if (!UPDATE) {
                assertEquals(
                        String.join("\n", exchanges.get(i).answer()),
                        String.join("\n", answers.get(i)),
                        () -> "in " + file);
            }
        }
    }
}
