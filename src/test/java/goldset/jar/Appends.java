package goldset.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.TestServer;
import goldset.http.RawHttp;
import java.io.IOException;
import java.util.ArrayList;
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
        String target =
                evalguard
                        ? "/api/v1/datasets/" + dataset + "/cases"
                        : Client.org("/datasets/" + dataset + "/samples");
        RawHttp.Answer answer =
                client.call(http, "POST", target, body(number, rows(number), evalguard));
        if (answer.cut()) {
            throw new IOException("the answer was cut");
        }
        if (answer.status() == (evalguard ? 201 : 200)) {
            JsonNode all = TestServer.json(answer);
            JsonNode said = evalguard ? all.get("data") : all;
            acknowledged.put(number, new Acknowledged(dataset, said.get("revision").asLong()));
        } else {
            refusals.put(answer.status(), answer.body());
        }
        return !"close".equals(answer.headers().get("connection"));
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
