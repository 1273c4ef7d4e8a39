package goldset.store;

import com.zaxxer.hikari.HikariDataSource;
import goldset.domain.Unavailable;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The connections: a pool for writers and one for readers, so that neither starves the other. What
 * the database refuses for a while becomes {@link Unavailable}; anything else is our fault and
 * flies.
 */
public final class Database implements AutoCloseable {
    private static final int ATTEMPTS_MAX = 5;
    private static final int ANSWER_SECONDS_MAX = 2;
    private static final int LIFE_MS = 600_000;
    private static final int IDLE_MS = 300_000;

    /** A pool tries for so long to open its first connection; below 0 not before it is asked. */
    private static final long FAIL_AT_ONCE = 1;

    private static final long FAIL_LATER = -1;

    /** Serialisation failure and deadlock: nothing was done, and doing it again is right. */
    private static final Set<String> AGAIN = Set.of("40001", "40P01");

    private final HikariDataSource writers;
    private final HikariDataSource readers;
    private final Turns turns;
    private final int lockWaitMs;

    /** One transaction, or one read. It may run more than once. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T in(Connection connection) throws SQLException;
    }

    public record Pools(int writers, int readers, int waitMs, int lockWaitMs, int statementMs) {}

    private Database(HikariDataSource writers, HikariDataSource readers, int lockWaitMs) {
        this.writers = writers;
        this.readers = readers;
        this.lockWaitMs = lockWaitMs;
        turns = new Turns(lockWaitMs);
    }

    /**
     * Opens a connection, and more when they are needed.
     *
     * @throws Refused when trying again won't help
     */
    public static Database open(DataSource source, Pools pools) {
        HikariDataSource writers = pool("writers", source, pools.writers(), pools, FAIL_AT_ONCE);
        HikariDataSource readers = pool("readers", source, pools.readers(), pools, FAIL_LATER);
        try {
            writers.getConnection().close();
            return new Database(writers, readers, pools.lockWaitMs());
        } catch (SQLException e) {
            writers.close();
            throw unopened(e);
        }
    }

    private static RuntimeException unopened(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        boolean stays = state.startsWith("28") || state.equals("3D000") || state.equals("08004");
        return stays
                ? new Refused("the database refuses: " + firstLine(e))
                : new Unavailable(state + " " + firstLine(e), e);
    }

    /** Runs the work in one transaction of its own. */
    public <T extends @Nullable Object> T write(Work<T> work) {
        return attempted(connection -> committed(connection, work));
    }

    private <T extends @Nullable Object> T attempted(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = writers.getConnection()) {
                return work.in(connection);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS_MAX || !AGAIN.contains(String.valueOf(e.getSQLState()))) {
                    throw translated(e);
                }
            }
        }
    }

    /** The same, when this node's earlier writers of the dataset are through. */
    public <T extends @Nullable Object> T write(UUID dataset, Work<T> work) {
        return turns.run(dataset, () -> write(work));
    }

    /** Runs what writes for itself when this node's earlier writers of the dataset are through. */
    <T extends @Nullable Object> T inTurn(UUID dataset, Supplier<T> work) {
        return turns.run(dataset, work);
    }

    /** Runs one statement that is a transaction by itself. */
    <T extends @Nullable Object> T single(Work<T> statement) {
        return attempted(statement);
    }

    /** Runs reading statements, each for itself. */
    public <T extends @Nullable Object> T read(Work<T> work) {
        try (Connection connection = readers.getConnection()) {
            return work.in(connection);
        } catch (SQLException e) {
            throw translated(e);
        }
    }

    /** How long a writer may wait for others of the same dataset. */
    int lockWaitMs() {
        return lockWaitMs;
    }

    /** Whether a statement comes back in time. */
    public boolean answers() {
        try {
            return read(c -> c.isValid(ANSWER_SECONDS_MAX));
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        writers.close();
        readers.close();
    }

    private static <T extends @Nullable Object> T committed(Connection connection, Work<T> work)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.in(connection);
            connection.commit();
            return result;
        } catch (Throwable e) {
            rollback(connection, e);
            throw e;
        } finally {
            if (!connection.isClosed()) {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Statements are planned once for all values: each is written so that one plan serves any, and
     * planning anew takes longer than a small one runs.
     */
    private static HikariDataSource pool(
            String name, DataSource source, int size, Pools pools, long failMs) {
        // A pooluration of its own would be copied field by field by reflection.
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName(name);
        pool.setDataSource(source);
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(1);
        pool.setIdleTimeout(IDLE_MS);
        pool.setConnectionTimeout(pools.waitMs());
        pool.setMaxLifetime(LIFE_MS);
        pool.setInitializationFailTimeout(failMs);
        pool.setExceptionOverride(new EvictReadOnly());
        pool.setConnectionInitSql(
                "set lock_timeout = "
                        + pools.lockWaitMs()
                        + "; set statement_timeout = "
                        + pools.statementMs()
                        + "; set idle_in_transaction_session_timeout = "
                        + pools.statementMs()
                        + "; set plan_cache_mode = force_generic_plan; set jit = off");
        return pool;
    }

    private static RuntimeException translated(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        boolean away =
                e instanceof SQLTransientConnectionException
                        || state.startsWith("08")
                        || state.startsWith("53")
                        || state.startsWith("57")
                        || state.startsWith("25")
                        || state.equals("55P03")
                        || AGAIN.contains(state);
        if (state.equals("42501")) {
            return new Refused(
                    "the database's user lacks a right: "
                            + firstLine(e)
                            + "; it should own the database, or may create in schema public");
        }
        return away
                ? new Unavailable(state + " " + firstLine(e), e)
                : new IllegalStateException("SQLState " + state + " " + firstLine(e));
    }

    /** The rest of a driver's message may hold users' data. */
    private static String firstLine(SQLException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        boolean batch = e instanceof BatchUpdateException;
        if (batch && e.getNextException() != null) {
            return firstLine(e.getNextException());
        }
        return batch ? "in a batch" : end < 0 ? message : message.substring(0, end);
    }
}
