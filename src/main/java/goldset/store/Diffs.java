package goldset.store;

import goldset.domain.Item;
import goldset.domain.PastState;
import goldset.domain.Version;
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

/** How two states of a dataset differ, item by item; the cost follows the change. */
public final class Diffs {
    /** How much text of a page is read at a time, and how many changes it is summed up over. */
    private static final int SLICE_BYTES_MAX = 2 << 20;

    private static final int SLICE_ROWS_MAX = 2000;

    private final Database database;
    private final int itemBytesMax;

    /**
     * @param itemBytesMax by how much one side of a change may go over a slice
     */
    public Diffs(Database database, int itemBytesMax) {
        this.database = database;
        this.itemBytesMax = itemBytesMax;
    }

    /**
     * The part of the changes that is asked for.
     *
     * @param after the id that the page begins behind; null for the beginning
     */
    public record Range(
            UUID org, UUID dataset, PastState from, PastState to, @Nullable UUID after, int limit) {

        private boolean isForward() {
            return from.revision() <= to.revision();
        }
    }

    /**
     * Rows that ended between the states, and rows that began between them. A row that a restore
     * revived has an id that neither new ids nor the history of the span names: only where there
     * was a restore are all rows looked at.
     */
    private static final String CHANGES =
            """
            with d as (select id from dataset where org_id = ? and id = ? and deleted_at is null),
            span as (select ?::bigint as a, ?::bigint as b, ?::uuid as last_a, ?::uuid as last_b),
            ended as (
              select h.id
              from item_history h, d, span
              where h.dataset_id = d.id and h.died > a and h.died <= b),
            gone as (
              select h.*
              from item_history h, d, span
              where h.dataset_id = d.id and h.died > a and h.died <= b and h.born <= a),
            began as (
              select i.id
              from item i, d, span
              where i.dataset_id = d.id and i.id > last_a and i.id <= last_b
              union
              select e.id from ended e
              union
              select i.id
              from item i, d, span
              where i.dataset_id = d.id and i.born > a and i.born <= b
                and exists (
                  select 1
                  from revision r
                  where r.dataset_id = d.id and r.number > a and r.number <= b
                    and r.kind = 'restore')),
            come as (
              select i.id, i.input, i.context, i.expected_output, i.expected_decision, i.rule_hits,
                i.metadata, i.external_id, i.content_hash, i.bytes
              from item i, d, span, began
              where i.dataset_id = d.id and i.id = began.id and i.born > a and i.born <= b
              union all
              select h.id, h.input, h.context, h.expected_output, h.expected_decision, h.rule_hits,
                h.metadata, h.external_id, h.content_hash, h.bytes
              from item_history h, d, span
              where h.dataset_id = d.id and h.died > b and h.born > a and h.born <= b)
            """;

    private static final String COUNT =
            CHANGES
                    + """
                    select
                      count(*) filter (where g.id is null) as added,
                      count(*) filter (where c.id is null) as removed,
                      count(*) filter (where g.id = c.id
                        and (g.content_hash, g.external_id)
                          is distinct from (c.content_hash, c.external_id)) as modified
                    from gone g full join come c on c.id = g.id
                    """;

    /** Counts what differs, from the first state to the second. */
    public Version.Counts count(UUID org, UUID dataset, PastState from, PastState to) {
        return database.read(c -> count(c, org, dataset, from, to));
    }

    static Version.Counts count(
            Connection connection, UUID org, UUID dataset, PastState from, PastState to)
            throws SQLException {
        boolean forward = from.revision() <= to.revision();
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            bind(statement, org, dataset, forward ? from : to, forward ? to : from);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long added = row.getLong(forward ? "added" : "removed");
                long removed = row.getLong(forward ? "removed" : "added");
                long modified = row.getLong("modified");
                long unchanged = from.itemCount() - removed - modified;
                return new Version.Counts(added, removed, modified, unchanged);
            }
        }
    }

    private static final String PAGE =
            CHANGES
                    + """
                    select *
                    from (
                      select *, sum(bytes) over (order by id) - bytes as bytes_before
                      from (
                        select coalesce(g.id, c.id) as id,
                          g.id as g_id, g.input as g_input, g.context as g_context,
                          g.expected_output as g_expected_output,
                          g.expected_decision as g_expected_decision, g.rule_hits as g_rule_hits,
                          g.metadata as g_metadata, g.external_id as g_external_id,
                          c.id as c_id, c.input as c_input, c.context as c_context,
                          c.expected_output as c_expected_output,
                          c.expected_decision as c_expected_decision, c.rule_hits as c_rule_hits,
                          c.metadata as c_metadata, c.external_id as c_external_id,
                          coalesce(g.bytes, 0) + coalesce(c.bytes, 0) as bytes
                        from gone g full join come c on c.id = g.id
                        where (g.content_hash, g.external_id)
                            is distinct from (c.content_hash, c.external_id)
                          and coalesce(g.id, c.id) > ?
                        order by 1
                        limit ?) page) slice
                    where bytes_before < ?
                    order by id
                    """;

    /**
     * Visits changes in the order of their ids. All the memory that it may need is held from the
     * beginning, so that a page that has begun is never refused.
     *
     * @param memory told how much is held, and free to refuse by throwing
     * @return where to go on, when changes may follow
     */
    public Optional<UUID> page(
            Range range, LongConsumer memory, Consumer<Version.Difference> visit) {
        long bytesMax = SLICE_BYTES_MAX + 2L * itemBytesMax;
        memory.accept(bytesMax * ItemPages.MEMORY_PER_TEXT_BYTE);
        UUID last = range.after == null ? ItemSlices.BEFORE_ALL : range.after;
        int left = range.limit;
        while (true) {
            Slice slice = slice(range, last, left + 1);
            if (slice.isLast) {
                memory.accept(slice.bytes * ItemPages.MEMORY_PER_TEXT_BYTE);
            }
            for (Version.Difference difference : slice.differences) {
                if (left-- == 0) {
                    return Optional.of(last);
                }
                visit.accept(difference);
                last = difference.id();
            }
            if (slice.isLast) {
                return Optional.empty();
            }
        }
    }

    private record Slice(List<Version.Difference> differences, long bytes, boolean isLast) {}

    private Slice slice(Range range, UUID after, int rows) {
        int rowsMax = Math.min(rows, SLICE_ROWS_MAX);
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(PAGE)) {
                PastState older = range.isForward() ? range.from : range.to;
                PastState newer = range.isForward() ? range.to : range.from;
                int next = bind(statement, range.org, range.dataset, older, newer);
                statement.setObject(next, after);
                statement.setInt(next + 1, rowsMax);
                statement.setInt(next + 2, SLICE_BYTES_MAX);
                List<Version.Difference> differences = new ArrayList<>();
                long bytes = 0;
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        Item gone = item(row, "g_");
                        Item come = item(row, "c_");
                        differences.add(
                                new Version.Difference(
                                        Rows.uuid(row, "id"),
                                        range.isForward() ? gone : come,
                                        range.isForward() ? come : gone));
                        bytes += row.getInt("bytes");
                    }
                }
                boolean cut =
                        bytes >= SLICE_BYTES_MAX
                                || (differences.size() == rowsMax && rowsMax < rows);
                return new Slice(differences, bytes, !cut);
            }
        });
    }

    private static int bind(
            PreparedStatement statement, UUID org, UUID dataset, PastState older, PastState newer)
            throws SQLException {
        statement.setObject(1, org);
        statement.setObject(2, dataset);
        statement.setLong(3, older.revision());
        statement.setLong(4, newer.revision());
        statement.setObject(5, older.lastId());
        statement.setObject(6, newer.lastId());
        return 7;
    }

    private static @Nullable Item item(ResultSet row, String prefix) throws SQLException {
        UUID id = row.getObject(prefix + "id", UUID.class);
        return id == null
                ? null
                : new Item(
                        id,
                        Rows.utf8(row, row.findColumn(prefix + "input")),
                        Rows.text(row, prefix + "context"),
                        Rows.utf8OrNull(row, row.findColumn(prefix + "expected_output")),
                        row.getString(prefix + "expected_decision"),
                        Rows.textsOrNull(row, prefix + "rule_hits"),
                        Rows.utf8OrNull(row, row.findColumn(prefix + "metadata")),
                        row.getString(prefix + "external_id"));
    }
}
