package goldset.store;

import goldset.domain.Appended;
import goldset.domain.ContentHash;
import goldset.domain.Ids;
import goldset.domain.NewItem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;

/** New items under a dataset's lock: one batch of array inserts, one revision. */
final class Appends {
    /** A statement's share of a batch: enough rows to be fast, few enough bytes to be held. */
    private static final int CHUNK_ROWS_MAX = 2000;

    private static final int CHUNK_BYTES_MAX = 448 << 10;
    private static final int BATCH_CHUNKS_MAX = 8;

    private final Revisions revisions;
    private final Ids ids;

    Appends(Revisions revisions, Ids ids) {
        this.revisions = revisions;
        this.ids = ids;
    }

    /** Adds at least one item to a locked dataset. */
    Appended append(
            Connection connection,
            Revisions.Locked dataset,
            UUID actor,
            Revisions.Kind kind,
            List<NewItem> items)
            throws SQLException {
        UUID first = insertBlock(connection, dataset, items);
        Revisions.Change change =
                new Revisions.Change(
                        kind,
                        items.size(),
                        0,
                        first,
                        Ids.row(first, items.size() - 1),
                        dataset.contentHash().plus(ContentHash.sum(items)));
        Revisions.Locked after = revisions.record(connection, dataset, actor, change);
        return new Appended(first, items.size(), after.revision(), after.itemCount(), null);
    }

    /** Puts at least one item behind all that a locked dataset ever had, and returns its id. */
    UUID insertBlock(Connection connection, Revisions.Locked dataset, List<NewItem> items)
            throws SQLException {
        UUID first = ids.block(dataset.lastId());
        insert(connection, dataset, i -> Ids.row(first, i), items);
        if (dataset.keyed()) {
            ItemKeys.add(connection, dataset, first, Ids.row(first, items.size() - 1));
        }
        return first;
    }

    /** Rows in the place of ones that are gone, under their ids. */
    static void insertInPlace(
            Connection connection, Revisions.Locked dataset, List<UUID> places, List<NewItem> items)
            throws SQLException {
        insert(connection, dataset, places::get, items);
        if (dataset.keyed()) {
            ItemKeys.add(connection, dataset, places);
        }
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

    /** Rows that the next revision brings. */
    static void insert(
            Connection connection,
            Revisions.Locked dataset,
            IntFunction<UUID> idOf,
            List<NewItem> items)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            int chunks = 0;
            for (int from = 0; from < items.size(); ) {
                int to = chunkEnd(items, from);
                ItemArrays arrays = new ItemArrays(idOf, items, from, to);
                add(connection, statement, dataset, arrays);
                from = to;
                if (++chunks % BATCH_CHUNKS_MAX == 0 || from == items.size()) {
                    statement.executeBatch();
                }
            }
        }
    }

    private static void add(
            Connection connection,
            PreparedStatement statement,
            Revisions.Locked dataset,
            ItemArrays arrays)
            throws SQLException {
        statement.setLong(1, dataset.revision() + 1);
        int next = arrays.bind(connection, statement, 2);
        statement.setObject(next, dataset.org());
        statement.setObject(next + 1, dataset.dataset());
        statement.addBatch();
    }

    /** Where a statement's share ends that begins at an index. */
    static int chunkEnd(List<NewItem> items, int from) {
        long bytes = 0;
        int to = from;
        while (to < items.size() && to - from < CHUNK_ROWS_MAX && bytes < CHUNK_BYTES_MAX) {
            bytes += items.get(to++).bytes();
        }
        return to;
    }
}
