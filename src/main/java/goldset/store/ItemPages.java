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
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Items read in the order of arrival, as they are or as they were. Memory is bounded by bytes,
 * whatever the limit: a page is read in slices, and no connection is held while one is visited.
 */
public final class ItemPages {
    /** How much text of a page is read at a time: little at first, for most pages are small. */
    private static final int FIRST_BYTES_MAX = 256 << 10;

    private static final int SLICE_BYTES_MAX = 4 << 20;

    /** The bytes are summed up over all rows that a slice may have, so those are bounded too. */
    private static final int SLICE_ROWS_MAX = 2000;

    /** Rows of the past are sought in windows of so many of each table. */
    private static final int WINDOW_ROWS = 200;

    /** The driver holds a row's bytes beside its strings. */
    private static final int MEMORY_PER_TEXT_BYTE = 3;

    private static final UUID BEFORE_ALL = new UUID(0, 0);
    private static final UUID AFTER_ALL = new UUID(-1, -1);

    private final Database database;
    private final int itemBytesMax;

    /**
     * @param itemBytesMax by how much one row may go over a slice
     */
    public ItemPages(Database database, int itemBytesMax) {
        this.database = database;
        this.itemBytesMax = itemBytesMax;
    }

    /**
     * The part of a dataset that is asked for.
     *
     * @param past the state to read; null for the present
     * @param after the id that the page begins behind; null for the beginning
     */
    public record Range(
            UUID org,
            UUID dataset,
            @Nullable PastState past,
            @Nullable UUID after,
            long offset,
            int limit) {

        /** All items of a state. */
        public static Range all(UUID org, UUID dataset, PastState state) {
            return new Range(org, dataset, state, null, 0, Integer.MAX_VALUE - 1);
        }
    }

    /**
     * Visits a page.
     *
     * @param memory told how much a slice holds before it is visited, and free to refuse by
     *     throwing
     * @return the last id visited when more items follow it
     */
    public Optional<UUID> page(Range range, LongConsumer memory, Consumer<Item> visit) {
        UUID last = range.after == null ? BEFORE_ALL : range.after;
        long skip = range.offset;
        int left = range.limit;
        int bytesMax = FIRST_BYTES_MAX;
        while (true) {
            memory.accept((bytesMax + (long) itemBytesMax) * MEMORY_PER_TEXT_BYTE);
            Slice slice = slice(range, last, skip, left + 1, bytesMax);
            memory.accept(slice.bytes * MEMORY_PER_TEXT_BYTE);
            bytesMax = SLICE_BYTES_MAX;
            for (Item item : slice.items) {
                if (skip > 0 && slice.skips) {
                    skip--;
                    continue;
                }
                if (left-- == 0) {
                    return Optional.of(last);
                }
                visit.accept(item);
                last = item.id();
            }
            if (slice.next.isEmpty()) {
                return Optional.empty();
            }
            last = slice.next.get();
            skip = slice.skips ? skip : 0;
        }
    }

    private static final String GET =
            """
            select id, input, context, expected_output, expected_decision, rule_hits, metadata,
              external_id, bytes
            from item
            where dataset_id =
                (select id from dataset where org_id = ? and id = ? and deleted_at is null)
              and id = ?
            """;

    public Optional<Item> get(UUID org, UUID dataset, UUID id) {
        return database.read(c -> live(c, org, dataset, id));
    }

    static Optional<Item> live(Connection connection, UUID org, UUID dataset, UUID id)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(GET)) {
            statement.setObject(1, org);
            statement.setObject(2, dataset);
            statement.setObject(3, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(item(row)) : Optional.empty();
            }
        }
    }

    /**
     * A part of a page.
     *
     * @param next where to go on; empty at the end
     * @param skips whether the visitor has still to leave out what the offset says
     */
    private record Slice(List<Item> items, long bytes, Optional<UUID> next, boolean skips) {}

    private Slice slice(Range range, UUID after, long skip, int rows, int bytesMax) {
        PastState past = range.past;
        if (past == null) {
            return live(range, AFTER_ALL, after, skip, rows, bytesMax);
        }
        if (past.intact()) {
            Slice slice = live(range, past.lastId(), after, skip, rows, bytesMax);
            if (isStillIntact(range, past)) {
                return slice;
            }
        }
        return past(range, past, after, bytesMax);
    }

    private static final String IS_STILL_INTACT =
            """
            select not exists (
              select 1
              from revision r join dataset d on d.id = r.dataset_id
              where d.org_id = ? and d.id = ? and r.number > ? and r.removed > 0)
            """;

    /** Asked after the rows were read: what was taken away before that might be missing in them. */
    private boolean isStillIntact(Range range, PastState past) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(IS_STILL_INTACT)) {
                statement.setObject(1, range.org);
                statement.setObject(2, range.dataset);
                statement.setLong(3, past.revision());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        });
    }

    private static final String LIVE =
            """
            select id, input, context, expected_output, expected_decision, rule_hits, metadata,
              external_id, bytes
            from (
              select *, sum(bytes) over (order by id) - bytes as bytes_before
              from (
                select *
                from item
                where dataset_id =
                    (select id from dataset where org_id = ? and id = ? and deleted_at is null)
                  and id > ? and id <= ?
                order by id
                offset ?
                limit ?) page) slice
            where bytes_before < ?
            order by id
            """;

    private Slice live(Range range, UUID upTo, UUID after, long skip, int rows, int bytesMax) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(LIVE)) {
                statement.setObject(1, range.org);
                statement.setObject(2, range.dataset);
                statement.setObject(3, after);
                statement.setObject(4, upTo);
                statement.setLong(5, skip);
                statement.setInt(6, Math.min(rows, SLICE_ROWS_MAX));
                statement.setInt(7, bytesMax);
                List<Item> items = new ArrayList<>();
                long bytes = 0;
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        items.add(item(row));
                        bytes += row.getInt("bytes");
                    }
                }
                boolean cut =
                        bytes >= bytesMax
                                || (items.size() == SLICE_ROWS_MAX && rows > SLICE_ROWS_MAX);
                Optional<UUID> next = cut ? Optional.of(items.getLast().id()) : Optional.empty();
                return new Slice(items, bytes, next, false);
            }
        });
    }

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
            select id, born, input, context, expected_output, expected_decision, rule_hits,
              metadata, external_id, bytes, is_live
            from (
              select *, sum(bytes) over (partition by is_live order by id) - bytes as bytes_before
              from (
                select dataset_id, id, born, input, context, expected_output, expected_decision,
                  rule_hits, metadata, external_id, bytes, true as is_live
                from live
                union all
                select dataset_id, id, born, input, context, expected_output, expected_decision,
                  rule_hits, metadata, external_id, bytes, false
                from dead) both_tables) slice
            where bytes_before < ?
            order by id
            """;

    /** The smallest died after the revision belongs to the row that was there, if it was born. */
    private Slice past(Range range, PastState past, UUID after, int bytesMax) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(PAST)) {
                statement.setObject(1, range.org);
                statement.setObject(2, range.dataset);
                statement.setObject(3, after);
                statement.setObject(4, past.lastId());
                statement.setInt(5, WINDOW_ROWS);
                statement.setObject(6, after);
                statement.setObject(7, past.lastId());
                statement.setLong(8, past.revision());
                statement.setInt(9, WINDOW_ROWS);
                statement.setInt(10, bytesMax);
                Window live = new Window(bytesMax);
                Window dead = new Window(bytesMax);
                List<Item> items = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        Item item = item(row);
                        (row.getBoolean("is_live") ? live : dead).saw(item, row.getInt("bytes"));
                        if (row.getLong("born") <= past.revision()) {
                            items.add(item);
                        }
                    }
                }
                Optional<UUID> horizon = nearer(live.end(), dead.end());
                horizon.ifPresent(end -> items.removeIf(item -> compareIds(item.id(), end) > 0));
                return new Slice(items, live.bytes + dead.bytes, horizon, true);
            }
        });
    }

    /** How far one table was read; beyond its end nothing is known of it. */
    private static final class Window {
        private final int bytesMax;
        private int rows;
        private long bytes;
        private UUID last = BEFORE_ALL;

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

    private static Item item(ResultSet row) throws SQLException {
        return new Item(
                Rows.uuid(row, "id"),
                Rows.text(row, "input"),
                Rows.text(row, "context"),
                row.getString("expected_output"),
                row.getString("expected_decision"),
                Rows.textsOrNull(row, "rule_hits"),
                row.getString("metadata"),
                row.getString("external_id"));
    }
}
