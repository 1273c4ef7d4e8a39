package goldset.store;

import goldset.domain.Run;
import goldset.domain.Run.Mode;
import goldset.domain.Run.State;
import goldset.domain.RunRow;
import goldset.domain.Utf8;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The work on runs: taken up under a lease, brought forward row by row, ended once. Whoever lost
 * the lease, or works on what was cancelled, writes nothing any more.
 */
public final class RunWork {
    private final Database database;
    private final Clock clock;

    public RunWork(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    private static final String CLAIM =
            """
            update run r
            set state = 'running', started_at = coalesce(r.started_at, ?), leased_until = ?,
              lease = r.lease + 1
            where r.id = (
              select w.id
              from run w
              where (?::uuid is null or w.org_id = ?) and (?::uuid is null or w.project_id = ?)
                and w.mode = ? and w.state in ('queued', 'running') and w.deleted_at is null
                and (w.leased_until is null or w.leased_until < ?)
                and exists (
                  select 1 from dataset d where d.id = w.dataset_id and d.deleted_at is null)
              order by w.id
              limit 1
              for update skip locked)
            returning r.*
            """;

    /**
     * Takes up the oldest run that nobody is at.
     *
     * @param org null for any, when this server itself does the work
     * @param project null for any of the org
     */
    public Optional<Run> claim(
            @Nullable UUID org, @Nullable UUID project, Mode mode, Duration lease) {
        Timestamp now = Timestamp.from(clock.instant());
        Timestamp until = Timestamp.from(clock.instant().plus(lease));
        return database.write(c -> {
            try (PreparedStatement statement = c.prepareStatement(CLAIM)) {
                statement.setTimestamp(1, now);
                statement.setTimestamp(2, until);
                statement.setObject(3, org);
                statement.setObject(4, org);
                statement.setObject(5, project);
                statement.setObject(6, project);
                statement.setString(7, Rows.word(mode));
                statement.setTimestamp(8, now);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(Runs.run(row)) : Optional.empty();
                }
            }
        });
    }

    private static final String ADVANCE =
            """
            update run
            set done = done + ?, after_id = coalesce(?, after_id), leased_until = ?, policy_seen = coalesce(policy_seen, ?)
            where org_id = ? and id = ? and lease = ? and state = 'running' and deleted_at is null
              and exists (
                select 1 from dataset d where d.id = run.dataset_id and d.deleted_at is null)
            """;

    /**
     * Writes the rows of the items that come next, and stays at it.
     *
     * @param after the last item that now has its row
     * @return false when the run is another's by now, or wanted no longer, or its dataset is gone:
     *     nothing was written
     */
    public boolean advance(
            Run run,
            List<RunRow> rows,
            @Nullable UUID after,
            @Nullable String policySeen,
            Duration lease) {
        Timestamp until = Timestamp.from(clock.instant().plus(lease));
        return database.write(c -> {
            try (PreparedStatement statement = c.prepareStatement(ADVANCE)) {
                statement.setLong(1, rows.size());
                statement.setObject(2, after);
                statement.setTimestamp(3, until);
                statement.setString(4, policySeen);
                statement.setObject(5, run.org());
                statement.setObject(6, run.id());
                statement.setLong(7, run.lease());
                if (statement.executeUpdate() == 0) {
                    return false;
                }
            }
            int inserted = RunRows.insert(c, run, rows, false);
            if (inserted != rows.size()) {
                throw new IllegalStateException("an item has a row in the run already");
            }
            return true;
        });
    }

    private static final String HOLD =
            """
            select state, mode = 'external' and leased_until > ? as sealed
            from run
            where org_id = ? and id = ? and deleted_at is null
            for update
            """;

    private static final String TOLD =
            """
            update run
            set done = done + ?, leased_until = coalesce(?, leased_until),
              total = greatest(total, done + ?), lease = lease + ?
            where org_id = ? and id = ?
            """;

    /**
     * Writes rows in any order, each item's once.
     *
     * @param lease how long a worker that sends them is taken to be at it; null for no worker
     * @param replaces whether a row takes the place of an earlier one, which else stays
     * @return false when the run is over, or about to be
     */
    public boolean told(Run run, List<RunRow> rows, @Nullable Duration lease, boolean replaces) {
        Timestamp until = lease == null ? null : Timestamp.from(clock.instant().plus(lease));
        return database.write(c -> {
            if (!isRunning(c, run)) {
                return false;
            }
            int added = RunRows.insert(c, run, rows, replaces);
            try (PreparedStatement statement = c.prepareStatement(TOLD)) {
                statement.setLong(1, added);
                statement.setTimestamp(2, until);
                statement.setLong(3, added);
                // A summary of what was replaced meanwhile must not end the run.
                statement.setInt(4, replaces ? 1 : 0);
                statement.setObject(5, run.org());
                statement.setObject(6, run.id());
                Rows.exactlyOne(statement.executeUpdate());
            }
            return true;
        });
    }

    private boolean isRunning(Connection connection, Run run) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HOLD)) {
            statement.setTimestamp(1, Timestamp.from(clock.instant()));
            statement.setObject(2, run.org());
            statement.setObject(3, run.id());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        && row.getString("state").equals("running")
                        && !row.getBoolean("sealed");
            }
        }
    }

    private static final String SEAL =
            """
            update run
            set lease = lease + 1, leased_until = ?
            where org_id = ? and id = ? and state = 'running' and deleted_at is null
              and (leased_until is null or leased_until <= ?)
            returning *
            """;

    /**
     * Lets nobody tell anything more of an external run for a while, so that it can be ended
     * however often it is told of; nothing when somebody else is at that, or it is over.
     */
    public Optional<Run> seal(Run run, Duration whole) {
        Timestamp now = Timestamp.from(clock.instant());
        Timestamp until = Timestamp.from(clock.instant().plus(whole));
        return database.write(c -> {
            try (PreparedStatement statement = c.prepareStatement(SEAL)) {
                statement.setTimestamp(1, until);
                statement.setObject(2, run.org());
                statement.setObject(3, run.id());
                statement.setTimestamp(4, now);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(Runs.run(row)) : Optional.empty();
                }
            }
        });
    }

    private static final String FINISH =
            """
            update run
            set state = ?, summary = ?::json, reason = ?, completed_at = ?, leased_until = null
            where org_id = ? and id = ? and lease = ? and state = 'running' and done = ?
            """;

    /**
     * Ends a run.
     *
     * @param done how many rows the summary is of
     * @return false when it is another's by now, is over, or has other rows meanwhile
     */
    public boolean finish(
            Run run, State state, long done, @Nullable Utf8 summary, @Nullable String reason) {
        Timestamp now = Timestamp.from(clock.instant());
        return database.write(c -> {
            try (PreparedStatement statement = c.prepareStatement(FINISH)) {
                statement.setString(1, Rows.word(state));
                statement.setString(2, summary == null ? null : summary.toString());
                statement.setString(3, reason);
                statement.setTimestamp(4, now);
                statement.setObject(5, run.org());
                statement.setObject(6, run.id());
                statement.setLong(7, run.lease());
                statement.setLong(8, done);
                return statement.executeUpdate() == 1;
            }
        });
    }

    private static final String CANCEL =
            """
            update run
            set state = 'cancelled', completed_at = ?, leased_until = null
            where org_id = ? and id = ? and state in ('queued', 'running')
            """;

    /** Cancels a run, unless it is over. */
    public void cancel(UUID org, UUID id) {
        Timestamp now = Timestamp.from(clock.instant());
        database.write(c -> {
            try (PreparedStatement statement = c.prepareStatement(CANCEL)) {
                statement.setTimestamp(1, now);
                statement.setObject(2, org);
                statement.setObject(3, id);
                return statement.executeUpdate();
            }
        });
    }

    private static final String RELEASE =
            """
            update run
            set leased_until = ?
            where org_id = ? and id = ? and lease = ? and state = 'running'
            """;

    /** Lays it down for others to take up at once. */
    public void release(Run run) {
        Timestamp now = Timestamp.from(clock.instant().minusMillis(1));
        database.write(c -> {
            try (PreparedStatement statement = c.prepareStatement(RELEASE)) {
                statement.setTimestamp(1, now);
                statement.setObject(2, run.org());
                statement.setObject(3, run.id());
                statement.setLong(4, run.lease());
                return statement.executeUpdate();
            }
        });
    }
}
