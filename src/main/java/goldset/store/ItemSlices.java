package goldset.store;

import goldset.domain.Item;
import goldset.domain.ItemFilter;
import goldset.domain.PastState;
import goldset.domain.Unavailable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The parts in which a page is read: each of a bounded number of rows and bytes, by one statement.
 * One instance serves one page.
 */
final class ItemSlices {
    static final UUID BEFORE_ALL = new UUID(0, 0);
    private static final UUID AFTER_ALL = new UUID(-1, -1);

    /** The bytes are summed up over all rows that a slice may have, so those are bounded too. */
    private static final int SLICE_ROWS_MAX = 5000;

    /** How much a filter looks at in one statement. */
    private static final int SEARCH_ROWS = 5000;

    private static final int SEARCH_BYTES = 32 << 20;

    /** Behind those of an item. */
    private static final int BYTES_COLUMN = 9;

    private static final Slice NOTHING = new Slice(List.of(), 0, Optional.empty(), false);

    private final Database database;
    private final ItemPages.Range range;
    private boolean intact;

    ItemSlices(Database database, ItemPages.Range range) {
        this.database = database;
        this.range = range;
        PastState past = range.past();
        intact = past == null || past.intact();
    }

    /**
     * A part of a page.
     *
     * @param next where to go on; empty at the end
     * @param skips whether the visitor has still to leave out what the offset says
     */
    record Slice(List<Item> items, long bytes, Optional<UUID> next, boolean skips) {}

    /** Up to so many rows, and a little more than so many bytes, behind an id. */
    Slice read(UUID after, long skip, int rows, int bytesMax) {
        Slice slice = part(after, skip, rows, bytesMax);
        if (slice.items.isEmpty() && slice.next.isEmpty() && !isThere()) {
            // Whoever has a part of it must not take that for the whole.
            throw new Unavailable("a dataset was deleted while it was read");
        }
        return slice;
    }

    private static final String THERE =
            """
            select exists (
              select 1 from dataset where org_id = ? and id = ? and deleted_at is null)
            """;

    private boolean isThere() {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(THERE)) {
                statement.setObject(1, range.org());
                statement.setObject(2, range.dataset());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        });
    }

    private Slice part(UUID after, long skip, int rows, int bytesMax) {
        PastState past = range.past();
        if (past == null) {
            return range.filter().isAny()
                    ? unfiltered(AFTER_ALL, after, skip, rows, bytesMax).orElse(NOTHING)
                    : filtered(AFTER_ALL, after, rows, bytesMax);
        }
        Optional<Slice> slice =
                intact ? untouched(past, after, skip, rows, bytesMax) : Optional.empty();
        intact = slice.isPresent();
        return slice.orElseGet(
                () -> database.read(c -> PastSlices.read(c, range, past, after, bytesMax)));
    }

    /** Live rows are the past only if nothing had been taken away by the time they were read. */
    private Optional<Slice> untouched(
            PastState past, UUID after, long skip, int rows, int bytesMax) {
        UUID upTo = past.lastId();
        Optional<Slice> slice =
                range.filter().isAny()
                        ? unfiltered(upTo, after, skip, rows, bytesMax)
                        : Optional.of(filtered(upTo, after, rows, bytesMax));
        boolean known = range.filter().isAny() && slice.isPresent();
        if (known) {
            return slice;
        }
        return changedSince(past) ? Optional.empty() : slice.or(() -> Optional.of(NOTHING));
    }

    private static final String CHANGED =
            """
            select exists (
              select 1
              from revision r join dataset d on d.id = r.dataset_id
              where d.org_id = ? and d.id = ? and r.number > ? and r.removed > 0)
            """;

    private boolean changedSince(PastState past) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(CHANGED)) {
                statement.setObject(1, range.org());
                statement.setObject(2, range.dataset());
                statement.setLong(3, past.revision());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        });
    }

    /**
     * The bytes are summed up over narrow rows first: beside the wide ones it took a third more.
     */
    private static final String LIVE =
            """
            with d as materialized (
              select id, head_revision, item_count
              from dataset
              where org_id = ? and id = ? and deleted_at is null
                and (?::uuid is null or project_id = ?))
            select id, input, context, expected_output, expected_decision, rule_hits, metadata,
              external_id, bytes %s
            from item
            where dataset_id = (select id from d) and id > ? and id <= ?
              and not exists (
                select 1
                from revision
                where dataset_id = (select id from d) and number > ? and removed > 0)
            order by id
            offset ?
            limit (
              select count(*)
              from (
                select sum(bytes) over (order by id rows unbounded preceding) - bytes
                  as bytes_before
                from (
                  select id, bytes
                  from item
                  where dataset_id = (select id from d) and id > ? and id <= ?
                  order by id
                  offset ?
                  limit ?) page) slice
              where bytes_before < ?)
            """;

    private static final String SLICE = LIVE.formatted("");

    private static final String SLICE_AND_DATASET =
            LIVE.formatted(", (select head_revision from d), (select item_count from d)");

    /** Behind the columns of SLICE. */
    private static final int REVISION_COLUMN = 10;

    private static final int COUNT_COLUMN = 11;

    /** A part of what is there, and the dataset as the same statement saw it. */
    record Seen(Slice slice, long revision, long itemCount) {}

    /** The first part of a dataset as it is, or behind an id; empty when there is none. */
    static Optional<Seen> first(
            Connection connection,
            UUID org,
            @Nullable UUID project,
            UUID dataset,
            @Nullable UUID after,
            int rows,
            int bytesMax)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SLICE_AND_DATASET)) {
            statement.setObject(1, org);
            statement.setObject(2, dataset);
            statement.setObject(3, project);
            statement.setObject(4, project);
            UUID from = after == null ? BEFORE_ALL : after;
            bind(statement, from, AFTER_ALL, Long.MAX_VALUE, 0, rows, bytesMax);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                long revision = row.getLong(REVISION_COLUMN);
                long itemCount = row.getLong(COUNT_COLUMN);
                return Optional.of(new Seen(slice(row, rows, bytesMax), revision, itemCount));
            }
        }
    }

    /** Empty when there is nothing, or something was taken away since the past that is read. */
    private Optional<Slice> unfiltered(UUID upTo, UUID after, long skip, int rows, int bytesMax) {
        PastState past = range.past();
        long since = past == null ? Long.MAX_VALUE : past.revision();
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(SLICE)) {
                statement.setObject(1, range.org());
                statement.setObject(2, range.dataset());
                statement.setObject(3, null, Types.OTHER);
                statement.setObject(4, null, Types.OTHER);
                bind(statement, after, upTo, since, skip, rows, bytesMax);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(slice(row, rows, bytesMax)) : Optional.empty();
                }
            }
        });
    }

    private static void bind(
            PreparedStatement statement,
            UUID after,
            UUID upTo,
            long since,
            long skip,
            int rows,
            int bytesMax)
            throws SQLException {
        statement.setObject(5, after);
        statement.setObject(6, upTo);
        statement.setLong(7, since);
        statement.setLong(8, skip);
        statement.setObject(9, after);
        statement.setObject(10, upTo);
        statement.setLong(11, skip);
        statement.setInt(12, Math.min(rows, SLICE_ROWS_MAX));
        statement.setInt(13, bytesMax);
    }

    /** What is left of a result that stands on a row. */
    private static Slice slice(ResultSet row, int rows, int bytesMax) throws SQLException {
        List<Item> items = new ArrayList<>();
        long bytes = 0;
        do {
            items.add(item(row));
            bytes += row.getInt(BYTES_COLUMN);
        } while (row.next());
        boolean cut =
                bytes >= bytesMax || (items.size() == SLICE_ROWS_MAX && rows > SLICE_ROWS_MAX);
        Optional<UUID> next = cut ? Optional.of(items.getLast().id()) : Optional.empty();
        return new Slice(items, bytes, next, false);
    }

    /** Whether a row i is one that the filter wants. */
    static final String MATCHES =
            """
            (?::text is null or i.expected_decision = ?)
            and (?::text is null or i.context = ?)
            and (?::text is null
              or strpos(lower(i.input), lower(?)) > 0
              or coalesce(strpos(lower(i.expected_output), lower(?)), 0) > 0)
            and not exists (
              select 1
              from unnest(?::text[], ?::text[]) w (key, value)
              where case w.value
                when '' then (i.metadata -> w.key) is null
                else (i.metadata ->> w.key) is distinct from w.value end)
            """;

    /** Binds the filter's parameters and returns the number of the one after them. */
    static int bindFilter(
            Connection connection, PreparedStatement statement, int first, ItemFilter filter)
            throws SQLException {
        Array keys = connection.createArrayOf("text", filter.metadata().keySet().toArray());
        Array values = connection.createArrayOf("text", filter.metadata().values().toArray());
        int at = first;
        for (@Nullable String text :
                new @Nullable String[] {
                    filter.expectedDecision(),
                    filter.expectedDecision(),
                    filter.context(),
                    filter.context(),
                    filter.search(),
                    filter.search(),
                    filter.search()
                }) {
            statement.setString(at++, text);
        }
        statement.setArray(at++, keys);
        statement.setArray(at++, values);
        return at;
    }

    private static final String FILTERED =
            """
            with seen as materialized (
              select *
              from (
                select *, sum(bytes) over (order by id) - bytes as bytes_before
                from (
                  select *
                  from item
                  where dataset_id =
                      (select id from dataset where org_id = ? and id = ? and deleted_at is null)
                    and id > ? and id <= ?
                  order by id
                  limit ?) part) i
              where bytes_before < ?),
            edge as (
              select count(*) as seen_rows, sum(bytes) as seen_bytes,
                (select id from seen order by id desc limit 1) as seen_last
              from seen),
            hit as (
              select *, sum(bytes) over (order by id) - bytes as hit_bytes_before
              from (
                select *
                from seen i
                where
            """
                    + MATCHES
                    + """
                    order by id
                    limit ?) hits)
                    select h.id, h.input, h.context, h.expected_output, h.expected_decision,
                      h.rule_hits, h.metadata, h.external_id, h.bytes, e.seen_rows,
                      e.seen_bytes, e.seen_last
                    from edge e left join hit h on h.hit_bytes_before < ?
                    order by h.id
                    """;

    private Slice filtered(UUID upTo, UUID after, int rows, int bytesMax) {
        int hitsMax = Math.min(rows, SLICE_ROWS_MAX);
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(FILTERED)) {
                statement.setObject(1, range.org());
                statement.setObject(2, range.dataset());
                statement.setObject(3, after);
                statement.setObject(4, upTo);
                statement.setInt(5, SEARCH_ROWS);
                statement.setInt(6, SEARCH_BYTES);
                int next = bindFilter(c, statement, 7, range.filter());
                statement.setInt(next, hitsMax);
                statement.setInt(next + 1, bytesMax);
                try (ResultSet row = statement.executeQuery()) {
                    return hits(row, hitsMax, bytesMax);
                }
            }
        });
    }

    private static Slice hits(ResultSet row, int hitsMax, int bytesMax) throws SQLException {
        List<Item> items = new ArrayList<>();
        long bytes = 0;
        Optional<UUID> seen = Optional.empty();
        while (row.next()) {
            boolean more =
                    row.getInt("seen_rows") == SEARCH_ROWS
                            || row.getLong("seen_bytes") >= SEARCH_BYTES;
            seen = more ? Optional.of(Rows.uuid(row, "seen_last")) : Optional.empty();
            if (row.getObject("id") != null) {
                items.add(item(row));
                bytes += row.getInt("bytes");
            }
        }
        boolean cut = items.size() == hitsMax || bytes >= bytesMax;
        Optional<UUID> next = cut ? Optional.of(items.getLast().id()) : seen;
        return new Slice(items, bytes, next, true);
    }

    /** Out of the columns of an item, which stand in one order in every statement. */
    static Item item(ResultSet row) throws SQLException {
        return new Item(
                row.getObject(1, UUID.class),
                Rows.utf8(row, 2),
                row.getString(3),
                Rows.utf8OrNull(row, 4),
                row.getString(5),
                Rows.textsOrNull(row, 6),
                Rows.utf8OrNull(row, 7),
                row.getString(8));
    }
}
