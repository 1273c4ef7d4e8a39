package goldset.bench;

import goldset.domain.ContentHash;
import goldset.domain.Ids;
import goldset.domain.ItemHasher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Snapshots of a dataset that others append to, large beside small. */
final class SnapshotRows {
    private static final int WRITERS = 16;
    private static final int SNAPSHOTS = 40;
    private static final int SMALL_ROWS = 1000;
    private static final int REVISIONS = 1_000_000;
    private static final Duration BUDGET = Duration.ofSeconds(40);

    private final Stage stage;

    SnapshotRows(Stage stage) {
        this.stage = stage;
    }

    Result ofItems(String name) throws Exception {
        return beside(name, stage.million(), stage.millionDataset());
    }

    Result ofRevisions(String name) throws Exception {
        try (World world = World.open(stage.postgres(), name);
                Wire wire = world.wire()) {
            UUID dataset = world.newDataset(wire);
            fill(world, dataset);
            world.settle();
            return beside(name, world, dataset);
        }
    }

    private static Result beside(String name, World world, UUID large) throws Exception {
        Load thousand = Load.large(9, 1, SMALL_ROWS);
        return Pairs.run(
                name,
                "ms",
                BUDGET,
                () -> underLoad(world, large),
                () -> {
                    UUID small;
                    try (Wire wire = world.wire()) {
                        small = world.newDataset(wire);
                    }
                    world.fill(small, thousand);
                    return underLoad(world, small);
                });
    }

    private static double underLoad(World world, UUID dataset) throws Exception {
        String count = "select item_count from dataset where id = '" + dataset + "'";
        long before = world.number(count);
        byte[] body = Load.large(10, 1, 1).parts().getFirst().body();
        byte[] append = Http.whole(Http.samples(dataset, body.length), body);
        byte[] snapshot = Http.post("/api/v1/datasets/" + dataset + "/versions", 0);
        AtomicBoolean over = new AtomicBoolean();
        List<Future<Long>> writers = new ArrayList<>();
        double p50;
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
                Wire wire = world.wire()) {
            try {
                for (int i = 0; i < WRITERS; i++) {
                    writers.add(threads.submit(() -> append(world, append, over)));
                }
                Thread.sleep(200);
                p50 = Times.medianMs(SNAPSHOTS, i -> wire.done(snapshot));
            } finally {
                over.set(true);
            }
        }
        long appended = 0;
        for (Future<Long> writer : writers) {
            appended += writer.get();
        }
        World.expect("item_count", before + appended, world.number(count));
        return p50;
    }

    private static long append(World world, byte[] request, AtomicBoolean over) throws Exception {
        long calls = 0;
        try (Wire wire = world.wire()) {
            while (!over.get()) {
                wire.done(request);
                calls++;
            }
        }
        return calls;
    }

    /** A dataset as a million appends of one row leave it, written past the server. */
    private static void fill(World world, UUID dataset) throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        ItemHasher hasher = new ItemHasher();
        Ids ids = AppendRows.ids();
        UUID actor = UUID.fromString(Node.ORG);
        UUID last = null;
        ContentHash sum = ContentHash.EMPTY;
        StringBuilder items = new StringBuilder();
        StringBuilder revisions = new StringBuilder();
        try (Connection connection = world.connect()) {
            connection.setAutoCommit(false);
            for (int number = 1; number <= REVISIONS; number++) {
                Sample sample = Sample.next(random, hasher);
                last = ids.block(last);
                sum = sum.plus(sample.hash());
                sample.copy(items, dataset, last, number);
                revision(revisions, dataset, number, actor, last, sum);
                if (number % 5000 == 0) {
                    flush(connection, items, revisions);
                }
            }
            head(connection, dataset, last, sum);
            connection.commit();
        }
        world.check(dataset, REVISIONS, sum);
    }

    private static void revision(
            StringBuilder to, UUID dataset, int number, UUID actor, UUID id, ContentHash sum) {
        to.append(dataset).append('\t').append(number).append("\tappend\t").append(actor);
        to.append('\t').append(Ids.timeOf(id)).append("\t1\t0\t").append(id).append('\t');
        to.append(id).append('\t').append(number).append("\t\\\\x");
        HexFormat.of().formatHex(to, sum.bytes());
        to.append('\n');
    }

    private static void flush(Connection connection, StringBuilder items, StringBuilder revisions)
            throws Exception {
        Ceiling.copy(
                connection,
                "copy item (" + Ceiling.COLUMNS + ") from stdin",
                List.of(Sample.utf8(items)));
        Ceiling.copy(
                connection,
                "copy revision (dataset_id, number, kind, actor, at, added, removed, first_id,"
                        + " last_id, item_count, content_hash) from stdin",
                List.of(Sample.utf8(revisions)));
        items.setLength(0);
        revisions.setLength(0);
    }

    private static void head(Connection connection, UUID dataset, UUID last, ContentHash sum)
            throws Exception {
        String sql =
                """
                update dataset
                set head_revision = ?, item_count = ?, content_hash = ?, last_id = ?
                where id = ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, REVISIONS);
            statement.setLong(2, REVISIONS);
            statement.setBytes(3, sum.bytes());
            statement.setObject(4, last);
            statement.setObject(5, dataset);
            statement.executeUpdate();
        }
    }
}
