package goldset.bench;

import goldset.http.Cursor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** Pages, exports, lists. */
final class ReadRows {
    private static final int PAGE_ROWS = 100;
    private static final int CALLS = 500;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Stage stage;

    ReadRows(Stage stage) {
        this.stage = stage;
    }

    Result first(String name) throws Exception {
        stage.million();
        return page(name, "", BEFORE_ALL);
    }

    Result deep(String name) throws Exception {
        UUID after = before(stage.million(), "desc", PAGE_ROWS);
        return page(name, "&cursor=" + Cursor.of(after), after);
    }

    /** Beside the bare query by key. */
    private Result page(String name, String cursor, UUID after) throws Exception {
        World world = stage.million();
        UUID dataset = stage.millionDataset();
        byte[] request = request(dataset, cursor);
        try (Wire wire = world.wire();
                Connection connection = world.connect();
                PreparedStatement page = connection.prepareStatement(Ceiling.PAGE)) {
            checkPage(wire.ask(request));
            return Pairs.run(
                    name,
                    "ms",
                    Duration.ofSeconds(20),
                    () -> Times.medianMs(CALLS, i -> wire.done(request)),
                    () ->
                            Times.medianMs(
                                    CALLS,
                                    i ->
                                            World.expect(
                                                    "rows",
                                                    PAGE_ROWS,
                                                    Ceiling.page(
                                                            page, dataset, after, PAGE_ROWS))));
        }
    }

    /** A page behind a million rows, beside the first. */
    Result depth(String name) throws Exception {
        World world = stage.million();
        UUID after = before(world, "asc", Stage.DEPTH - 1);
        byte[] deep = request(stage.millionDataset(), "&cursor=" + Cursor.of(after));
        byte[] first = request(stage.millionDataset(), "");
        try (Wire wire = world.wire()) {
            checkPage(wire.ask(deep));
            return Pairs.run(
                    name,
                    "ms",
                    Duration.ofSeconds(20),
                    () -> Times.medianMs(CALLS, i -> wire.done(deep)),
                    () -> Times.medianMs(CALLS, i -> wire.done(first)));
        }
    }

    private static byte[] request(UUID dataset, String cursor) {
        return Http.get(Http.znyx("/datasets/" + dataset + "/samples?limit=" + PAGE_ROWS + cursor));
    }

    private static void checkPage(String answer) {
        World.expect("samples", PAGE_ROWS, answer.split("\"input_text\":", -1).length - 1);
    }

    private UUID before(World world, String order, int offset) throws Exception {
        String sql =
                "select id from item where dataset_id = '%s' order by id %s offset %d limit 1"
                        .formatted(stage.millionDataset(), order, offset);
        try (Connection connection = world.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getObject(1, UUID.class);
        }
    }

    /** A version as JSON lines, beside COPY of the same columns. */
    Result export(String name) throws Exception {
        Load load = stage.bulk();
        try (World world = World.open(stage.postgres(), name);
                Wire wire = world.wire();
                Connection connection = world.connect()) {
            UUID dataset = world.newDataset(wire);
            world.fill(dataset, load);
            world.check(dataset, load.rows(), load.hash());
            world.settle();
            String versions = "/api/v1/datasets/" + dataset + "/versions";
            String made = wire.ask(Http.post(versions, 0));
            String version = made.replaceFirst(".*\"version\":\\{\"id\":\"([^\"]+)\".*", "$1");
            byte[] request = Http.get(versions + "/" + version + "/export?format=jsonl");
            if (wire.call(request) == 404) {
                return Result.absent(name, "not there");
            }
            return Pairs.run(
                    name,
                    "rows/s",
                    Duration.ofSeconds(60),
                    () -> {
                        Lines lines = new Lines();
                        long begin = System.nanoTime();
                        int status = wire.call(lines, request);
                        double rate = load.rows() / ((System.nanoTime() - begin) / 1e9);
                        World.expect("status", 200, status);
                        World.expect("lines", (long) load.rows(), lines.count());
                        return rate;
                    },
                    () -> {
                        Lines lines = new Lines();
                        long begin = System.nanoTime();
                        long rows = Ceiling.copyOut(connection, dataset, lines);
                        double rate = load.rows() / ((System.nanoTime() - begin) / 1e9);
                        World.expect("rows", (long) load.rows(), rows);
                        return rate;
                    });
        }
    }

    /** Every use of a table of items: scans, and pages of tables and indexes touched. */
    private static final String ITEMS_READ =
            """
            select sum(t.seq_scan + coalesce(t.idx_scan, 0) + io.heap_blks_read + io.heap_blks_hit
              + coalesce(io.idx_blks_read + io.idx_blks_hit, 0))
            from pg_stat_user_tables t join pg_statio_user_tables io using (relid)
            where t.relname in ('item', 'item_history')
            """;

    /** A list of many datasets, which must not touch their items. */
    Result datasets(String name) throws Exception {
        int count = 1000;
        Load.Part part = Load.large(8, 1, 10).parts().getFirst();
        try (World world = World.open(stage.postgres(), name)) {
            try (Wire wire = world.wire()) {
                for (int i = 0; i < count; i++) {
                    UUID dataset = world.newDataset(wire);
                    wire.done(Http.samples(dataset, part.body().length), part.body());
                }
            }
            World.expect(
                    "items", (long) count * part.rows(), world.number("select count(*) from item"));
            world.settle();
            world.execute("alter table item set (autovacuum_enabled = off)");
            // Sessions report what they touched when they end, if not before.
            world.stop();
            long before = world.number(ITEMS_READ);
            world.restart(Map.of());
            Result result = list(name, world, count);
            world.stop();
            World.expect("items read", before, world.number(ITEMS_READ));
            return result;
        }
    }

    private static Result list(String name, World world, int count) throws Exception {
        byte[] request = Http.get(Http.znyx("/datasets?limit=" + count));
        try (Wire wire = world.wire()) {
            int listed = wire.ask(request).split("\"sample_count\":10,", -1).length - 1;
            World.expect("datasets", count, listed);
            Result result =
                    Pairs.alone(name, "ms", () -> Times.medianMs(50, i -> wire.done(request)));
            return result.noted("1,000 listed; tables of items untouched");
        }
    }
}
