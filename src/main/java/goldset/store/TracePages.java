package goldset.store;

import goldset.domain.Trace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
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
 * Traces read in pages, the newest first. Which ones a page has is asked first, with their sizes;
 * then they are read in parts of bounded bytes.
 */
public final class TracePages {
    private static final int COUNT_MAX = 10_000;

    private final Database database;

    public TracePages(Database database) {
        this.database = database;
    }

    /**
     * Which traces a list shows; null means any.
     *
     * @param since when the first of them arrived
     */
    public record Filter(
            @Nullable String decision,
            @Nullable String session,
            @Nullable String detector,
            @Nullable UUID project,
            @Nullable String env,
            @Nullable Instant since) {}

    /** A part of an org's traces. */
    public record Range(UUID org, Filter filter, @Nullable UUID before, int offset, int limit) {}

    private static final String MATCHING =
            """
            from trace t join project p on p.id = t.project_id and p.deleted_at is null
            where t.org_id = ? and (?::uuid is null or t.project_id = ?)
              and (?::text is null or t.decision = ?)
              and (?::text is null or ? = any(t.detectors)) and (?::text is null or t.env = ?)
              and (?::uuid is null or t.id >= ?) and (?::uuid is null or t.id < ?)
            """;

    /** By itself, for one plan serves all values: so a session's index is used. */
    private static final String OF_SESSION = "and t.session_id = ?\n";

    private static final String PAGE = "order by t.id desc offset ? limit ?";
    private static final String KEYS = "select t.id, t.bytes\n" + MATCHING + PAGE;
    private static final String SESSION_KEYS =
            "select t.id, t.bytes\n" + MATCHING + OF_SESSION + PAGE;

    /**
     * Visits a page.
     *
     * @param memory told how much a part holds before it is read
     * @return where to go on, when traces may follow
     */
    public Optional<UUID> page(Range range, LongConsumer memory, Consumer<Trace> visit) {
        List<PageParts.Key> keys = database.read(c -> keys(c, range));
        boolean more = keys.size() > range.limit;
        List<PageParts.Key> wanted = more ? keys.subList(0, range.limit) : keys;
        visit(range.org, wanted, memory, visit);
        return more ? Optional.of(wanted.getLast().id()) : Optional.empty();
    }

    /** Visits traces in their order, but for those that are gone by now. */
    void visit(UUID org, List<PageParts.Key> wanted, LongConsumer memory, Consumer<Trace> visit) {
        PageParts.visit(wanted, memory, ids -> database.read(c -> part(c, org, ids)), visit);
    }

    private static List<PageParts.Key> keys(Connection connection, Range range)
            throws SQLException {
        String sql = range.filter.session == null ? KEYS : SESSION_KEYS;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = bind(statement, range.org, range.filter, range.before);
            statement.setInt(next, range.offset);
            statement.setInt(next + 1, range.limit + 1);
            List<PageParts.Key> keys = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    keys.add(new PageParts.Key(Rows.uuid(row, "id"), row.getLong("bytes")));
                }
            }
            return keys;
        }
    }

    private static int bind(
            PreparedStatement statement, UUID org, Filter filter, @Nullable UUID before)
            throws SQLException {
        UUID since = filter.since == null ? null : Traces.firstId(filter.since);
        List<@Nullable Object> values = new ArrayList<>();
        values.add(org);
        for (Object value :
                new @Nullable Object[] {
                    filter.project, filter.decision, filter.detector, filter.env, since, before
                }) {
            values.add(value);
            values.add(value);
        }
        if (filter.session != null) {
            values.add(filter.session);
        }
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        return values.size() + 1;
    }

    private static final String PART =
            """
            select t.*
            from trace t
            where t.org_id = ? and t.id = any(?)
            """;

    private static Map<UUID, Trace> part(Connection connection, UUID org, List<UUID> ids)
            throws SQLException {
        Map<UUID, Trace> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(PART)) {
            statement.setObject(1, org);
            statement.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Trace trace = Traces.trace(row);
                    found.put(trace.id(), trace);
                }
            }
        }
        return found;
    }

    private static final String COUNT_END = "limit " + (COUNT_MAX + 1) + ") found";
    private static final String COUNT = "select count(*) from (select 1 " + MATCHING + COUNT_END;
    private static final String SESSION_COUNT =
            "select count(*) from (select 1 " + MATCHING + OF_SESSION + COUNT_END;

    /** Counts what a filter lets through, up to a bound. */
    public ItemPages.Total total(UUID org, Filter filter) {
        String sql = filter.session == null ? COUNT : SESSION_COUNT;
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(sql)) {
                bind(statement, org, filter, null);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    long count = row.getLong(1);
                    return new ItemPages.Total(Math.min(count, COUNT_MAX), count > COUNT_MAX);
                }
            }
        });
    }
}
