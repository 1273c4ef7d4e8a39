package goldset.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What may wait: forgetting old answers and traces, and emptying datasets and runs that were
 * deleted. Revisions stay: they hold nobody's text, and the audit wants them.
 */
public final class Housekeeping implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("goldset");
    private static final int CHUNK_ROWS = 5000;

    private final Database database;
    private final Answers answers;
    private final TracePurge traces;
    private final CountDownLatch closing = new CountDownLatch(1);

    public Housekeeping(Database database, Answers answers, TracePurge traces) {
        this.database = database;
        this.answers = answers;
        this.traces = traces;
    }

    /** Begins, and goes on every so often until closed. */
    public void start(long everyMs) {
        Thread.ofVirtual()
                .name("housekeeping")
                .start(() -> {
                    while (!closed(everyMs)) {
                        tried(answers::purge);
                        tried(() -> empty(everyMs, Housekeeping::emptyChunk));
                        tried(() -> empty(everyMs, Housekeeping::emptyRun));
                        tried(() -> empty(everyMs, traces::chunk));
                    }
                });
    }

    /** One that fails every time keeps none of the others from its work. */
    private static void tried(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "housekeeping: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }

    /** With a pause as long as each chunk took, so that half of the disk stays for others. */
    private void empty(long pauseMsMax, Database.Work<Boolean> chunk) {
        while (true) {
            long start = System.nanoTime();
            if (!database.write(chunk)) {
                return;
            }
            long tookMs = (System.nanoTime() - start) / 1_000_000;
            if (closed(Math.min(tookMs, pauseMsMax))) {
                return;
            }
        }
    }

    private static final String NEXT =
            """
            select id
            from dataset
            where deleted_at is not null and not emptied
            order by id
            limit 1
            for update skip locked
            """;

    /** False when no dataset is left to empty, or other nodes are at it. */
    private static boolean emptyChunk(Connection connection) throws SQLException {
        Optional<UUID> dataset = next(connection, NEXT);
        if (dataset.isEmpty()) {
            return false;
        }
        boolean more =
                deleted(connection, ITEMS, dataset.get())
                        || deleted(connection, HISTORY, dataset.get())
                        || deleted(connection, KEYS, dataset.get())
                        || deleted(connection, VERSIONS, dataset.get())
                        || deleted(connection, EXPORTS, dataset.get());
        if (!more) {
            try (PreparedStatement statement = connection.prepareStatement(EMPTIED)) {
                statement.setObject(1, dataset.get());
                Rows.exactlyOne(statement.executeUpdate());
            }
        }
        return true;
    }

    private static Optional<UUID> next(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(Rows.uuid(row, "id")) : Optional.empty();
        }
    }

    /** By a range of keys: the rows before it are gone, so each chunk begins where one ended. */
    private static final String ITEMS =
            """
            delete from item
            where dataset_id = ? and id <=
              (select max(id::text)::uuid
               from (select id from item where dataset_id = ? order by id limit ?) chunk)
            """;

    private static final String HISTORY =
            """
            delete from item_history
            where dataset_id = ? and id <=
              (select max(id::text)::uuid
               from (select id from item_history where dataset_id = ? order by id limit ?) chunk)
            """;

    private static final String KEYS =
            """
            delete from item_key
            where dataset_id = ? and key <=
              (select key
               from (select key from item_key where dataset_id = ? order by key limit ?) chunk
               order by key desc
               limit 1)
            """;

    private static final String VERSIONS =
            """
            delete from version
            where dataset_id = ? and number <=
              (select max(number)
               from (select number from version where dataset_id = ? order by number limit ?) chunk)
            """;

    private static final String EXPORTS =
            """
            delete from trace_export
            where dataset_id = ? and trace_id <=
              (select max(trace_id::text)::uuid
               from (select trace_id from trace_export where dataset_id = ? order by trace_id
                 limit ?) chunk)
            """;

    private static final String EMPTIED = "update dataset set emptied = true where id = ?";

    private static boolean deleted(Connection connection, String sql, UUID dataset)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, dataset);
            statement.setObject(2, dataset);
            statement.setInt(3, CHUNK_ROWS);
            return statement.executeUpdate() > 0;
        }
    }

    private static final String NEXT_RUN =
            """
            select r.id
            from run r
            where r.deleted_at is not null
              or exists (
                select 1 from dataset d where d.id = r.dataset_id and d.deleted_at is not null)
              or exists (
                select 1 from project p where p.id = r.project_id and p.deleted_at is not null)
            order by r.id
            limit 1
            for update of r skip locked
            """;

    private static final String RUN_ROWS =
            """
            delete from run_row
            where run_id = ? and item_id <=
              (select max(item_id::text)::uuid
               from (
                 select item_id from run_row where run_id = ? order by item_id limit ?) chunk)
            """;

    private static final String RUN = "delete from run where id = ?";

    /** False when no run is left to empty. A run goes with its dataset, and with its project. */
    private static boolean emptyRun(Connection connection) throws SQLException {
        Optional<UUID> run = next(connection, NEXT_RUN);
        if (run.isPresent() && !deleted(connection, RUN_ROWS, run.get())) {
            try (PreparedStatement statement = connection.prepareStatement(RUN)) {
                statement.setObject(1, run.get());
                Rows.exactlyOne(statement.executeUpdate());
            }
        }
        return run.isPresent();
    }

    private boolean closed(long waitMs) {
        try {
            return closing.await(waitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
