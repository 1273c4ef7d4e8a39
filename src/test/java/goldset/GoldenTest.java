package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.demo.DemoGuardrail;
import goldset.http.ApiDescription;
import goldset.http.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every scenario on a server of its own; {@code -Dgolden.update=true} rewrites the answers, {@code
 * -Dgolden.only=WORD} runs those whose path has the word. Each answer is also held against the API
 * description.
 */
class GoldenTest {
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    private static final String ONLY = System.getProperty("golden.only", "");

    private static final String WITH = "# with ";

    private static final Map<String, String> SMALL =
            Map.of("GOLDSET_WRITERS", "1", "GOLDSET_READERS", "1");

    private static final ApiDescription DESCRIPTION = ApiDescription.read();
    private static final Map<ApiDescription.Kind, Integer> SEEN =
            new EnumMap<>(ApiDescription.Kind.class);

    /** Says the same of a text each time, and that it took the same. */
    private static final DemoGuardrail GUARDRAIL = guardrail();

    private static DemoGuardrail guardrail() {
        try {
            return new DemoGuardrail();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stop() {
        GUARDRAIL.close();
    }

    @AfterAll
    static void eachExchangeWasHeldAgainstTheDescription() {
        int all = files().mapToInt(file -> Golden.read(file).size()).sum();
        System.out.println("exchanges held against openapi.yaml: " + SEEN + " of " + all);
        assertEquals(all, SEEN.values().stream().mapToInt(n -> n).sum());
        int notOurs =
                files().filter(file -> file.endsWith("system/unparsable-target.txt"))
                        .mapToInt(file -> Golden.read(file).size())
                        .sum();
        assertEquals(notOurs, SEEN.getOrDefault(ApiDescription.Kind.NOT_OURS, 0));
        if (ONLY.isEmpty()) {
            int operations = SEEN.getOrDefault(ApiDescription.Kind.OPERATION, 0);
            assertTrue(operations > all * 3 / 4, SEEN.toString());
        }
    }

    private static Stream<Path> files() {
        return Golden.files().stream().filter(file -> file.toString().contains(ONLY));
    }

    @TestFactory
    Stream<DynamicTest> scenarios() {
        return files().map(file ->
                DynamicTest.dynamicTest(Golden.ROOT.relativize(file).toString(), () -> run(file)));
    }

    private static void run(Path file) throws IOException {
        List<Golden.Exchange> exchanges = Golden.read(file);
        List<List<String>> answers = new ArrayList<>();
        List<String> contradictions = new ArrayList<>();
        try (TestServer server = TestServer.start(settings(exchanges))) {
            for (Golden.Exchange exchange : exchanges) {
                try (RawHttp http = server.connect()) {
                    Golden.Sent sent = Golden.send(exchange, http, server.names());
                    answers.add(Golden.lines(exchange, sent.answer(), server.names()));
                    SEEN.merge(described(server, sent, contradictions), 1, Integer::sum);
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
        assertEquals(List.of(), contradictions);
    }

    private static ApiDescription.Kind described(
            TestServer server, Golden.Sent sent, List<String> contradictions) {
        return DESCRIPTION.holds(
                server.routes(),
                new ApiDescription.Request(
                        sent.method(), sent.target(), sent.headers(), sent.body()),
                sent.answer(),
                contradictions);
    }

    /** A first comment {@code # with NAME=VALUE} gives the server a setting. */
    private static Map<String, String> settings(List<Golden.Exchange> exchanges) {
        Map<String, String> settings = new HashMap<>(SMALL);
        for (String comment : exchanges.getFirst().comments()) {
            if (comment.startsWith(WITH)) {
                String[] parts = comment.substring(WITH.length()).split("=", 2);
                settings.put(parts[0], parts[1].replace("{guardrail}", GUARDRAIL.url()));
            }
        }
        return settings;
    }
}
