package goldset.store;

import goldset.domain.ContentHash;
import goldset.domain.Once;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import goldset.domain.PastState;
import goldset.domain.Run;
import goldset.domain.Run.Mode;
import goldset.domain.Run.State;
import goldset.domain.Utf8;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs: what was asked for, how far it is, and what came of it. Their rows are of RunRows. */
public final class Runs {
    private final Database database;
    private final Answers answers;
    private final Events events;
    private final Clock clock;

    public Runs(Database database, Answers answers, Events events, Clock clock) {
        this.database = database;
        this.answers = answers;
        this.events = events;
        this.clock = clock;
    }

    /**
     * What a run is to be.
     *
     * @param id its own
     * @param plan what its caller asks for, as JSON
     * @param total how many rows it will have; of a dataset it is known
     */
    public record Draft(
            UUID id,
            UUID actor,
            Mode mode,
            @Nullable String name,
            String plan,
            long total,
            @Nullable UUID rerunOf) {}

    /**
     * A dataset as it is or was.
     *
     * @param project the only one that its caller may write; null for any of the org
     * @param version id or number; empty for none
     * @param revision negative for none
     */
    public record Place(
            UUID org, @Nullable UUID project, UUID dataset, String version, long revision) {}

    private static final String DATASET =
            """
            select d.project_id,
              case when ? <> '' then
                (select v.revision
                 from version v
                 where v.dataset_id = d.id and (v.id::text = ? or v.number::text = ?))
              when ? >= 0 then ? else d.head_revision end as revision
            from dataset d
            where d.org_id = ? and d.id = ? and d.deleted_at is null
            """;

    /** Takes in a run over a dataset, pinned to what it was or is now. */
    public Outcome<Run> start(Place place, Once<Run> once, Draft draft) {
        // In no line of the dataset's: it only is read.
        return answers.write(
                draft.id,
                once,
                c -> {
                    try (PreparedStatement statement = c.prepareStatement(DATASET)) {
                        String version = place.version.toLowerCase(Locale.ROOT);
                        statement.setString(1, version);
                        statement.setString(2, version);
                        statement.setString(3, version);
                        statement.setLong(4, place.revision);
                        statement.setLong(5, place.revision);
                        statement.setObject(6, place.org);
                        statement.setObject(7, place.dataset);
                        try (ResultSet row = statement.executeQuery()) {
                            return row.next()
                                    ? pinned(c, place, draft, row)
                                    : new Outcome.Absent<>(What.DATASET);
                        }
                    }
                });
    }

    private Outcome<Run> pinned(Connection connection, Place place, Draft draft, ResultSet row)
            throws SQLException {
        UUID project = Rows.uuid(row, "project_id");
        if (place.project != null && !place.project.equals(project)) {
            return new Outcome.OtherProject<>();
        }
        Long revision = row.getObject("revision", Long.class);
        Optional<PastState> state =
                revision == null
                        ? Optional.empty()
                        : Versions.state(connection, place.org, place.dataset, revision);
        if (state.isEmpty()) {
            return new Outcome.Absent<>(What.VERSION);
        }
        PastState past = state.get();
        Run.Over over = new Run.Over(place.dataset, past.revision(), past.contentHash());
        return new Outcome.Done<>(
                inserted(connection, place.org, project, over, draft, past.itemCount()));
    }

    /** Takes in a run whose rows bring their own text. */
    public Outcome<Run> start(UUID org, UUID project, Once<Run> once, Draft draft) {
        return answers.write(
                draft.id,
                once,
                c ->
                        Projects.hold(c, org, project)
                                ? new Outcome.Done<>(
                                        inserted(c, org, project, null, draft, draft.total))
                                : new Outcome.Absent<>(What.PROJECT));
    }

    private static final String INSERT =
            """
            insert into run (id, org_id, project_id, dataset_id, revision, content_hash, mode, state,
              name, plan, total, actor, rerun_of, created_at, started_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?, ?, ?, ?, ?)
            returning *
            """;

    /** What is told is under way from the first, for nobody takes it up. */
    private Run inserted(
            Connection connection,
            UUID org,
            UUID project,
            Run.@Nullable Over over,
            Draft draft,
            long total)
            throws SQLException {
        events.record(connection, org, draft.actor, Events.Action.RUN_CREATE, draft.id, draft.name);
        Timestamp now = Timestamp.from(clock.instant());
        boolean isTold = draft.mode == Mode.EXTERNAL;
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setObject(1, draft.id);
            statement.setObject(2, org);
            statement.setObject(3, project);
            statement.setObject(4, over == null ? null : over.dataset());
            statement.setObject(5, over == null ? null : over.revision());
            statement.setBytes(6, over == null ? null : over.contentHash().bytes());
            statement.setString(7, Rows.word(draft.mode));
            statement.setString(8, Rows.word(isTold ? State.RUNNING : State.QUEUED));
            statement.setString(9, draft.name);
            statement.setString(10, draft.plan);
            statement.setLong(11, total);
            statement.setObject(12, draft.actor);
            statement.setObject(13, draft.rerunOf);
            statement.setTimestamp(14, now);
            statement.setTimestamp(15, isTold ? now : null);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return run(row);
            }
        }
    }

    private static final String VISIBLE =
            """
            from run r
            where r.org_id = ? and r.deleted_at is null and (?::uuid is null or r.project_id = ?)
              and (r.dataset_id is null or exists (
                select 1 from dataset d where d.id = r.dataset_id and d.deleted_at is null))
              and exists (select 1 from project p where p.id = r.project_id and p.deleted_at is null)
            """;

    private static final String GET = "select r.* " + VISIBLE + "and r.id = ?";

    /**
     * A run, as long as its dataset is there.
     *
     * @param project the only one that may be seen; null for any of the org
     */
    public Optional<Run> get(UUID org, @Nullable UUID project, UUID id) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(GET)) {
                statement.setObject(1, org);
                statement.setObject(2, project);
                statement.setObject(3, project);
                statement.setObject(4, id);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(run(row)) : Optional.empty();
                }
            }
        });
    }

    /** Which runs a list shows; null means any. */
    public record Filter(
            @Nullable UUID dataset,
            @Nullable State state,
            @Nullable Mode mode,
            @Nullable String name) {
        public static final Filter ANY = new Filter(null, null, null, null);
    }

    private static final String MATCHING =
            VISIBLE
                    + """
                    and (?::uuid is null or r.dataset_id = ?) and (?::text is null or r.state = ?)
                      and (?::text is null or r.mode = ?) and (?::text is null or r.name = ?)
                    """;

    private static final String LIST =
            "select r.* "
                    + MATCHING
                    + "and (?::uuid is null or r.id < ?) order by r.id desc offset ? limit ?";

    /** The newest first. */
    public List<Run> list(
            UUID org,
            @Nullable UUID project,
            Filter filter,
            @Nullable UUID before,
            int offset,
            int limit) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(LIST)) {
                int next = bind(statement, org, project, filter);
                statement.setObject(next, before);
                statement.setObject(next + 1, before);
                statement.setInt(next + 2, offset);
                statement.setInt(next + 3, limit);
                List<Run> runs = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        runs.add(run(row));
                    }
                }
                return runs;
            }
        });
    }

    private static final String COUNT = "select count(*) " + MATCHING;

    public long count(UUID org, @Nullable UUID project, Filter filter) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(COUNT)) {
                bind(statement, org, project, filter);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    private static int bind(
            PreparedStatement statement, UUID org, @Nullable UUID project, Filter filter)
            throws SQLException {
        String state = filter.state == null ? null : Rows.word(filter.state);
        String mode = filter.mode == null ? null : Rows.word(filter.mode);
        statement.setObject(1, org);
        statement.setObject(2, project);
        statement.setObject(3, project);
        statement.setObject(4, filter.dataset);
        statement.setObject(5, filter.dataset);
        statement.setString(6, state);
        statement.setString(7, state);
        statement.setString(8, mode);
        statement.setString(9, mode);
        statement.setString(10, filter.name);
        statement.setString(11, filter.name);
        return 12;
    }

    private static final String RENAME =
            """
            update run
            set name = coalesce(?, name)
            where org_id = ? and id = ? and deleted_at is null
            """;

    public void rename(UUID org, UUID id, @Nullable String name) {
        database.write(c -> {
            try (PreparedStatement statement = c.prepareStatement(RENAME)) {
                statement.setString(1, name);
                statement.setObject(2, org);
                statement.setObject(3, id);
                return statement.executeUpdate();
            }
        });
    }

    private static final String DELETE =
            """
            update run
            set deleted_at = ?
            where org_id = ? and id = ? and deleted_at is null
            """;

    /** Gone at once; its rows are emptied in the background. */
    public void delete(UUID org, UUID actor, UUID id) {
        Timestamp now = Timestamp.from(clock.instant());
        database.write(c -> {
            try (PreparedStatement statement = c.prepareStatement(DELETE)) {
                statement.setTimestamp(1, now);
                statement.setObject(2, org);
                statement.setObject(3, id);
                if (statement.executeUpdate() == 1) {
                    events.record(c, org, actor, Events.Action.RUN_DELETE, id, null);
                }
                return true;
            }
        });
    }

    static Run run(ResultSet row) throws SQLException {
        UUID dataset = row.getObject("dataset_id", UUID.class);
        byte[] hash = row.getBytes("content_hash");
        Run.Over over =
                dataset == null || hash == null
                        ? null
                        : new Run.Over(dataset, row.getLong("revision"), ContentHash.of(hash));
        return new Run(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "org_id"),
                Rows.uuid(row, "project_id"),
                over,
                Mode.valueOf(Rows.text(row, "mode").toUpperCase(Locale.ROOT)),
                State.valueOf(Rows.text(row, "state").toUpperCase(Locale.ROOT)),
                row.getString("name"),
                Rows.text(row, "plan"),
                row.getLong("total"),
                row.getLong("done"),
                row.getObject("after_id", UUID.class),
                row.getString("policy_seen"),
                Utf8.orNull(row.getString("summary")),
                row.getString("reason"),
                Rows.uuid(row, "actor"),
                row.getObject("rerun_of", UUID.class),
                Rows.time(row, "created_at"),
                Rows.timeOrNull(row, "started_at"),
                Rows.timeOrNull(row, "completed_at"),
                row.getLong("lease"));
    }
}
