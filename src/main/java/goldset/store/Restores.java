package goldset.store;

import goldset.domain.PastState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** Going back to a past state as one more revision; the cost follows what changed since. */
final class Restores {
    private Restores() {}

    /** Makes the live rows those of the past state, under the ids they had. */
    static long restore(
            Connection connection,
            Revisions revisions,
            Revisions.Locked locked,
            UUID actor,
            PastState past)
            throws SQLException {
        int removed = remove(connection, locked, past);
        int added = revive(connection, locked, past);
        if (locked.keyed()) {
            ItemKeys.drop(connection, locked);
            ItemKeys.revive(connection, locked, past);
        }
        if (locked.itemCount() - removed + added != past.itemCount()) {
            throw new IllegalStateException(
                    "restoring revision %d of %s: %d - %d + %d items are not %d"
                            .formatted(
                                    past.revision(),
                                    locked.dataset(),
                                    locked.itemCount(),
                                    removed,
                                    added,
                                    past.itemCount()));
        }
        Revisions.Change change =
                new Revisions.Change(
                        Revisions.Kind.RESTORE, added, removed, null, null, past.contentHash());
        return revisions.record(connection, locked, actor, change).revision();
    }

    /** Rows born since: new ones behind the last id, edited ones, and those a restore revived. */
    private static final String REMOVE =
            """
            with d as (select id from dataset where org_id = ? and id = ?),
            since as (
              select i.id
              from item i, d
              where i.dataset_id = d.id and i.id > ?
              union
              select h.id
              from item_history h, d
              where h.dataset_id = d.id and h.died > ?
              union
              select i.id
              from item i, d
              where i.dataset_id = d.id and i.born > ?
                and exists (
                  select 1
                  from revision r
                  where r.dataset_id = d.id and r.number > ? and r.kind = 'restore')),
            gone as (
              delete from item i using d, since s
              where i.dataset_id = d.id and i.id = s.id and i.born > ?
              returning i.*)
            insert into item_history (dataset_id, id, born, input, context, expected_output,
              expected_decision, rule_hits, metadata, content_hash, external_id, bytes, died)
            select dataset_id, id, born, input, context, expected_output,
              expected_decision, rule_hits, metadata, content_hash, external_id, bytes, ?
            from gone
            """;

    private static int remove(Connection connection, Revisions.Locked locked, PastState past)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
            statement.setObject(1, locked.org());
            statement.setObject(2, locked.dataset());
            statement.setObject(3, past.lastId());
            statement.setLong(4, past.revision());
            statement.setLong(5, past.revision());
            statement.setLong(6, past.revision());
            statement.setLong(7, past.revision());
            statement.setLong(8, locked.revision() + 1);
            return statement.executeUpdate();
        }
    }

    private static final String REVIVE =
            """
            insert into item (dataset_id, id, born, input, context, expected_output,
              expected_decision, rule_hits, metadata, content_hash, external_id, bytes)
            select h.dataset_id, h.id, ?, h.input, h.context, h.expected_output,
              h.expected_decision, h.rule_hits, h.metadata, h.content_hash, h.external_id, h.bytes
            from item_history h join dataset d on d.id = h.dataset_id
            where d.org_id = ? and d.id = ? and h.born <= ? and h.died > ?
            """;

    private static int revive(Connection connection, Revisions.Locked locked, PastState past)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REVIVE)) {
            statement.setLong(1, locked.revision() + 1);
            statement.setObject(2, locked.org());
            statement.setObject(3, locked.dataset());
            statement.setLong(4, past.revision());
            statement.setLong(5, past.revision());
            return statement.executeUpdate();
        }
    }
}
