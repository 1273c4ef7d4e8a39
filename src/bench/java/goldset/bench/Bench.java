package goldset.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** {@code ./build.sh bench [NAME…]}: every row, or those named. */
final class Bench {
    private static final Path JSON = Path.of("target/bench.json");

    /** No row begins after it, so that the whole ends within a quarter of an hour. */
    private static final long LAST_BEGIN_SECONDS = 13 * 60;

    private static final Logger POOL_LOG = Logger.getLogger("com.zaxxer.hikari");

    @FunctionalInterface
    private interface Row {
        List<Result> run(String name) throws Exception;
    }

    @FunctionalInterface
    private interface Single {
        Result run(String name) throws Exception;
    }

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Set<String> byNameOnly =
            Set.of("append-growth-5m", "append-one-32-spread", "import-large", "run-push");

    private Bench(Stage stage) {
        AppendRows appends = new AppendRows(stage);
        ReadRows reads = new ReadRows(stage);
        SnapshotRows snapshots = new SnapshotRows(stage);
        ProcessRows processes = new ProcessRows(stage);
        row("append-bulk", name -> appends.bulk(name, 4, false));
        row("append-bulk-same", name -> appends.bulk(name, 1, false));
        row("append-bulk-idem", name -> appends.bulk(name, 4, true));
        row("append-1000", appends::thousand);
        row("append-one", appends::one);
        row("append-one-32", name -> appends.ones(name, 32, 1));
        row("append-one-32-spread", name -> appends.ones(name, 32, 32));
        row("page-first", reads::first);
        row("page-deep", reads::deep);
        row("page-depth", reads::depth);
        row("snapshot", snapshots::ofItems);
        row("append-growth", appends::growth);
        row("append-growth-5m", appends::growthFive);
        row("snapshot-revisions", snapshots::ofRevisions);
        row("list-datasets", reads::datasets);
        row("export", reads::export);
        rows.put("import-large", new LargeRows(stage)::run);
        row("run-push", new PushRows(stage)::run);
        rows.put("memory", processes::memory);
        rows.put("start", processes::start);
        rows.put("start-embedded", processes::startEmbedded);
    }

    private void row(String name, Single single) {
        rows.put(name, n -> List.of(single.run(n)));
    }

    public static void main(String[] names) throws Exception {
        Locale.setDefault(Locale.ROOT);
        POOL_LOG.setLevel(Level.SEVERE);
        clean();
        boolean good;
        try (Stage stage = new Stage()) {
            good = new Bench(stage).run(List.of(names));
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run(List<String> names) throws IOException {
        for (String name : names) {
            if (!rows.containsKey(name)) {
                System.err.println("bench: no row '" + name + "'; there are " + rows.keySet());
                return false;
            }
        }
        long begin = System.nanoTime();
        List<Result> results = new ArrayList<>();
        boolean good = true;
        for (Map.Entry<String, Row> row : rows.entrySet()) {
            String name = row.getKey();
            if (names.isEmpty() ? byNameOnly.contains(name) : !names.contains(name)) {
                continue;
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
            if (names.isEmpty() && seconds > LAST_BEGIN_SECONDS) {
                results.add(Result.absent(name, "no time left"));
                good = false;
                continue;
            }
            System.out.printf("%4d s  %s%n", seconds, name);
            try {
                results.addAll(row.getValue().run(name));
            } catch (Exception e) {
                e.printStackTrace();
                results.add(Result.absent(name, "FAILED: " + e.getMessage()));
                good = false;
            }
        }
        System.out.print(table(results));
        json(results);
        return good;
    }

    static String table(List<Result> results) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("row", "ours", "ceiling", "ours ÷ ceiling", "unit", ""));
        lines.add(List.of("---", "---:", "---:", "---:", "---", "---"));
        results.forEach(result -> lines.add(result.cells()));
        StringBuilder text = new StringBuilder("\n");
        for (List<String> line : lines) {
            text.append("| ").append(String.join(" | ", line)).append(" |\n");
        }
        return text.toString();
    }

    private static void json(List<Result> results) throws IOException {
        List<String> lines = results.stream().map(result -> "  " + result.json()).toList();
        Files.writeString(JSON, "{\n" + String.join(",\n", lines) + "\n}\n");
        System.out.println("\nwritten to " + JSON);
    }

    private static void clean() throws IOException {
        if (Files.exists(Node.FOLDER)) {
            try (Stream<Path> all = Files.walk(Node.FOLDER)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(Node.FOLDER);
        Files.setPosixFilePermissions(Node.FOLDER, PosixFilePermissions.fromString("rwx--x--x"));
    }
}
