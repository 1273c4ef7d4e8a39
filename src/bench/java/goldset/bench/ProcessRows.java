package goldset.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** The process itself: how soon it answers, and what memory it takes. */
final class ProcessRows {
    private static final Duration BUDGET = Duration.ofSeconds(30);
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final List<String> BARE = List.of(JAVA, "-jar", "target/goldset.jar");
    private static final List<String> HELLO =
            List.of(JAVA, "-cp", "target/bench-classes", "goldset.bench.Hello", "PORT");
    private static final int FLOOD = 16;
    private static final int FLOOD_BYTES = 60 << 20;

    private final Stage stage;

    ProcessRows(Stage stage) {
        this.stage = stage;
    }

    /** To the first answer, beside a server that only says hello. */
    List<Result> start(String name) throws Exception {
        try (World world = World.open(stage.postgres(), name)) {
            world.stop();
            Map<String, String> settings = Map.of("DATABASE_URL", world.url());
            return List.of(
                    starts(name, Node.RUN, settings), starts(name + "-bare", BARE, settings));
        }
    }

    /** With the bundled PostgreSQL, from the second start on. */
    List<Result> startEmbedded(String name) throws Exception {
        Map<String, String> settings =
                Map.of("GOLDSET_DATA", Node.FOLDER.resolve("embedded").toString());
        return List.of(starts(name, Node.RUN, settings));
    }

    private static Result starts(String name, List<String> command, Map<String, String> settings)
            throws Exception {
        Result result =
                Pairs.run(
                        name,
                        "ms",
                        BUDGET,
                        () -> startMs(name, command, settings),
                        () -> startMs("hello", HELLO, Map.of()));
        // The processor time of a process that has ended is not to be had.
        return result.noted("n=" + result.ours().length);
    }

    private static double startMs(String name, List<String> command, Map<String, String> settings)
            throws Exception {
        try (Node node = Node.start(name, command, settings)) {
            return node.startMs();
        }
    }

    List<Result> memory(String name) throws Exception {
        List<Result> results = new ArrayList<>();
        try (World world = World.open(stage.postgres(), name)) {
            Thread.sleep(15_000);
            results.add(resident(name + "-idle", world, "15 s after the first answer"));
            AppendRows.bulk(world, stage.bulk(), 4, false);
            results.add(resident(name + "-after-bulk", world, "after append-bulk once"));
            world.restart(Map.of("JDK_JAVA_OPTIONS", "-Xmx128m"));
            results.add(flood(name + "-flood", world));
        }
        return results;
    }

    private static Result resident(String name, World world, String note) throws Exception {
        return Result.alone(name, "MiB", new double[] {world.node().residentMb()}, note);
    }

    /** More at once than the heap could hold: refused in good order, and nobody falls. */
    private static Result flood(String name, World world) throws Exception {
        UUID dataset;
        try (Wire wire = world.wire()) {
            dataset = world.newDataset(wire);
        }
        byte[] body = large();
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<Callable<Void>> clients = new ArrayList<>();
        for (int i = 0; i < FLOOD; i++) {
            clients.add(() -> {
                try (Wire wire = world.wire()) {
                    int status = wire.call(Http.samples(dataset, body.length), body);
                    boolean good = status == 200 || (status == 503 && wire.retryAfter());
                    World.expect("status " + status + " in order", true, good);
                    (status == 200 ? taken : refused).incrementAndGet();
                }
                return null;
            });
        }
        Times.seconds(clients);
        World.expect("OutOfMemoryError", false, world.node().said().contains("OutOfMemoryError"));
        Load one = Load.large(12, 1, 1);
        try (Wire wire = world.wire()) {
            UUID after = world.newDataset(wire);
            world.fill(after, one);
            world.check(after, one.rows(), one.hash());
        }
        return Result.alone(
                name,
                "MiB",
                new double[] {world.node().residentMb()},
                "-Xmx128m, 16 x 60 MiB: %d taken, %d answered 503"
                        .formatted(taken.get(), refused.get()));
    }

    private static byte[] large() {
        byte[] rows = Load.large(13, 1, 1000).parts().getFirst().body();
        int head = "{\"samples\":[".length();
        String inner = new String(rows, StandardCharsets.UTF_8);
        inner = inner.substring(head, inner.length() - 2);
        StringBuilder all = new StringBuilder(FLOOD_BYTES + (1 << 20)).append("{\"samples\":[");
        while (all.length() < FLOOD_BYTES - inner.length() - 16) {
            all.append(inner).append(',');
        }
        return Sample.utf8(all.append("{\"input_text\":\"\"}]}"));
    }
}
