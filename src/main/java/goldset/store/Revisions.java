package goldset.store;

import goldset.domain.AppendOutcome.Appended;
import goldset.domain.ContentHash;
import goldset.domain.Ids;
import goldset.domain.NewItem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The spine: every change of a dataset is one revision, made while the dataset's row is locked. So
 * numbers are 1, 2, 3 … in the order of commit, totals come from the locked row and never from a
 * scan, and a past state can't change.
 */
final class Revisions {
    /** A statement's share of a batch: enough rows to be fast, few enough bytes to be held. */
    private static final int CHUNK_ROWS_MAX = 2000;

    private static final int CHUNK_BYTES_MAX = 1 << 20;
    private static final int BATCH_CHUNKS_MAX = 8;

    private final Ids ids;
    private final Clock clock;

    /** A dataset whose row this transaction holds. */
    record Locked(
            UUID org,
            UUID dataset,
            UUID project,
            long revision,
            long itemCount,
            ContentHash contentHash,
            @Nullable UUID lastId) {}

    Revisions(Ids ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    private static final String LOCK =
            """
            select project_id, head_revision, item_count, content_hash, last_id
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
                                        row.getLong("head_revision"),
                                        row.getLong("item_count"),
                                        ContentHash.of(row.getBytes("content_hash")),
                                        row.getObject("last_id", UUID.class)))
                        : Optional.empty();
            }
        }
    }

    /** Adds at least one item to a locked dataset. */
    Appended append(Connection connection, Locked dataset, UUID actor, List<NewItem> items)
            throws SQLException {
        UUID first = ids.block(dataset.lastId());
        UUID last = Ids.row(first, items.size() - 1);
        insert(connection, dataset, first, items);
        Locked after =
                new Locked(
                        dataset.org(),
                        dataset.dataset(),
                        dataset.project(),
                        dataset.revision() + 1,
                        dataset.itemCount() + items.size(),
                        dataset.contentHash().plus(ContentHash.sum(items)),
                        last);
        record(connection, after, actor, items.size(), first);
        return new Appended(first, items.size(), after.revision(), after.itemCount());
    }

    private static final String INSERT =
            """
            insert into item (dataset_id, id, born, input, context, expected_output,
              expected_decision, rule_hits, metadata, content_hash, external_id, bytes)
            select d.id, n.id, ?, n.input, n.context, n.expected_output,
              n.expected_decision, n.rule_hits::text[], n.metadata::json, n.content_hash,
              n.external_id, n.bytes
            from dataset d, unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
              ?::text[], ?::bytea[], ?::text[], ?::int[])
              as n (id, input, context, expected_output, expected_decision, rule_hits, metadata,
                content_hash, external_id, bytes)
            where d.org_id = ? and d.id = ?
            """;

    private static void insert(
            Connection connection, Locked dataset, UUID first, List<NewItem> items)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            int chunks = 0;
            for (int from = 0; from < items.size(); ) {
                int to = chunkEnd(items, from);
                ItemArrays arrays = new ItemArrays(first, items, from, to);
                statement.setLong(1, dataset.revision() + 1);
                int next = arrays.bind(connection, statement, 2);
                statement.setObject(next, dataset.org());
                statement.setObject(next + 1, dataset.dataset());
                statement.addBatch();
                from = to;
                if (++chunks % BATCH_CHUNKS_MAX == 0 || from == items.size()) {
                    statement.executeBatch();
                }
            }
        }
    }

    private static int chunkEnd(List<NewItem> items, int from) {
        long bytes = 0;
        int to = from;
        while (to < items.size() && to - from < CHUNK_ROWS_MAX && bytes < CHUNK_BYTES_MAX) {
            bytes += items.get(to++).bytes();
        }
        return to;
    }

    private static final String RECORD =
            """
            with r as (
              insert into revision (dataset_id, number, kind, actor, at, added, removed, first_id,
                last_id, item_count, content_hash)
              values (?, ?, 'append', ?, ?, ?, 0, ?, ?, ?, ?)
              returning dataset_id, number, at, last_id, item_count, content_hash)
            update dataset d
            set head_revision = r.number, item_count = r.item_count, content_hash = r.content_hash,
              last_id = r.last_id, updated_at = r.at
            from r
            where d.org_id = ? and d.id = r.dataset_id
            """;

    private void record(Connection connection, Locked after, UUID actor, int added, UUID first)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
            statement.setObject(1, after.dataset());
            statement.setLong(2, after.revision());
            statement.setObject(3, actor);
            statement.setTimestamp(4, Timestamp.from(clock.instant()));
            statement.setLong(5, added);
            statement.setObject(6, first);
            statement.setObject(7, after.lastId());
            statement.setLong(8, after.itemCount());
            statement.setBytes(9, after.contentHash().bytes());
            statement.setObject(10, after.org());
            Rows.exactlyOne(statement.executeUpdate());
        }
    }
}
