package goldset.store;

import goldset.domain.ContentHash;
import goldset.domain.NewItem;
import goldset.domain.OnConflict;
import goldset.domain.PastState;
import goldset.domain.Sha256;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds items by content or external id. Only datasets that ever asked have keys: the first time
 * costs one walk over all rows, from then on every change keeps them up.
 */
final class ItemKeys {
    private static final int KEY_BYTES = 33;

    private ItemKeys() {}

    /**
     * An item that is there.
     *
     * @param born the revision that brought it, which may be the one under way
     */
    record Known(UUID id, long born, ContentHash hash, @Nullable String externalId) {}

    static ByteBuffer of(NewItem item, OnConflict.By by) {
        String externalId = item.externalId();
        byte[] value =
                by == OnConflict.By.EXTERNAL_ID && externalId != null
                        ? Sha256.of(externalId)
                        : item.hash().bytes();
        byte kind =
                switch (by) {
                    case CONTENT -> 0;
                    case EXTERNAL_ID -> 1;
                };
        return ByteBuffer.allocate(KEY_BYTES).put(kind).put(value).flip();
    }

    /** The keys of a row i, as {@link #of} makes them. */
    private static final String KEYS =
            """
            cross join lateral (values
              ('\\x00'::bytea || i.content_hash),
              ('\\x01'::bytea || sha256(convert_to(i.external_id, 'UTF8')))) k (key)
            """;

    private static final String SWITCH_ON =
            "update dataset set keyed = true where org_id = ? and id = ?";

    private static final String ADD_ALL =
            """
            insert into item_key (dataset_id, key, item_id)
            select i.dataset_id, k.key, i.id
            from dataset d join item i on i.dataset_id = d.id
            """
                    + KEYS
                    + """
                    where d.org_id = ? and d.id = ? and k.key is not null
                    """;

    /** From here on the dataset's items have keys. */
    static Revisions.Locked switchOn(Connection connection, Revisions.Locked locked)
            throws SQLException {
        try (PreparedStatement mark = connection.prepareStatement(SWITCH_ON);
                PreparedStatement add = connection.prepareStatement(ADD_ALL)) {
            mark.setObject(1, locked.org());
            mark.setObject(2, locked.dataset());
            Rows.exactlyOne(mark.executeUpdate());
            add.setObject(1, locked.org());
            add.setObject(2, locked.dataset());
            add.executeUpdate();
        }
        return locked.withKeys();
    }

    private static final String ADD_BLOCK = ADD_ALL + "and i.id between ? and ?";

    /** For the live rows from one id to another. */
    static void add(Connection connection, Revisions.Locked locked, UUID first, UUID last)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD_BLOCK)) {
            statement.setObject(1, locked.org());
            statement.setObject(2, locked.dataset());
            statement.setObject(3, first);
            statement.setObject(4, last);
            statement.executeUpdate();
        }
    }

    private static final String ADD_SOME = ADD_ALL + "and i.id = any (?)";

    /** For live rows here and there. */
    static void add(Connection connection, Revisions.Locked locked, List<UUID> ids)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD_SOME)) {
            statement.setObject(1, locked.org());
            statement.setObject(2, locked.dataset());
            statement.setArray(3, connection.createArrayOf("uuid", ids.toArray()));
            statement.executeUpdate();
        }
    }

    private static final String DROP =
            """
            delete from item_key x
            using dataset d join item_history i on i.dataset_id = d.id
            """
                    + KEYS
                    + """
                    where d.org_id = ? and d.id = ? and i.died = ?
                      and x.dataset_id = d.id and x.key = k.key and x.item_id = i.id
                    """;

    /** For the rows that the revision under way has ended. */
    static void drop(Connection connection, Revisions.Locked locked) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DROP)) {
            statement.setObject(1, locked.org());
            statement.setObject(2, locked.dataset());
            statement.setLong(3, locked.revision() + 1);
            statement.executeUpdate();
        }
    }

    private static final String DROP_SOME =
            """
            delete from item_key x
            using dataset d join item i on i.dataset_id = d.id
            """
                    + KEYS
                    + """
                    where d.org_id = ? and d.id = ? and i.id = any (?)
                      and x.dataset_id = d.id and x.key = k.key and x.item_id = i.id
                    """;

    /** For live rows that are about to go. */
    static void drop(Connection connection, Revisions.Locked locked, List<UUID> ids)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DROP_SOME)) {
            statement.setObject(1, locked.org());
            statement.setObject(2, locked.dataset());
            statement.setArray(3, connection.createArrayOf("uuid", ids.toArray()));
            statement.executeUpdate();
        }
    }

    private static final String REVIVE =
            """
            insert into item_key (dataset_id, key, item_id)
            select i.dataset_id, k.key, i.id
            from dataset d join item_history i on i.dataset_id = d.id
            """
                    + KEYS
                    + """
                    where d.org_id = ? and d.id = ? and i.born <= ? and i.died > ?
                      and k.key is not null
                    """;

    /** For the rows that going back to the past state has revived. */
    static void revive(Connection connection, Revisions.Locked locked, PastState past)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REVIVE)) {
            statement.setObject(1, locked.org());
            statement.setObject(2, locked.dataset());
            statement.setLong(3, past.revision());
            statement.setLong(4, past.revision());
            statement.executeUpdate();
        }
    }

    private static final String FIND =
            """
            select w.key, i.id, i.born, i.content_hash, i.external_id
            from dataset d
            cross join unnest(?::bytea[]) w (key)
            cross join lateral (
              select x.item_id
              from item_key x
              where x.dataset_id = d.id and x.key = w.key
              order by x.item_id
              limit 1) x
            join item i on i.dataset_id = d.id and i.id = x.item_id
            where d.org_id = ? and d.id = ?
            """;

    /** Those of the wanted that are there, each by its key. */
    static Map<ByteBuffer, Known> find(
            Connection connection, Revisions.Locked locked, Collection<ByteBuffer> keys)
            throws SQLException {
        Map<ByteBuffer, Known> known = new HashMap<>();
        byte[][] wanted = keys.stream().map(ByteBuffer::array).toArray(byte[][]::new);
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setArray(1, connection.createArrayOf("bytea", wanted));
            statement.setObject(2, locked.org());
            statement.setObject(3, locked.dataset());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    known.put(
                            ByteBuffer.wrap(row.getBytes("key")),
                            new Known(
                                    Rows.uuid(row, "id"),
                                    row.getLong("born"),
                                    ContentHash.of(row.getBytes("content_hash")),
                                    row.getString("external_id")));
                }
            }
        }
        return known;
    }
}
