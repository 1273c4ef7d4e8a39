package goldset.store;

import goldset.domain.ContentHash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The spine: every change of a dataset is one revision, made while the dataset's row is locked. So
 * numbers are 1, 2, 3 … in the order of commit, totals come from the locked row and never from a
 * scan, and a past state can't change.
 */
public final class Revisions {
    private final Clock clock;

    /** A dataset whose row this transaction holds. */
    record Locked(
            UUID org,
            UUID dataset,
            UUID project,
            String source,
            long revision,
            long itemCount,
            ContentHash contentHash,
            @Nullable UUID lastId,
            boolean keyed) {

        /** Whether a plain append may be written by a key bound to the project, or to none. */
        boolean mayGrow(@Nullable UUID bound) {
            return !keyed && (bound == null || bound.equals(project));
        }

        /** What it is after one more revision that only adds. */
        Locked grown(int count, ContentHash hash, UUID last) {
            return new Locked(
                    org,
                    dataset,
                    project,
                    source,
                    revision + 1,
                    itemCount + count,
                    hash,
                    last,
                    keyed);
        }

        /** The same, from when its items can be found by keys. */
        Locked withKeys() {
            return new Locked(
                    org, dataset, project, source, revision, itemCount, contentHash, lastId, true);
        }
    }

    public enum Kind {
        APPEND,
        IMPORT,
        EDIT,
        DELETE,
        RESTORE
    }

    /**
     * What a revision does.
     *
     * @param first the first of the ids added, when they are one new block; else null
     * @param last the last of them
     */
    record Change(
            Kind kind,
            long added,
            long removed,
            @Nullable UUID first,
            @Nullable UUID last,
            ContentHash hashAfter) {}

    Revisions(Clock clock) {
        this.clock = clock;
    }

    private static final String LOCK =
            """
            select project_id, source, head_revision, item_count, content_hash, last_id,
              keyed
            from dataset
            where org_id = ? and id = ? and deleted_at is null
            for update
            """;

    /** Waits until no other writer of the dataset is left; empty when there is none such. */
    Optional<Locked> lock(Connection connection, UUID org, UUID dataset) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setObject(1, org);
            statement.setObject(2, dataset);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Locked(
                                        org,
                                        dataset,
                                        Rows.uuid(row, "project_id"),
                                        Rows.text(row, "source"),
                                        row.getLong("head_revision"),
                                        row.getLong("item_count"),
                                        ContentHash.of(row.getBytes("content_hash")),
                                        row.getObject("last_id", UUID.class),
                                        row.getBoolean("keyed")))
                        : Optional.empty();
            }
        }
    }

    private static final String RECORD =
            """
            with r as (
              insert into revision (dataset_id, number, kind, actor, at, added, removed, first_id,
                last_id, item_count, content_hash)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              returning dataset_id, number, at, last_id, item_count, content_hash)
            update dataset d
            set head_revision = r.number, item_count = r.item_count, content_hash = r.content_hash,
              last_id = coalesce(r.last_id, d.last_id), updated_at = r.at
            from r
            where d.org_id = ? and d.id = r.dataset_id
            """;

    /** Writes the revision and brings the dataset's row up to it. */
    Locked record(Connection connection, Locked before, UUID actor, Change change)
            throws SQLException {
        Locked after =
                new Locked(
                        before.org(),
                        before.dataset(),
                        before.project(),
                        before.source(),
                        before.revision() + 1,
                        before.itemCount() + change.added() - change.removed(),
                        change.hashAfter(),
                        change.last() == null ? before.lastId() : change.last(),
                        before.keyed());
        try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
            statement.setObject(1, after.dataset());
            statement.setLong(2, after.revision());
            statement.setString(3, Rows.word(change.kind()));
            statement.setObject(4, actor);
            statement.setTimestamp(5, Timestamp.from(clock.instant()));
            statement.setLong(6, change.added());
            statement.setLong(7, change.removed());
            statement.setObject(8, change.first());
            statement.setObject(9, change.last());
            statement.setLong(10, after.itemCount());
            statement.setBytes(11, after.contentHash().bytes());
            statement.setObject(12, after.org());
            Rows.exactlyOne(statement.executeUpdate());
        }
        return after;
    }
}
