package goldset.store;

import goldset.domain.ImportJob;
import goldset.domain.ImportJob.State;
import goldset.domain.Once;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Imports as jobs: what is known of each. Their files are not here. */
public final class Imports {
    private final Database database;
    private final Answers answers;
    private final Clock clock;

    public Imports(Database database, Answers answers, Clock clock) {
        this.database = database;
        this.answers = answers;
        this.clock = clock;
    }

    private static final String PLACE =
            """
            select project_id
            from dataset
            where org_id = ? and id = ? and deleted_at is null
            """;

    /**
     * Takes in a job for a dataset that is there.
     *
     * @param id the job's
     * @param bound the only project that its caller may write; null for any of the org
     * @param job made when the dataset's project is known
     */
    public Outcome<ImportJob> create(
            UUID org,
            UUID id,
            @Nullable UUID bound,
            UUID dataset,
            Once<ImportJob> once,
            Function<UUID, ImportJob> job) {
        // In no line of the dataset's: a job that writes may hold that for long.
        return answers.write(
                id,
                once,
                c -> {
                    Optional<UUID> project = place(c, org, dataset);
                    if (project.isEmpty()) {
                        return new Outcome.Absent<>(What.DATASET);
                    }
                    if (bound != null && !bound.equals(project.get())) {
                        return new Outcome.OtherProject<>();
                    }
                    return new Outcome.Done<>(inserted(c, job.apply(project.get())));
                });
    }

    private static Optional<UUID> place(Connection connection, UUID org, UUID dataset)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PLACE)) {
            statement.setObject(1, org);
            statement.setObject(2, dataset);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(Rows.uuid(row, "project_id")) : Optional.empty();
            }
        }
    }

    /** Takes in a job that will make its dataset; absent is the project. */
    public Outcome<ImportJob> create(UUID org, Once<ImportJob> once, ImportJob job) {
        return answers.write(
                job.id(),
                once,
                c ->
                        Projects.hold(c, org, job.project())
                                ? new Outcome.Done<>(inserted(c, job))
                                : new Outcome.Absent<>(What.PROJECT));
    }

    private static final String INSERT =
            """
            insert into import (id, org_id, project_id, dataset_id, actor, file_name, plan, state,
              bytes_total, created_at, state_at, heard_at)
            values (?, ?, ?, ?, ?, ?, ?::json, ?, ?, ?, ?, ?)
            """;

    private static ImportJob inserted(Connection connection, ImportJob job) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setObject(1, job.id());
            statement.setObject(2, job.org());
            statement.setObject(3, job.project());
            statement.setObject(4, job.dataset());
            statement.setObject(5, job.actor());
            statement.setString(6, job.file());
            statement.setString(7, job.plan());
            statement.setString(8, Rows.word(job.state()));
            statement.setLong(9, job.bytesTotal());
            statement.setTimestamp(10, Timestamp.from(job.createdAt()));
            statement.setTimestamp(11, Timestamp.from(job.stateAt()));
            statement.setTimestamp(12, Timestamp.from(job.stateAt()));
            Rows.exactlyOne(statement.executeUpdate());
        }
        return job;
    }

    private static final String GET =
            """
            select *
            from import
            where org_id = ? and id = ? and (?::uuid is null or project_id = ?)
            """;

    /**
     * @param project the only one that may be seen; null for any of the org
     */
    public Optional<ImportJob> get(UUID org, @Nullable UUID project, UUID id) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(GET)) {
                statement.setObject(1, org);
                statement.setObject(2, id);
                statement.setObject(3, project);
                statement.setObject(4, project);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(job(row)) : Optional.empty();
                }
            }
        });
    }

    private static ImportJob job(ResultSet row) throws SQLException {
        return new ImportJob(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "org_id"),
                Rows.uuid(row, "project_id"),
                Rows.uuid(row, "dataset_id"),
                Rows.uuid(row, "actor"),
                Rows.text(row, "file_name"),
                Rows.text(row, "plan"),
                State.valueOf(Rows.text(row, "state").toUpperCase(Locale.ROOT)),
                row.getLong("bytes_total"),
                row.getLong("bytes_done"),
                row.getObject("rows_total", Long.class),
                row.getLong("rows_done"),
                row.getLong("rows_rejected"),
                row.getString("findings"),
                row.getString("reason"),
                result(row),
                Rows.time(row, "created_at"),
                Rows.time(row, "state_at"));
    }

    private static ImportJob.@Nullable Result result(ResultSet row) throws SQLException {
        Long revision = row.getObject("revision", Long.class);
        return revision == null
                ? null
                : new ImportJob.Result(
                        row.getLong("inserted"),
                        row.getObject("skipped", Long.class),
                        row.getObject("replaced", Long.class),
                        row.getLong("item_count"),
                        revision);
    }

    private static final String PROGRESS =
            """
            update import
            set bytes_done = ?, rows_done = ?, rows_rejected = coalesce(?, rows_rejected), heard_at = ?
            where org_id = ? and id = ? and state in ('checking', 'writing')
            """;

    /**
     * Says how far it is; false when it is wanted no longer.
     *
     * @param rejected null when there is nothing new to say of it
     */
    public boolean progress(ImportJob job, long bytes, long rows, @Nullable Long rejected) {
        return database.single(c -> {
            try (PreparedStatement statement = c.prepareStatement(PROGRESS)) {
                statement.setLong(1, bytes);
                statement.setLong(2, rows);
                statement.setObject(3, rejected, Types.BIGINT);
                statement.setTimestamp(4, Timestamp.from(clock.instant()));
                statement.setObject(5, job.org());
                statement.setObject(6, job.id());
                return statement.executeUpdate() == 1;
            }
        });
    }

    private static final String MOVE =
            """
            update import
            set state = ?, state_at = ?, heard_at = ?, bytes_done = coalesce(?, bytes_done),
              rows_done = 0, rows_rejected = coalesce(?, rows_rejected),
              rows_total = coalesce(?, rows_total), findings = coalesce(?::json, findings),
              reason = ?
            where org_id = ? and id = ? and state in ('waiting', 'checking', 'writing')
            """;

    /**
     * What the file turned out to be; null is nothing new.
     *
     * @param findings as JSON
     */
    public record Checked(
            long bytes, @Nullable Long rows, @Nullable Long rejected, @Nullable String findings) {}

    /** Its file is being read; false when it is wanted no longer. */
    public boolean checking(ImportJob job) {
        return move(job, State.CHECKING, null, null);
    }

    /** Its file is sound, and is being written; false when it is wanted no longer. */
    public boolean writing(ImportJob job, Checked checked) {
        return move(job, State.WRITING, checked, null);
    }

    /**
     * @param checked null when the file is not to blame
     */
    public void failed(ImportJob job, @Nullable Checked checked, String reason) {
        move(job, State.FAILED, checked, reason);
    }

    private boolean move(
            ImportJob job, State to, @Nullable Checked checked, @Nullable String reason) {
        Timestamp now = Timestamp.from(clock.instant());
        return database.single(c -> {
            try (PreparedStatement statement = c.prepareStatement(MOVE)) {
                statement.setString(1, Rows.word(to));
                statement.setTimestamp(2, now);
                statement.setTimestamp(3, now);
                statement.setObject(4, checked == null ? null : checked.bytes, Types.BIGINT);
                statement.setObject(5, checked == null ? null : checked.rejected, Types.BIGINT);
                statement.setObject(6, checked == null ? null : checked.rows, Types.BIGINT);
                statement.setString(7, checked == null ? null : checked.findings);
                statement.setString(8, reason);
                statement.setObject(9, job.org());
                statement.setObject(10, job.id());
                return statement.executeUpdate() == 1;
            }
        });
    }

    private static final String CANCEL =
            """
            update import
            set state = 'cancelled', state_at = ?, heard_at = ?
            where org_id = ? and id = ? and (?::uuid is null or project_id = ?)
              and state in ('waiting', 'checking', 'writing')
            """;

    /** Calls it off, unless it is over. */
    public void cancel(UUID org, @Nullable UUID project, UUID id) {
        Timestamp now = Timestamp.from(clock.instant());
        database.write(c -> {
            try (PreparedStatement statement = c.prepareStatement(CANCEL)) {
                statement.setTimestamp(1, now);
                statement.setTimestamp(2, now);
                statement.setObject(3, org);
                statement.setObject(4, id);
                statement.setObject(5, project);
                statement.setObject(6, project);
                return statement.executeUpdate();
            }
        });
    }

    private static final String DONE =
            """
            update import
            set state = 'done', state_at = ?, heard_at = ?, rows_done = rows_total, inserted = ?,
              skipped = ?, replaced = ?, item_count = ?, revision = ?
            where org_id = ? and id = ? and state = 'writing'
            """;

    /** In the transaction that wrote its rows; false when it is wanted no longer. */
    static boolean done(Connection connection, ImportJob job, ImportJob.Result result, Instant at)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DONE)) {
            statement.setTimestamp(1, Timestamp.from(at));
            statement.setTimestamp(2, Timestamp.from(at));
            statement.setLong(3, result.inserted());
            statement.setObject(4, result.skipped(), Types.BIGINT);
            statement.setObject(5, result.replaced(), Types.BIGINT);
            statement.setLong(6, result.itemCount());
            statement.setLong(7, result.revision());
            statement.setObject(8, job.org());
            statement.setObject(9, job.id());
            return statement.executeUpdate() == 1;
        }
    }

    private static final String LOST =
            """
            update import
            set state = 'failed', state_at = ?, reason = 'the server that had the file is gone'
            where state in ('waiting', 'checking', 'writing') and heard_at < ?
            """;

    private static final String FORGET =
            """
            delete from import
            where state in ('done', 'failed', 'cancelled') and heard_at < ?
            """;

    /** Ends jobs whose server doesn't come back, and forgets those that are long over. */
    public void tidy(Duration lostAfter, Duration forgottenAfter) {
        Instant now = clock.instant();
        database.write(c -> {
            try (PreparedStatement lost = c.prepareStatement(LOST);
                    PreparedStatement forget = c.prepareStatement(FORGET)) {
                lost.setTimestamp(1, Timestamp.from(now));
                lost.setTimestamp(2, Timestamp.from(now.minus(lostAfter)));
                forget.setTimestamp(1, Timestamp.from(now.minus(forgottenAfter)));
                return lost.executeUpdate() + forget.executeUpdate();
            }
        });
    }
}
