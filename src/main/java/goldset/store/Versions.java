package goldset.store;

import goldset.domain.ContentHash;
import goldset.domain.Ids;
import goldset.domain.Once;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import goldset.domain.PastState;
import goldset.domain.Version;
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
import org.jspecify.annotations.Nullable;

/** Versions and past states: a snapshot is one row, whatever the size of the dataset. */
public final class Versions {
    private final Database database;
    private final Changes changes;
    private final Revisions revisions;
    private final Events events;
    private final Ids ids;
    private final Clock clock;

    public Versions(
            Database database, Answers answers, Events events, Heads heads, Ids ids, Clock clock) {
        this.database = database;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
        revisions = new Revisions(clock);
        changes = new Changes(answers, revisions, heads);
    }

    /** What the taker of a snapshot says of it. */
    public record Note(@Nullable String label, @Nullable String description) {}

    /** Makes a version of what the dataset is now, unless the latest one has the same content. */
    public Outcome<Version.Taken> snapshot(Items.Where where, Once<Version.Taken> once, Note note) {
        return changes.run(
                where, once, (c, locked) -> new Outcome.Done<>(take(c, locked, where, note)));
    }

    private Version.Taken take(
            Connection connection, Revisions.Locked locked, Items.Where where, Note note)
            throws SQLException {
        Optional<Version> latest = newest(connection, where.org(), where.dataset());
        boolean unchanged =
                latest.map(v -> v.contentHash().equals(locked.contentHash())).orElse(false);
        return unchanged
                ? new Version.Taken(latest.orElseThrow(), true)
                : new Version.Taken(insert(connection, locked, where, note), false);
    }

    /** Goes back to a version. What it replaces is made a version first, unless it is one. */
    public Outcome<Version.Restored> restore(
            Items.Where where, Once<Version.Restored> once, UUID version) {
        return changes.run(
                where,
                once,
                (c, locked) -> {
                    Optional<Version> target = byId(c, where.org(), where.dataset(), version);
                    if (target.isEmpty()) {
                        return new Outcome.Absent<>(What.VERSION);
                    }
                    return new Outcome.Done<>(restore(c, locked, where, target.get()));
                });
    }

    private Version.Restored restore(
            Connection connection, Revisions.Locked locked, Items.Where where, Version target)
            throws SQLException {
        PastState past = stateOf(connection, locked, target.revision());
        PastState now = stateOf(connection, locked, locked.revision());
        if (!differ(connection, locked, past, now)) {
            return new Version.Restored(
                    target.number(), target.itemCount(), locked.revision(), null);
        }
        Long before = null;
        if (!isKept(connection, locked, now)) {
            Note note = new Note(null, "Before the restore of version " + target.number());
            before = insert(connection, locked, where, note).number();
        }
        long revision = Restores.restore(connection, revisions, locked, where.actor(), past);
        return new Version.Restored(target.number(), target.itemCount(), revision, before);
    }

    private static final String COLUMNS =
            """
            select v.id, v.number, v.revision, v.label, v.description, v.source, v.item_count,
              v.content_hash, v.actor, v.at
            from version v join dataset d on d.id = v.dataset_id
            where d.org_id = ? and d.id = ? and d.deleted_at is null
            """;

    private static final String LIST = COLUMNS + "and v.number < ? order by v.number desc limit ?";

    /**
     * The newest first.
     *
     * @param before the number that the page begins behind
     */
    public List<Version> list(UUID org, UUID dataset, long before, int limit) {
        return database.read(c -> all(c, LIST, org, dataset, before, limit));
    }

    private static final String COUNT =
            """
            select count(*)
            from version v join dataset d on d.id = v.dataset_id
            where d.org_id = ? and d.id = ? and d.deleted_at is null
            """;

    public long count(UUID org, UUID dataset) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(COUNT)) {
                statement.setObject(1, org);
                statement.setObject(2, dataset);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    private static final String BY_ID = COLUMNS + "and v.id = ?";
    private static final String BY_NUMBER = COLUMNS + "and v.number = ?";
    private static final String NEWEST = COLUMNS + "order by v.number desc limit 1";

    public Optional<Version> get(UUID org, UUID dataset, UUID id) {
        return database.read(c -> byId(c, org, dataset, id));
    }

    public Optional<Version> get(UUID org, UUID dataset, long number) {
        return database.read(c -> all(c, BY_NUMBER, org, dataset, number).stream().findFirst());
    }

    /**
     * @param idOrNumber whatever else names none
     */
    public Optional<Version> find(UUID org, UUID dataset, String idOrNumber) {
        return idOrNumber.matches("[0-9]{1,18}")
                ? get(org, dataset, Long.parseLong(idOrNumber))
                : Ids.parse(idOrNumber).flatMap(id -> get(org, dataset, id));
    }

    private static Optional<Version> byId(Connection connection, UUID org, UUID dataset, UUID id)
            throws SQLException {
        return all(connection, BY_ID, org, dataset, id).stream().findFirst();
    }

    private static Optional<Version> newest(Connection connection, UUID org, UUID dataset)
            throws SQLException {
        return all(connection, NEWEST, org, dataset).stream().findFirst();
    }

    private static List<Version> all(
            Connection connection, String sql, UUID org, UUID dataset, Object... rest)
            throws SQLException {
        List<Version> versions = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, org);
            statement.setObject(2, dataset);
            for (int i = 0; i < rest.length; i++) {
                statement.setObject(3 + i, rest[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    versions.add(version(row));
                }
            }
        }
        return versions;
    }

    private static Version version(ResultSet row) throws SQLException {
        return new Version(
                Rows.uuid(row, "id"),
                row.getLong("number"),
                row.getLong("revision"),
                row.getString("label"),
                row.getString("description"),
                Rows.text(row, "source"),
                row.getLong("item_count"),
                ContentHash.of(row.getBytes("content_hash")),
                Rows.uuid(row, "actor"),
                Rows.time(row, "at"));
    }

    private static final String SAME_CONTENT =
            COLUMNS + "and v.content_hash = ? order by v.number desc limit 1";

    /** Whether a version is just what the dataset is now. */
    private static boolean isKept(Connection connection, Revisions.Locked locked, PastState now)
            throws SQLException {
        byte[] hash = locked.contentHash().bytes();
        Optional<Version> same =
                all(connection, SAME_CONTENT, locked.org(), locked.dataset(), hash).stream()
                        .findFirst();
        return same.isPresent()
                && !differ(
                        connection,
                        locked,
                        stateOf(connection, locked, same.get().revision()),
                        now);
    }

    /** In content, or in what the content hash leaves out: which items they are, and their keys. */
    private static boolean differ(
            Connection connection, Revisions.Locked locked, PastState past, PastState now)
            throws SQLException {
        return !past.contentHash().equals(now.contentHash())
                || Diffs.count(connection, locked.org(), locked.dataset(), past, now).any();
    }

    private static PastState stateOf(Connection connection, Revisions.Locked locked, long revision)
            throws SQLException {
        return state(connection, locked.org(), locked.dataset(), revision).orElseThrow();
    }

    private static final String INSERT =
            """
            with d as (
              update dataset set versions_made = versions_made + 1
              where org_id = ? and id = ?
              returning id, versions_made)
            insert into version (dataset_id, number, id, revision, label, description, source, actor,
              at, item_count, content_hash)
            select d.id, d.versions_made, ?, ?, ?, ?, ?, ?, ?, ?, ?
            from d
            returning number
            """;

    private Version insert(
            Connection connection, Revisions.Locked locked, Items.Where where, Note note)
            throws SQLException {
        UUID id = ids.next();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setObject(1, locked.org());
            statement.setObject(2, locked.dataset());
            statement.setObject(3, id);
            statement.setLong(4, locked.revision());
            statement.setString(5, note.label());
            statement.setString(6, note.description());
            statement.setString(7, locked.source());
            statement.setObject(8, where.actor());
            statement.setTimestamp(9, Timestamp.from(now));
            statement.setLong(10, locked.itemCount());
            statement.setBytes(11, locked.contentHash().bytes());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long number = row.getLong("number");
                events.record(
                        connection,
                        locked.org(),
                        where.actor(),
                        Events.Action.VERSION_CREATE,
                        locked.dataset(),
                        "version " + number);
                return new Version(
                        id,
                        number,
                        locked.revision(),
                        note.label(),
                        note.description(),
                        locked.source(),
                        locked.itemCount(),
                        locked.contentHash(),
                        where.actor(),
                        now);
            }
        }
    }

    /**
     * The state that a reader means; the present one, when neither is said.
     *
     * @param version id or number of a version; empty for none
     * @param revision number of a revision; negative for none
     */
    public Optional<PastState> asOf(UUID org, UUID dataset, String version, long revision) {
        if (version.isEmpty()) {
            return state(org, dataset, revision);
        }
        return find(org, dataset, version).flatMap(v -> state(org, dataset, v.revision()));
    }

    private static final String STATE =
            """
            select w.number, coalesce(r.item_count, 0) as item_count, r.content_hash,
              (select l.last_id
               from revision l
               where l.dataset_id = d.id and l.number <= w.number and l.last_id is not null
               order by l.number desc
               limit 1) as last_id,
              exists (
                select 1
                from revision x
                where x.dataset_id = d.id and x.number > w.number and x.removed > 0) as changed
            from dataset d
            cross join lateral (
              select case when m.number < 0 then d.head_revision else m.number end as number
              from (select ?::bigint as number) m) w
            left join revision r on r.dataset_id = d.id and r.number = w.number
            where d.org_id = ? and d.id = ? and d.deleted_at is null
              and w.number <= d.head_revision
            """;

    /** The dataset after a revision, now if that is negative; empty when it has none such. */
    public Optional<PastState> state(UUID org, UUID dataset, long revision) {
        return database.read(c -> state(c, org, dataset, revision));
    }

    static Optional<PastState> state(Connection connection, UUID org, UUID dataset, long revision)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STATE)) {
            statement.setLong(1, revision);
            statement.setObject(2, org);
            statement.setObject(3, dataset);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                byte[] hash = row.getBytes("content_hash");
                UUID last = row.getObject("last_id", UUID.class);
                return Optional.of(
                        new PastState(
                                row.getLong("number"),
                                row.getLong("item_count"),
                                hash == null ? ContentHash.EMPTY : ContentHash.of(hash),
                                last == null ? new UUID(0, 0) : last,
                                !row.getBoolean("changed")));
            }
        }
    }
}
