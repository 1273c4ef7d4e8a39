package goldset.bench;

import goldset.domain.ContentHash;
import goldset.domain.Ids;
import goldset.domain.ItemHasher;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of a GiB in, and out again, by a server with little memory. */
final class LargeRows {
    private static final long FILE_BYTES = 1L << 30;
    private static final int PAIRS = 2;
    private static final int POLL_MS = 100;
    static final String HEAP = "-Xmx96m -XX:+UseSerialGC";
    private static final Pattern HEAP_BEFORE = Pattern.compile("Pause.* (\\d+)M->");

    private final Stage stage;

    LargeRows(Stage stage) {
        this.stage = stage;
    }

    /** The same rows as a table for the server, and as lines of COPY. */
    private record Table(Path csv, Path copy, UUID dataset, long rows, ContentHash hash) {}

    List<Result> run(String name) throws Exception {
        Table table = table();
        Path log = Node.FOLDER.resolve(name + "-gc.log");
        Map<String, String> settings =
                Map.of("JDK_JAVA_OPTIONS", HEAP + " -Xlog:gc:file=" + log + ":none:filecount=0");
        double[] ours = new double[PAIRS];
        double[] ceiling = new double[PAIRS];
        double[] out = new double[PAIRS];
        double[] outCeiling = new double[PAIRS];
        try (World world = World.open(stage.postgres(), name, settings)) {
            for (int i = 0; i < PAIRS; i++) {
                for (boolean isOurs : new boolean[] {i % 2 == 0, i % 2 != 0}) {
                    world.clear();
                    if (isOurs) {
                        UUID dataset = imports(world, table, ours, i);
                        exports(world, dataset, table, out, outCeiling, i);
                    } else {
                        ceiling[i] = copies(world, table);
                    }
                }
            }
            String note =
                    "%,d rows, 1 GiB, %s: peak heap %d MiB, peak RSS %.0f MiB"
                            .formatted(table.rows, HEAP, peakHeap(log), world.node().peakMb());
            return List.of(
                    new Result(name, "rows/s", ours, ceiling, note),
                    new Result("export-large", "rows/s", out, outCeiling, "the same server"));
        }
    }

    private static UUID imports(World world, Table table, double[] rates, int at) throws Exception {
        try (Wire wire = world.wire()) {
            UUID dataset = world.newDataset(wire);
            String target = Http.znyx("/datasets/" + dataset + "/import");
            long begin = System.nanoTime();
            String job = wire.send(Http.csv(target, Files.size(table.csv)), table.csv);
            byte[] look = Http.get(Http.znyx("/datasets/" + dataset + "/imports/" + id(job)));
            String state = wire.ask(look);
            while (!state.contains("\"state\":\"done\"")) {
                World.expect("failed", false, state.contains("\"state\":\"failed\""));
                Thread.sleep(POLL_MS);
                state = wire.ask(look);
            }
            rates[at] = table.rows / ((System.nanoTime() - begin) / 1e9);
            world.check(dataset, table.rows, table.hash);
            return dataset;
        }
    }

    private static String id(String job) {
        int at = job.indexOf("\"id\":\"") + 6;
        return job.substring(at, at + 36);
    }

    private static double copies(World world, Table table) throws Exception {
        try (Connection connection = world.connect();
                InputStream lines = Files.newInputStream(table.copy)) {
            connection.setAutoCommit(false);
            long begin = System.nanoTime();
            Ceiling.copyFrom(connection, lines);
            connection.commit();
            double rate = table.rows / ((System.nanoTime() - begin) / 1e9);
            world.checkRows(table.dataset, table.rows);
            return rate;
        }
    }

    private static void exports(
            World world, UUID dataset, Table table, double[] rates, double[] ceiling, int at)
            throws Exception {
        byte[] request = Http.get(Http.znyx("/datasets/" + dataset + "/export?format=jsonl"));
        try (Wire wire = world.wire();
                Connection connection = world.connect()) {
            Lines lines = new Lines();
            long begin = System.nanoTime();
            World.expect("status", 200, wire.call(lines, request));
            rates[at] = table.rows / ((System.nanoTime() - begin) / 1e9);
            World.expect("lines", table.rows, lines.count());
            begin = System.nanoTime();
            Ceiling.copyOut(connection, dataset, OutputStream.nullOutputStream());
            ceiling[at] = table.rows / ((System.nanoTime() - begin) / 1e9);
        }
    }

    /** The most that was ever in use when a collection began. */
    static int peakHeap(Path log) throws IOException {
        int peak = 0;
        for (String line : Files.readAllLines(log)) {
            Matcher before = HEAP_BEFORE.matcher(line);
            if (before.find()) {
                peak = Math.max(peak, Integer.parseInt(before.group(1)));
            }
        }
        return peak;
    }

    private static Table table() throws IOException {
        SplittableRandom random = new SplittableRandom(21);
        ItemHasher hasher = new ItemHasher();
        Ids ids = new Ids(Clock.systemUTC(), new SplittableRandom(22));
        UUID dataset = ids.next();
        UUID first = ids.block(null);
        Path csv = Node.FOLDER.resolve("large.csv");
        Path copy = Node.FOLDER.resolve("large.copy");
        ContentHash hash = ContentHash.EMPTY;
        long bytes = 0;
        int rows = 0;
        try (BufferedWriter table = Files.newBufferedWriter(csv);
                BufferedWriter lines = Files.newBufferedWriter(copy)) {
            table.write("input_text,expected_decision,expected_rule_hits,metadata\n");
            for (; bytes < FILE_BYTES; rows++) {
                Sample sample = Sample.next(random, hasher);
                StringBuilder row = new StringBuilder();
                sample.csv(row);
                table.append(row);
                bytes += Sample.utf8(row).length;
                StringBuilder line = new StringBuilder();
                sample.copy(line, dataset, Ids.row(first, rows), 1);
                lines.append(line);
                hash = hash.plus(sample.hash());
            }
        }
        return new Table(csv, copy, dataset, rows, hash);
    }
}
