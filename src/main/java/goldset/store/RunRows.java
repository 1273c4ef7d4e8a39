package goldset.store;

import goldset.domain.Item;
import goldset.domain.Run;
import goldset.domain.RunRow;
import goldset.domain.Utf8;
import goldset.domain.scoring.Actual;
import goldset.domain.scoring.Expected;
import goldset.domain.scoring.Verdict;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of the items of a run. What an item is stays with its dataset, as it was at the run's
 * revision; pages of both together are of RunPages.
 */
public final class RunRows {
    /** What a run's item is, as of the run's revision: in one of two tables, or in none. */
    static final String ITEM =
            """
            left join lateral (
              select n.input, n.context, n.expected_output, n.expected_decision,
                n.rule_hits as expected_hits, n.metadata, n.bytes, n.content_hash
              from item n
              where n.dataset_id = u.dataset_id and n.id = r.item_id and n.born <= u.revision
              union all
              select h.input, h.context, h.expected_output, h.expected_decision, h.rule_hits,
                h.metadata, h.bytes, h.content_hash
              from item_history h
              where h.dataset_id = u.dataset_id and h.id = r.item_id and h.born <= u.revision
                and h.died > u.revision) i on true
            """;

    static final String RUN =
            """
            with u as (
              select id, dataset_id, revision
              from run
              where org_id = ? and id = ? and deleted_at is null)
            """;

    /** How many rows are read at a time when all are gone through. */
    private static final int WALK_ROWS = 500;

    private final Database database;

    public RunRows(Database database) {
        this.database = database;
    }

    private static final String INSERT =
            """
            insert into run_row (run_id, item_id, decision, risk_score, rule_hits, latency_ms,
              detector_results, error, is_correct, decision_match, rule_hits_match, missing,
              unexpected, input, expected, output, score, scores, cost, at, place)
            values (?, ?, ?, ?, ?, ?, ?::json, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?, ?, ?)
            on conflict (run_id, item_id) do nothing
            """;

    private static final String REMOVE = "delete from run_row where run_id = ? and item_id = ?";

    /**
     * @param replaces whether a row takes the place of an earlier one of its item
     * @return of how many items there was none before
     */
    static int insert(Connection connection, Run run, List<RunRow> rows, boolean replaces)
            throws SQLException {
        int added = 0;
        List<RunRow> known = new ArrayList<>();
        int[] counts = inserted(connection, run, rows);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                known.add(rows.get(i));
            } else {
                added++;
            }
        }
        if (replaces && !known.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
                for (RunRow row : known) {
                    statement.setObject(1, run.id());
                    statement.setObject(2, row.item());
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            inserted(connection, run, known);
        }
        return added;
    }

    private static int[] inserted(Connection connection, Run run, List<RunRow> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return new int[0];
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (RunRow row : rows) {
                statement.setObject(1, run.id());
                statement.setObject(2, row.item());
                bind(connection, statement, row.actual());
                bind(connection, statement, row.verdict());
                bind(statement, row.told());
                statement.setTimestamp(20, Timestamp.from(row.at()));
                statement.setObject(21, row.place(), Types.INTEGER);
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    private static void bind(
            Connection connection, PreparedStatement statement, @Nullable Actual actual)
            throws SQLException {
        if (actual == null) {
            setNulls(
                    statement,
                    3,
                    Types.VARCHAR,
                    Types.INTEGER,
                    Types.ARRAY,
                    Types.DOUBLE,
                    Types.VARCHAR,
                    Types.VARCHAR);
            return;
        }
        statement.setString(3, actual.decision());
        statement.setObject(4, actual.riskScore(), Types.INTEGER);
        statement.setArray(5, array(connection, actual.ruleHits()));
        statement.setObject(6, actual.latencyMs(), Types.DOUBLE);
        statement.setString(7, text(actual.detectorResults()));
        statement.setString(8, actual.error());
    }

    private static void setNulls(PreparedStatement statement, int first, int... types)
            throws SQLException {
        for (int i = 0; i < types.length; i++) {
            statement.setNull(first + i, types[i]);
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, Verdict verdict)
            throws SQLException {
        statement.setObject(9, verdict.isCorrect(), Types.BOOLEAN);
        statement.setObject(10, verdict.decisionMatch(), Types.BOOLEAN);
        statement.setObject(11, verdict.ruleHitsMatch(), Types.BOOLEAN);
        statement.setArray(12, array(connection, verdict.missing()));
        statement.setArray(13, array(connection, verdict.unexpected()));
    }

    private static void bind(PreparedStatement statement, RunRow.@Nullable Told told)
            throws SQLException {
        if (told == null) {
            setNulls(
                    statement,
                    14,
                    Types.VARCHAR,
                    Types.VARCHAR,
                    Types.VARCHAR,
                    Types.DOUBLE,
                    Types.VARCHAR,
                    Types.DOUBLE);
            return;
        }
        if (told.latencyMs() != null) {
            statement.setObject(6, told.latencyMs(), Types.DOUBLE);
        }
        statement.setString(14, text(told.input()));
        statement.setString(15, text(told.expected()));
        statement.setString(16, text(told.output()));
        statement.setObject(17, told.score(), Types.DOUBLE);
        statement.setString(18, text(told.scores()));
        statement.setObject(19, told.cost(), Types.DOUBLE);
    }

    private static @Nullable String text(@Nullable Utf8 text) {
        return text == null ? null : text.toString();
    }

    static @Nullable Array array(Connection connection, @Nullable List<String> texts)
            throws SQLException {
        return texts == null ? null : connection.createArrayOf("text", texts.toArray());
    }

    /** What was expected of an item, and its metadata unless that is long. */
    public record Labels(Expected expected, @Nullable Utf8 metadata) {}

    /** Visits what became of an item. */
    @FunctionalInterface
    public interface Visit {
        void row(RunRow row, Labels labels);
    }

    /** Without the text of the items and of what was told. */
    private static final String WALK =
            RUN
                    + """
                    select r.item_id, r.decision, r.risk_score, r.rule_hits, r.latency_ms,
                      null as detector_results, r.error, r.is_correct, r.decision_match,
                      r.rule_hits_match, r.missing, r.unexpected, r.at, r.place, i.expected_decision,
                      i.expected_hits,
                      case when octet_length(i.metadata::text) <= 16384 then i.metadata end
                        as metadata
                    from u join run_row r on r.run_id = u.id
                    """
                    + ITEM
                    + """
                    where r.item_id > ?
                    order by r.item_id
                    limit ?
                    """;

    /** Goes through all rows in the order of the items. */
    public void walk(UUID org, UUID run, Visit visit) {
        UUID after = ItemSlices.BEFORE_ALL;
        boolean more = true;
        while (more) {
            UUID from = after;
            UUID last = database.read(c -> walked(c, org, run, from, visit));
            more = last != null;
            after = last == null ? after : last;
        }
    }

    /** The last item of a part that may not be the last; null at the end. */
    private static @Nullable UUID walked(
            Connection connection, UUID org, UUID run, UUID after, Visit visit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WALK)) {
            statement.setObject(1, org);
            statement.setObject(2, run);
            statement.setObject(3, after);
            statement.setInt(4, WALK_ROWS);
            int rows = 0;
            UUID last = null;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    RunRow one = row(row, null);
                    visit.row(one, labels(row));
                    last = one.item();
                    rows++;
                }
            }
            return rows == WALK_ROWS ? last : null;
        }
    }

    private static Labels labels(ResultSet row) throws SQLException {
        return new Labels(
                new Expected(
                        row.getString("expected_decision"), Rows.textsOrNull(row, "expected_hits")),
                Utf8.orNull(row.getString("metadata")));
    }

    static RunRow row(ResultSet row, RunRow.@Nullable Told said) throws SQLException {
        RunRow.Told told = said;
        String decision = row.getString("decision");
        Double latency = row.getObject("latency_ms", Double.class);
        List<String> hits = Rows.textsOrNull(row, "rule_hits");
        Actual actual =
                decision == null
                        ? null
                        : new Actual(
                                decision,
                                row.getObject("risk_score", Integer.class),
                                hits == null ? List.of() : hits,
                                latency,
                                Utf8.orNull(row.getString("detector_results")),
                                row.getString("error"));
        if (told == null && decision == null && latency != null) {
            told = new RunRow.Told(null, null, null, null, null, null, latency);
        }
        return new RunRow(
                Rows.uuid(row, "item_id"),
                row.getObject("place", Integer.class),
                actual,
                new Verdict(
                        row.getObject("is_correct", Boolean.class),
                        row.getObject("decision_match", Boolean.class),
                        row.getObject("rule_hits_match", Boolean.class),
                        Rows.textsOrNull(row, "missing"),
                        Rows.textsOrNull(row, "unexpected")),
                told,
                Rows.time(row, "at"));
    }

    private static final String EXPECTED =
            RUN
                    + """
                    select r.item_id, i.expected_decision, i.expected_hits, null as metadata
                    from u cross join unnest(?::uuid[]) as r(item_id)
                    """
                    + ITEM
                    + "where i.context is not null";

    /** What is expected of those of the items that the run is over. */
    public Map<UUID, Expected> expected(UUID org, UUID run, List<UUID> items) {
        return database.read(c -> {
            Map<UUID, Expected> found = new HashMap<>();
            try (PreparedStatement statement = c.prepareStatement(EXPECTED)) {
                statement.setObject(1, org);
                statement.setObject(2, run);
                statement.setArray(3, c.createArrayOf("uuid", items.toArray()));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.put(Rows.uuid(row, "item_id"), labels(row).expected());
                    }
                }
            }
            return found;
        });
    }

    private static final String PRESENT =
            RUN
                    + """
                    select r.item_id
                    from u join run_row r on r.run_id = u.id
                    where r.item_id = any(?)
                    """;

    /** Which of the items have their row already. */
    public Set<UUID> present(UUID org, UUID run, List<Item> items) {
        return database.read(c -> {
            Set<UUID> found = new HashSet<>();
            try (PreparedStatement statement = c.prepareStatement(PRESENT)) {
                Object[] ids = items.stream().map(Item::id).toArray();
                statement.setObject(1, org);
                statement.setObject(2, run);
                statement.setArray(3, c.createArrayOf("uuid", ids));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.add(Rows.uuid(row, "item_id"));
                    }
                }
            }
            return found;
        });
    }
}
