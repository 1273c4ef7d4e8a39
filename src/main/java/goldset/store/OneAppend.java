package goldset.store;

import goldset.domain.Appended;
import goldset.domain.NewItem;
import goldset.domain.Utf8;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.UUID;

/**
 * The commonest append, of one item by one caller: what {@link GroupAppends} does with lists, done
 * with plain values, which take the database a quarter less.
 */
final class OneAppend {
    private OneAppend() {}

    private static final String WRITE =
            """
            with d as (
              update dataset
              set head_revision = ?, item_count = ?, content_hash = ?, last_id = ?, updated_at = ?
              where org_id = ? and id = ? and head_revision = ? and deleted_at is null
                and not keyed
              returning id, head_revision, item_count, content_hash, last_id, updated_at),
            r as (
              insert into revision (dataset_id, number, kind, actor, at, added, removed, first_id,
                last_id, item_count, content_hash)
              select id, head_revision, ?, ?, updated_at, 1, 0, last_id, last_id, item_count,
                content_hash
              from d),
            i as (
              insert into item (dataset_id, id, born, input, context, expected_output,
                expected_decision, rule_hits, metadata, content_hash, external_id, bytes)
              select id, last_id, head_revision, ?, ?, ?, ?, ?::text[], ?::json, ?, ?, ?
              from d)
            select count(*) from d
            """;

    /** False when the dataset is another than was thought; then nothing was done. */
    static boolean write(
            Connection connection,
            Revisions.Locked before,
            Revisions.Locked after,
            Part part,
            Appended appended,
            Timestamp now)
            throws SQLException {
        NewItem item = part.items().getFirst();
        UUID id = appended.firstId();
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            statement.setLong(1, after.revision());
            statement.setLong(2, after.itemCount());
            statement.setBytes(3, after.contentHash().bytes());
            statement.setObject(4, id);
            statement.setTimestamp(5, now);
            statement.setObject(6, before.org());
            statement.setObject(7, before.dataset());
            statement.setLong(8, before.revision());
            statement.setString(9, Rows.word(part.kind()));
            statement.setObject(10, part.where().actor());
            Utf8 output = item.expectedOutput();
            Utf8 metadata = item.metadata();
            statement.setString(11, item.input().toString());
            statement.setString(12, item.context());
            statement.setString(13, output == null ? null : output.toString());
            statement.setString(14, item.expectedDecision());
            statement.setString(15, ItemArrays.literal(item.ruleHits()));
            statement.setString(16, metadata == null ? null : metadata.toString());
            statement.setBytes(17, item.hash().bytes());
            statement.setString(18, item.externalId());
            statement.setInt(19, item.bytes());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1) == 1;
            }
        }
    }
}
