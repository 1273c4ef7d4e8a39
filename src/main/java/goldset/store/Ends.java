package goldset.store;

import goldset.domain.ContentHash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Live rows that a revision ends: they go to the history. */
final class Ends {
    private Ends() {}

    /** What was ended: how many, and the sum of their hashes. */
    record Ended(int count, ContentHash hash) {}

    private static final String END =
            """
            with d as (select id from dataset where org_id = ? and id = ?),
            gone as (
              delete from item i using d
              where i.dataset_id = d.id and i.id = any (?)
              returning i.*)
            insert into item_history (dataset_id, id, born, input, context, expected_output,
              expected_decision, rule_hits, metadata, content_hash, external_id, bytes, died)
            select dataset_id, id, born, input, context, expected_output,
              expected_decision, rule_hits, metadata, content_hash, external_id, bytes, ?
            from gone
            returning content_hash
            """;

    /** Moves live rows to the history, and sums up what they were. */
    static Ended end(Connection connection, Revisions.Locked locked, List<UUID> ids)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END)) {
            statement.setObject(1, locked.org());
            statement.setObject(2, locked.dataset());
            statement.setArray(3, connection.createArrayOf("uuid", ids.toArray()));
            statement.setLong(4, locked.revision() + 1);
            int count = 0;
            ContentHash hash = ContentHash.EMPTY;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    count++;
                    hash = hash.plus(ContentHash.of(rows.getBytes(1)));
                }
            }
            if (locked.keyed()) {
                ItemKeys.drop(connection, locked);
            }
            return new Ended(count, hash);
        }
    }

    private static final String DISCARD =
            """
            delete from item i using dataset d
            where d.org_id = ? and d.id = ? and i.dataset_id = d.id and i.id = any (?)
            returning i.content_hash
            """;

    /** Takes away rows that the revision under way has brought itself, and sums them up. */
    static ContentHash discard(Connection connection, Revisions.Locked locked, List<UUID> ids)
            throws SQLException {
        ItemKeys.drop(connection, locked, ids);
        try (PreparedStatement statement = connection.prepareStatement(DISCARD)) {
            statement.setObject(1, locked.org());
            statement.setObject(2, locked.dataset());
            statement.setArray(3, connection.createArrayOf("uuid", ids.toArray()));
            ContentHash hash = ContentHash.EMPTY;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    hash = hash.plus(ContentHash.of(rows.getBytes(1)));
                }
            }
            return hash;
        }
    }
}
