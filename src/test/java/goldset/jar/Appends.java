package goldset.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.TestServer;
import goldset.http.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * Two hundred clients that append without pause, half of them to one dataset, in both dialects.
 * Each row's text says of which append it is, and which row of how many.
 */
final class Appends implements AutoCloseable {
    /** How each row's text begins. */
    static final String TEXT = "append ";

    private static final int CLIENTS = 200;
    private static final int DATASETS = 8;
    private static final int CUT_PAUSE_MS = 20;

    private final Client client;
    private final List<String> datasets;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final Map<Integer, String> refusals = new ConcurrentHashMap<>();

    /** Appends that may be sent again, whatever became of them. */
    private final Map<Integer, String> keyed = new ConcurrentHashMap<>();

    private final AtomicInteger cuts = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean over;

    /** What the server has promised to keep. */
    private record Acknowledged(String dataset, long revision) {}

    private Appends(Client client, List<String> datasets) {
        this.client = client;
        this.datasets = datasets;
    }

    static Appends start(Client client) throws IOException {
        List<String> datasets = new ArrayList<>();
        for (int i = 0; i <= DATASETS; i++) {
            datasets.add(client.newDataset("dataset " + i));
        }
        Appends appends = new Appends(client, datasets);
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            appends.threads.execute(() -> appends.appendOn(number));
        }
        return appends;
    }

    int acknowledged() {
        return acknowledged.size();
    }

    /** One body for each status that was no success. */
    Map<Integer, String> refusals() {
        return refusals;
    }

    int refusedOrCut() {
        return refusals.size() + cuts.get();
    }

    void awaitAcknowledged(int count) throws IOException, InterruptedException {
        assertTrue(
                JarProcess.await(60, () -> acknowledged.size() >= count),
                () -> "only %d of %d; %s".formatted(acknowledged.size(), count, refusals));
    }

    /** No further append after those under way. */
    @Override
    public void close() {
        over = true;
        threads.close();
    }

    private void appendOn(int number) {
        int other = 1 + number / 2 % DATASETS;
        String dataset = number % 2 == 0 ? datasets.getFirst() : datasets.get(other);
        while (!over) {
            try (RawHttp http = new RawHttp(client.port())) {
                boolean open = true;
                while (!over && open) {
                    open = append(http, dataset, number % 3 == 0);
                }
            } catch (IOException e) {
                cuts.incrementAndGet();
                pause();
            }
        }
    }

    /** False when the connection ends with it. */
    private boolean append(RawHttp http, String dataset, boolean evalguard) throws IOException {
        int number = numbers.incrementAndGet();
        boolean again = number % 2 == 0;
        if (again) {
            keyed.put(number, (evalguard ? "e" : "z") + dataset);
        }
        RawHttp.Answer answer = send(client, http, dataset, number, evalguard, again);
        if (answer.status() == (evalguard ? 201 : 200)) {
            acknowledged.put(number, new Acknowledged(dataset, revision(answer, evalguard)));
        } else {
            refusals.put(answer.status(), answer.body());
        }
        return !"close".equals(answer.headers().get("connection"));
    }

    private static RawHttp.Answer send(
            Client client,
            RawHttp http,
            String dataset,
            int number,
            boolean evalguard,
            boolean keyed)
            throws IOException {
        String target =
                evalguard
                        ? "/api/v1/datasets/" + dataset + "/cases"
                        : Client.org("/datasets/" + dataset + "/samples");
        Map<String, String> headers = new HashMap<>(client.headers());
        if (keyed) {
            headers.put("Idempotency-Key", "append " + number);
        }
        byte[] body = body(number, rows(number), evalguard).getBytes(StandardCharsets.UTF_8);
        RawHttp.Answer answer = http.call("POST", target, headers, body);
        if (answer.cut()) {
            throw new IOException("the answer was cut");
        }
        return answer;
    }

    private static long revision(RawHttp.Answer answer, boolean evalguard) {
        JsonNode all = TestServer.json(answer);
        return (evalguard ? all.get("data") : all).get("revision").asLong();
    }

    /**
     * Sends all that has a key once more, whether it was acknowledged or not; what was is only
     * answered again, and what had come through unheard is not done twice.
     */
    void sendAgain(Client to) throws IOException {
        int replayed = 0;
        try (RawHttp http = new RawHttp(to.port())) {
            for (Map.Entry<Integer, String> one : keyed.entrySet()) {
                int number = one.getKey();
                boolean evalguard = one.getValue().startsWith("e");
                String dataset = one.getValue().substring(1);
                RawHttp.Answer answer = send(to, http, dataset, number, evalguard, true);
                assertEquals(evalguard ? 201 : 200, answer.status(), answer.body());
                boolean again = answer.headers().containsKey("idempotent-replayed");
                replayed += again ? 1 : 0;
                Acknowledged before = acknowledged.get(number);
                if (before != null) {
                    assertTrue(again, "an acknowledged append was done again");
                    assertEquals(before.revision, revision(answer, evalguard));
                }
                acknowledged.put(number, new Acknowledged(dataset, revision(answer, evalguard)));
            }
        }
        assertTrue(replayed > 0);
    }

    /** Now and then so many that they take several statements. */
    private static int rows(int number) {
        return number % 40 == 7 ? 2500 : 2 + number % 9;
    }

    private static String body(int number, int rows, boolean evalguard) {
        String list = evalguard ? "cases" : "samples";
        String name = evalguard ? "input" : "input_text";
        return IntStream.range(0, rows)
                .mapToObj(row -> "{\"%s\":\"%s\"}".formatted(name, text(number, row, rows)))
                .collect(Collectors.joining(",", "{\"" + list + "\":[", "]}"));
    }

    private static String text(int number, int row, int rows) {
        return TEXT + number + " row " + row + " of " + rows;
    }

    private static void pause() {
        try {
            Thread.sleep(CUT_PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What was acknowledged is there, in its place; what wasn't is there whole or not at all.
     *
     * @param reader talks to a node on the same database, perhaps a later one
     */
    void check(Client reader) throws IOException {
        int found = 0;
        for (String dataset : datasets) {
            found += check(reader, dataset).size();
        }
        assertTrue(found >= acknowledged.size());
    }

    private Set<Integer> check(Client reader, String dataset) throws IOException {
        JsonNode head = reader.dataset(dataset);
        List<String> texts = reader.samples(dataset);
        assertEquals(head.get("sample_count").asInt(), texts.size(), "count and list differ");
        List<Integer> appends = wholeAppends(texts);
        // Each append is one revision: a gap or a double would shift all that follow.
        assertEquals(head.get("revision").asInt(), appends.size(), "revisions and appends differ");
        acknowledged.forEach((number, kept) -> {
            if (kept.dataset.equals(dataset)) {
                assertEquals(
                        kept.revision,
                        1 + appends.indexOf(number),
                        () -> "append " + number + " was acknowledged at this revision");
            }
        });
        return Set.copyOf(appends);
    }

    /** Their numbers in the order listed; fails when one is in part, in disorder or there twice. */
    private static List<Integer> wholeAppends(List<String> texts) {
        List<Integer> numbers = new ArrayList<>();
        for (int at = 0; at < texts.size(); ) {
            int number = Integer.parseInt(texts.get(at).substring(TEXT.length()).split(" ")[0]);
            int rows = rows(number);
            List<String> whole =
                    IntStream.range(0, rows).mapToObj(row -> text(number, row, rows)).toList();
            assertEquals(whole, texts.subList(at, Math.min(at + rows, texts.size())));
            numbers.add(number);
            at += rows;
        }
        assertEquals(numbers.size(), Set.copyOf(numbers).size(), "an append is there twice");
        return numbers;
    }
}
