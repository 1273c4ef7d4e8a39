package goldset.store;

import goldset.domain.Item;
import goldset.domain.ItemFilter;
import goldset.domain.RunRow;
import goldset.domain.Utf8;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Results read in pages, each beside the item that it is of. Which rows a page has is asked first,
 * with their sizes; then they are read in parts of bounded bytes.
 */
public final class RunPages {
    private static final int COUNT_MAX = 10_000;

    private final Database database;

    public RunPages(Database database) {
        this.database = database;
    }

    /** In what order results come. */
    public enum Sort {
        ITEM("r.item_id"),
        FASTEST("r.latency_ms nulls last, r.item_id"),
        SLOWEST("r.latency_ms desc nulls last, r.item_id");

        private final String sql;

        Sort(String order) {
            sql = KEYS + " order by " + order + " offset ? limit ?";
        }
    }

    /** What is asked for of the right and the wrong ones. */
    public enum Correct {
        ANY,
        TRUE,
        FALSE,
        /** Those of which nothing was expected. */
        NONE
    }

    /**
     * Which results a list shows; null means any.
     *
     * @param item of what items
     * @param rule one that fired, or is missing
     */
    public record Filter(
            ItemFilter item,
            Correct correct,
            @Nullable String decision,
            @Nullable String rule,
            @Nullable String missing,
            @Nullable String unexpected) {
        public static final Filter ALL =
                new Filter(ItemFilter.ANY, Correct.ANY, null, null, null, null);
    }

    /** A part of the results. */
    public record Range(
            UUID org,
            UUID run,
            Filter filter,
            Sort sort,
            @Nullable UUID after,
            int offset,
            int limit) {}

    /**
     * A result, and what it is of.
     *
     * @param item null when no dataset has it
     */
    public record Result(RunRow row, @Nullable Item item) {}

    private static final RunRow.Told NOTHING =
            new RunRow.Told(null, null, null, null, null, null, null);

    private static final String MATCHING =
            "from u join run_row r on r.run_id = u.id\n"
                    + RunRows.ITEM
                    + """
                    where
                    """
                    + ItemSlices.MATCHES
                    + """
                      and (?::text = 'any' or (?::text = 'none' and r.is_correct is null)
                        or r.is_correct::text = ?)
                      and (?::text is null or r.decision = ?)
                      and (?::text is null or ? = any(r.rule_hits) or ? = any(r.missing))
                      and (?::text is null or ? = any(r.missing))
                      and (?::text is null or ? = any(r.unexpected))
                      and (?::uuid is null or r.item_id > ?)
                    """;

    private static final String KEYS =
            RunRows.RUN
                    + """
                    select r.item_id, coalesce(i.bytes, 0)
                      + coalesce(octet_length(r.detector_results::text), 0)
                      + coalesce(octet_length(r.input), 0) + coalesce(octet_length(r.expected), 0)
                      + coalesce(octet_length(r.output), 0) as bytes
                    """
                    + MATCHING;

    /**
     * Visits a page.
     *
     * @param memory told how much a part holds before it is read
     * @return where to go on in the order of items, when results may follow
     */
    public Optional<UUID> page(Range range, LongConsumer memory, Consumer<Result> visit) {
        List<PageParts.Key> keys = database.read(c -> keys(c, range));
        boolean more = keys.size() > range.limit;
        List<PageParts.Key> wanted = more ? keys.subList(0, range.limit) : keys;
        PageParts.visit(wanted, memory, ids -> database.read(c -> part(c, range, ids)), visit);
        return more ? Optional.of(wanted.getLast().id()) : Optional.empty();
    }

    private static List<PageParts.Key> keys(Connection connection, Range range)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(range.sort.sql)) {
            int next = bind(statement, range);
            statement.setInt(next, range.offset);
            statement.setInt(next + 1, range.limit + 1);
            List<PageParts.Key> keys = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    keys.add(new PageParts.Key(Rows.uuid(row, "item_id"), row.getLong("bytes")));
                }
            }
            return keys;
        }
    }

    private static int bind(PreparedStatement statement, Range range) throws SQLException {
        Filter filter = range.filter;
        String correct = Rows.word(filter.correct);
        statement.setObject(1, range.org);
        statement.setObject(2, range.run);
        int next = ItemSlices.bindFilter(statement.getConnection(), statement, 3, filter.item);
        Object[] values = {
            correct,
            correct,
            correct,
            filter.decision,
            filter.decision,
            filter.rule,
            filter.rule,
            filter.rule,
            filter.missing,
            filter.missing,
            filter.unexpected,
            filter.unexpected,
            range.after,
            range.after
        };
        for (Object value : values) {
            statement.setObject(next++, value);
        }
        return next;
    }

    private static final String PART =
            RunRows.RUN
                    + """
                    select i.input as item_input, i.context, i.expected_output, i.expected_decision,
                      i.expected_hits, i.metadata, r.*
                    from u join run_row r on r.run_id = u.id
                    """
                    + RunRows.ITEM
                    + "where r.item_id = any(?)";

    private static Map<UUID, Result> part(Connection connection, Range range, List<UUID> ids)
            throws SQLException {
        Map<UUID, Result> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(PART)) {
            statement.setObject(1, range.org);
            statement.setObject(2, range.run);
            statement.setArray(3, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Result result = new Result(RunRows.row(row, told(row)), item(row));
                    found.put(result.row.item(), result);
                }
            }
        }
        return found;
    }

    private static @Nullable Item item(ResultSet row) throws SQLException {
        Utf8 input = Rows.utf8OrNull(row, 1);
        if (input == null) {
            return null;
        }
        return new Item(
                Rows.uuid(row, "item_id"),
                input,
                Rows.text(row, "context"),
                Rows.utf8OrNull(row, 3),
                row.getString("expected_decision"),
                Rows.textsOrNull(row, "expected_hits"),
                Rows.utf8OrNull(row, 6),
                null);
    }

    private static RunRow.@Nullable Told told(ResultSet row) throws SQLException {
        RunRow.Told told =
                new RunRow.Told(
                        Utf8.orNull(row.getString("input")),
                        Utf8.orNull(row.getString("expected")),
                        Utf8.orNull(row.getString("output")),
                        row.getObject("score", Double.class),
                        Utf8.orNull(row.getString("scores")),
                        row.getObject("cost", Double.class),
                        row.getString("decision") == null
                                ? row.getObject("latency_ms", Double.class)
                                : null);
        return told.equals(NOTHING) ? null : told;
    }

    private static final String COUNT =
            RunRows.RUN
                    + "select count(*) from (select 1 "
                    + MATCHING
                    + " limit "
                    + (COUNT_MAX + 1)
                    + ") found";

    /** Counts what a filter lets through, up to a bound. */
    public ItemPages.Total total(Range range) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(COUNT)) {
                bind(
                        statement,
                        new Range(range.org, range.run, range.filter, range.sort, null, 0, 0));
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    long count = row.getLong(1);
                    return new ItemPages.Total(Math.min(count, COUNT_MAX), count > COUNT_MAX);
                }
            }
        });
    }
}
