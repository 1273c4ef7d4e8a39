package goldset.store;

import goldset.domain.Item;
import goldset.domain.PastState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The parts of a past state that is no beginning of the live rows any more: from both tables. */
final class PastSlices {
    /** Rows are sought in windows of so many of each table. */
    private static final int WINDOW_ROWS = 200;

    private PastSlices() {}

    /** Without born: a filter on it under a limit would read on and on for rows that fit. */
    private static final String PAST =
            """
            with d as (select id from dataset where org_id = ? and id = ? and deleted_at is null),
            live as (
              select i.*, null::bigint as died
              from item i
              where dataset_id = (select id from d) and i.id > ? and i.id <= ?
              order by i.id
              limit ?),
            dead as (
              select distinct on (h.id) h.*
              from item_history h
              where dataset_id = (select id from d) and h.id > ? and h.id <= ? and died > ?
              order by h.id, died
              limit ?)
            select id, input, context, expected_output, expected_decision, rule_hits, metadata,
              external_id, bytes, born, is_live, (
            """
                    + ItemSlices.MATCHES
                    + """
                            ) as matches
                    from (
                      select *, sum(bytes) over (partition by is_live order by id) - bytes as bytes_before
                      from (
                        select dataset_id, id, born, input, context, expected_output, expected_decision,
                          rule_hits, metadata, external_id, bytes, true as is_live
                        from live
                        union all
                        select dataset_id, id, born, input, context, expected_output, expected_decision,
                          rule_hits, metadata, external_id, bytes, false
                        from dead) both_tables) i
                    where bytes_before < ?
                    order by id
                    """;

    /** The smallest died after the revision belongs to the row that was there, if it was born. */
    static ItemSlices.Slice read(
            Connection connection, ItemPages.Range range, PastState past, UUID after, int bytesMax)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PAST)) {
            statement.setObject(1, range.org());
            statement.setObject(2, range.dataset());
            statement.setObject(3, after);
            statement.setObject(4, past.lastId());
            statement.setInt(5, WINDOW_ROWS);
            statement.setObject(6, after);
            statement.setObject(7, past.lastId());
            statement.setLong(8, past.revision());
            statement.setInt(9, WINDOW_ROWS);
            int next = ItemSlices.bindFilter(connection, statement, 10, range.filter());
            statement.setInt(next, bytesMax);
            Window live = new Window(bytesMax);
            Window dead = new Window(bytesMax);
            List<Item> items = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Item item = ItemSlices.item(row);
                    (row.getBoolean("is_live") ? live : dead).saw(item, row.getInt("bytes"));
                    if (row.getLong("born") <= past.revision() && row.getBoolean("matches")) {
                        items.add(item);
                    }
                }
            }
            Optional<UUID> horizon = nearer(live.end(), dead.end());
            horizon.ifPresent(end -> items.removeIf(item -> compareIds(item.id(), end) > 0));
            return new ItemSlices.Slice(items, live.bytes + dead.bytes, horizon, true);
        }
    }

    /** How far one table was read; beyond its end nothing is known of it. */
    private static final class Window {
        private final int bytesMax;
        private int rows;
        private long bytes;
        private UUID last = ItemSlices.BEFORE_ALL;

        Window(int bytesMax) {
            this.bytesMax = bytesMax;
        }

        void saw(Item item, int itemBytes) {
            rows++;
            bytes += itemBytes;
            last = item.id();
        }

        Optional<UUID> end() {
            boolean full = rows == WINDOW_ROWS || bytes >= bytesMax;
            return full ? Optional.of(last) : Optional.empty();
        }
    }

    private static Optional<UUID> nearer(Optional<UUID> a, Optional<UUID> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.or(() -> b);
        }
        return compareIds(a.get(), b.get()) <= 0 ? a : b;
    }

    /** As PostgreSQL does, without signs. */
    private static int compareIds(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
