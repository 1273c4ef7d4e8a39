package goldset.store;

import goldset.domain.ContentHash;
import goldset.domain.Dataset;
import goldset.domain.Ids;
import goldset.domain.NewItem;
import goldset.domain.Once;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Datasets as rows; what is in them is {@link Items}. */
public final class Datasets {
    private static final int SLICE_ROWS = 50;

    /** A row's texts at their longest, as strings and as the driver's bytes. */
    private static final long ROW_MEMORY_BYTES =
            5L
                    * (Dataset.DESCRIPTION_CHARS_MAX
                            + Dataset.NAME_CHARS_MAX
                            + 4 * Dataset.LABEL_CHARS_MAX);

    private final Database database;
    private final Revisions revisions;
    private final Appends appends;
    private final Answers answers;
    private final Changes changes;
    private final Events events;
    private final Ids ids;
    private final Clock clock;

    public Datasets(
            Database database, Answers answers, Events events, Heads heads, Ids ids, Clock clock) {
        this.database = database;
        this.events = events;
        revisions = new Revisions(clock);
        appends = new Appends(revisions, ids);
        this.answers = answers;
        changes = new Changes(answers, revisions, heads);
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Which datasets a list shows; null or empty means any.
     *
     * @param publicOnly whether to leave out what isn't marked public
     */
    public record Filter(
            @Nullable UUID project,
            List<String> categories,
            List<String> sources,
            List<String> otherSourcesThan,
            boolean publicOnly) {}

    private static final String CREATE =
            """
            insert into dataset (id, org_id, project_id, name, description, category, trust_level,
              source, is_public, created_by, created_at, updated_at, head_revision, item_count,
              content_hash)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?)
            """;

    /** Makes a dataset, and its first revision if it brings items; absent is the project. */
    public Outcome<Dataset> create(
            UUID org,
            UUID project,
            UUID actor,
            Once<Dataset> once,
            Dataset.Draft draft,
            List<NewItem> items) {
        UUID id = ids.next();
        return answers.write(
                id,
                once,
                c -> {
                    Items.Where where = new Items.Where(org, project, id, actor);
                    if (!make(c, where, project, draft)) {
                        return new Outcome.Absent<>(What.PROJECT);
                    }
                    if (!items.isEmpty()) {
                        Revisions.Locked locked = revisions.lock(c, org, id).orElseThrow();
                        appends.append(c, locked, actor, Revisions.Kind.APPEND, items);
                    }
                    return new Outcome.Done<>(get(c, org, null, id).orElseThrow());
                });
    }

    /** Makes an empty one; false when there is no such project. */
    boolean make(Connection connection, Items.Where where, UUID project, Dataset.Draft draft)
            throws SQLException {
        if (!Projects.hold(connection, where.org(), project)) {
            return false;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        insert(connection, where.org(), project, where.dataset(), draft, now);
        record(connection, where, Events.Action.DATASET_CREATE, draft.name());
        return true;
    }

    private static void insert(
            Connection connection,
            UUID org,
            UUID project,
            UUID id,
            Dataset.Draft draft,
            Instant now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CREATE)) {
            statement.setObject(1, id);
            statement.setObject(2, org);
            statement.setObject(3, project);
            statement.setString(4, draft.name());
            statement.setString(5, draft.description());
            statement.setString(6, draft.category());
            statement.setString(7, draft.trustLevel());
            statement.setString(8, draft.source());
            statement.setBoolean(9, draft.isPublic());
            statement.setString(10, draft.createdBy());
            statement.setTimestamp(11, Timestamp.from(now));
            statement.setTimestamp(12, Timestamp.from(now));
            statement.setBytes(13, ContentHash.EMPTY.bytes());
            Rows.exactlyOne(statement.executeUpdate());
        }
    }

    private static final String EDIT =
            """
            update dataset
            set name = ?, description = ?, category = ?, trust_level = ?, source = ?,
              is_public = ?, created_by = ?, updated_at = ?
            where org_id = ? and id = ?
            """;

    /**
     * Changes what is said of a dataset.
     *
     * @param change makes the new of the old; it runs under the lock
     */
    public Outcome<Dataset> edit(
            Items.Where where, Once<Dataset> once, UnaryOperator<Dataset.Draft> change) {
        return changes.run(
                where,
                once,
                (c, locked) -> {
                    Dataset old =
                            get(c, where.org(), where.project(), where.dataset()).orElseThrow();
                    Dataset.Draft draft = change.apply(old.draft());
                    try (PreparedStatement statement = c.prepareStatement(EDIT)) {
                        statement.setString(1, draft.name());
                        statement.setString(2, draft.description());
                        statement.setString(3, draft.category());
                        statement.setString(4, draft.trustLevel());
                        statement.setString(5, draft.source());
                        statement.setBoolean(6, draft.isPublic());
                        statement.setString(7, draft.createdBy());
                        statement.setTimestamp(8, Timestamp.from(clock.instant()));
                        statement.setObject(9, where.org());
                        statement.setObject(10, where.dataset());
                        Rows.exactlyOne(statement.executeUpdate());
                    }
                    record(c, where, Events.Action.DATASET_EDIT, draft.name());
                    return new Outcome.Done<>(
                            get(c, where.org(), where.project(), where.dataset()).orElseThrow());
                });
    }

    private static final String DELETE =
            "update dataset set deleted_at = ? where org_id = ? and id = ?";

    /** Takes a dataset out of sight at once; its rows go in the background. */
    public Outcome<UUID> delete(Items.Where where, Once<UUID> once) {
        return changes.run(
                where,
                once,
                (c, locked) -> {
                    Dataset old =
                            get(c, where.org(), where.project(), where.dataset()).orElseThrow();
                    try (PreparedStatement statement = c.prepareStatement(DELETE)) {
                        statement.setTimestamp(1, Timestamp.from(clock.instant()));
                        statement.setObject(2, where.org());
                        statement.setObject(3, where.dataset());
                        Rows.exactlyOne(statement.executeUpdate());
                    }
                    record(c, where, Events.Action.DATASET_DELETE, old.draft().name());
                    return new Outcome.Done<>(where.dataset());
                });
    }

    private void record(Connection connection, Items.Where where, Events.Action action, String name)
            throws SQLException {
        events.record(connection, where.org(), where.actor(), action, where.dataset(), name);
    }

    private static final String GET =
            """
            select id, project_id, name, description, category, trust_level, source, is_public,
              created_by, created_at, updated_at, head_revision, item_count, content_hash
            from dataset
            where org_id = ? and id = ? and deleted_at is null
              and (?::uuid is null or project_id = ?)
            """;

    /**
     * @param project the only project to look in; null for any of the org
     */
    public Optional<Dataset> get(UUID org, @Nullable UUID project, UUID id) {
        return database.read(c -> get(c, org, project, id));
    }

    private static Optional<Dataset> get(Connection c, UUID org, @Nullable UUID project, UUID id)
            throws SQLException {
        try (PreparedStatement statement = c.prepareStatement(GET)) {
            statement.setObject(1, org);
            statement.setObject(2, id);
            statement.setObject(3, project);
            statement.setObject(4, project);
            return all(statement).stream().findFirst();
        }
    }

    private static final String LIST =
            """
            select id, project_id, name, description, category, trust_level, source, is_public,
              created_by, created_at, updated_at, head_revision, item_count, content_hash
            from dataset
            where org_id = ? and deleted_at is null
              and (?::uuid is null or project_id = ?)
              and (cardinality(?::text[]) = 0 or category = any (?))
              and (cardinality(?::text[]) = 0 or source = any (?))
              and source <> all (?)
              and (is_public or not ?)
              and (?::uuid is null or id < ?)
            order by id desc
            offset ?
            limit ?
            """;

    /**
     * Visits datasets, the newest first, a slice at a time.
     *
     * @param before the id that the list goes on behind; null for the beginning
     * @param memory told how much a slice may hold; free to refuse by throwing
     * @return the last id visited when more follow it
     */
    public Optional<UUID> list(
            UUID org,
            Filter filter,
            @Nullable UUID before,
            long offset,
            int limit,
            LongConsumer memory,
            Consumer<Dataset> visit) {
        UUID last = before;
        long skip = offset;
        int left = limit;
        memory.accept(SLICE_ROWS * ROW_MEMORY_BYTES);
        while (true) {
            int wanted = Math.min(left, SLICE_ROWS - 1) + 1;
            List<Dataset> slice = slice(org, filter, last, skip, wanted);
            boolean more = slice.size() == wanted;
            for (Dataset dataset : slice.subList(0, more ? wanted - 1 : slice.size())) {
                visit.accept(dataset);
                last = dataset.id();
                left--;
            }
            skip = 0;
            if (!more || left == 0) {
                return more ? Optional.ofNullable(last) : Optional.empty();
            }
        }
    }

    private List<Dataset> slice(
            UUID org, Filter filter, @Nullable UUID before, long offset, int limit) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(LIST)) {
                int next = bind(c, statement, org, filter);
                statement.setObject(next, before);
                statement.setObject(next + 1, before);
                statement.setLong(next + 2, offset);
                statement.setInt(next + 3, limit);
                return all(statement);
            }
        });
    }

    private static final String COUNT =
            """
            select count(*)
            from dataset
            where org_id = ? and deleted_at is null
              and (?::uuid is null or project_id = ?)
              and (cardinality(?::text[]) = 0 or category = any (?))
              and (cardinality(?::text[]) = 0 or source = any (?))
              and source <> all (?)
              and (is_public or not ?)
            """;

    public long count(UUID org, Filter filter) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(COUNT)) {
                bind(c, statement, org, filter);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    private static int bind(
            Connection connection, PreparedStatement statement, UUID org, Filter filter)
            throws SQLException {
        statement.setObject(1, org);
        statement.setObject(2, filter.project());
        statement.setObject(3, filter.project());
        Array categories = connection.createArrayOf("text", filter.categories().toArray());
        statement.setArray(4, categories);
        statement.setArray(5, categories);
        Array sources = connection.createArrayOf("text", filter.sources().toArray());
        statement.setArray(6, sources);
        statement.setArray(7, sources);
        statement.setArray(
                8, connection.createArrayOf("text", filter.otherSourcesThan().toArray()));
        statement.setBoolean(9, filter.publicOnly());
        return 10;
    }

    private static List<Dataset> all(PreparedStatement statement) throws SQLException {
        List<Dataset> datasets = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                datasets.add(dataset(row));
            }
        }
        return datasets;
    }

    private static Dataset dataset(ResultSet row) throws SQLException {
        return new Dataset(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "project_id"),
                new Dataset.Draft(
                        Rows.text(row, "name"),
                        row.getString("description"),
                        row.getString("category"),
                        Rows.text(row, "trust_level"),
                        Rows.text(row, "source"),
                        row.getBoolean("is_public"),
                        row.getString("created_by")),
                row.getLong("head_revision"),
                row.getLong("item_count"),
                ContentHash.of(row.getBytes("content_hash")),
                Rows.time(row, "created_at"),
                Rows.time(row, "updated_at"));
    }
}
