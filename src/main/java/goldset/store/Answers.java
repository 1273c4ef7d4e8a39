package goldset.store;

import goldset.domain.Once;
import goldset.domain.OnceConflict;
import goldset.domain.Outcome;
import goldset.domain.Unavailable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was answered to calls with an idempotency key. The primary key makes a second write
 * impossible; the advisory lock only spares a twin the work, and lets it wait without a connection.
 */
public final class Answers {
    private static final Duration KEPT_FOR = Duration.ofHours(24);
    private static final long TWIN_WAIT_NANOS = 10_000_000_000L;
    private static final long TWIN_PAUSE_MS = 20;

    private final Database database;
    private final Clock clock;

    public Answers(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Runs a change of a dataset in turn and in one transaction, unless its outcome is known. */
    public <T> Outcome<T> write(UUID dataset, Once<T> once, Database.Work<Outcome<T>> work) {
        Once.Asked asked = once.asked();
        if (asked == null) {
            return database.write(dataset, work);
        }
        long end = System.nanoTime() + TWIN_WAIT_NANOS;
        while (System.nanoTime() - end < 0) {
            Attempt<T> attempt = database.write(dataset, c -> attempt(c, once, asked, work));
            if (attempt.outcome != null) {
                return attempt.outcome;
            }
            pause();
        }
        throw new OnceConflict(true);
    }

    /** Empty while the twin is at work. */
    private record Attempt<T>(@Nullable Outcome<T> outcome) {}

    private static final String CLAIM =
            """
            select pg_try_advisory_xact_lock(?) as mine, a.request_hash, a.outcome, a.at
            from (select 1) one
            left join answer a on a.owner = ? and a.key = ?
            """;

    private <T> Attempt<T> attempt(
            Connection connection, Once<T> once, Once.Asked asked, Database.Work<Outcome<T>> work)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setLong(1, asked.key().a() ^ asked.owner().getLeastSignificantBits());
            statement.setObject(2, asked.owner());
            statement.setBytes(3, asked.key().bytes());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                byte[] request = row.getBytes("request_hash");
                if (request != null && isFresh(row)) {
                    if (!Arrays.equals(request, asked.request().bytes())) {
                        throw new OnceConflict(false);
                    }
                    return new Attempt<>(
                            new Outcome.Done<>(once.replay(Rows.text(row, "outcome"))));
                }
                if (!row.getBoolean("mine")) {
                    return new Attempt<>(null);
                }
            }
        }
        Outcome<T> outcome = work.in(connection);
        boolean twinWasQuicker =
                outcome instanceof Outcome.Done<T> done
                        && !kept(connection, asked, once.written(done.value()));
        return twinWasQuicker ? again(connection) : new Attempt<>(outcome);
    }

    private boolean isFresh(ResultSet row) throws SQLException {
        return Rows.time(row, "at").isAfter(clock.instant().minus(KEPT_FOR));
    }

    private static final String KEEP =
            """
            insert into answer as a (owner, key, request_hash, at, outcome)
            values (?, ?, ?, ?, ?)
            on conflict (owner, key) do update
            set request_hash = excluded.request_hash, at = excluded.at, outcome = excluded.outcome
            where a.at <= ?
            """;

    /** False when a twin was quicker after all: then nothing of this transaction may stay. */
    private boolean kept(Connection connection, Once.Asked asked, String outcome)
            throws SQLException {
        Timestamp now = Timestamp.from(clock.instant());
        try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
            statement.setObject(1, asked.owner());
            statement.setBytes(2, asked.key().bytes());
            statement.setBytes(3, asked.request().bytes());
            statement.setTimestamp(4, now);
            statement.setString(5, outcome);
            statement.setTimestamp(6, Timestamp.from(now.toInstant().minus(KEPT_FOR)));
            return statement.executeUpdate() == 1;
        }
    }

    private static <T> Attempt<T> again(Connection connection) throws SQLException {
        connection.rollback();
        return new Attempt<>(null);
    }

    private static final String PURGE = "delete from answer where at < ?";

    /** Forgets what is too old to be asked for. */
    public int purge() {
        return database.write(c -> {
            try (PreparedStatement statement = c.prepareStatement(PURGE)) {
                statement.setTimestamp(1, Timestamp.from(clock.instant().minus(KEPT_FOR)));
                return statement.executeUpdate();
            }
        });
    }

    private static void pause() {
        try {
            Thread.sleep(TWIN_PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting for a twin", e);
        }
    }
}
