package goldset.store;

import goldset.domain.Run;
import goldset.domain.Utf8;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Two runs, sample by sample. */
public final class Comparisons {
    private final Database database;

    public Comparisons(Database database) {
        this.database = database;
    }

    /** How a sample stands in the two. */
    public enum Kind {
        ONLY_IN_RUN,
        ONLY_IN_BASELINE,
        /** What was asked, or what was expected, is another in each. */
        EDITED,
        /** In either of them it has no answer. */
        ERRORED,
        /** In either of them it is neither right nor wrong. */
        UNLABELLED,
        BOTH_PASSING,
        BOTH_FAILING,
        NEWLY_FAILING,
        NEWLY_PASSING
    }

    /**
     * One of them.
     *
     * @param input its beginning
     */
    public record Changed(
            UUID item,
            @Nullable Utf8 input,
            @Nullable String expected,
            @Nullable String before,
            @Nullable String now,
            @Nullable List<String> missing,
            @Nullable List<String> unexpected) {}

    /** How many there are of each kind, and the first of them. */
    public record Found(Map<Kind, Long> counts, Map<Kind, List<Changed>> first) {
        public long count(Kind kind) {
            return counts.getOrDefault(kind, 0L);
        }

        public List<Changed> first(Kind kind) {
            return first.getOrDefault(kind, List.of());
        }
    }

    /** Equal items may be there several times: the first is matched with the first, and so on. */
    private static final String SIDE =
            """
            select r.item_id, r.decision, r.is_correct, r.missing, r.unexpected, i.input,
              i.context, i.expected_output, i.expected_decision, i.expected_hits, i.content_hash,
              case when ?::boolean then r.item_id::text
                else encode(i.content_hash, 'hex') || '/'
                  || row_number() over (partition by i.content_hash order by r.item_id) end as key
            from u join run_row r on r.run_id = u.id
            """
                    + RunRows.ITEM;

    private static final String COMPARE =
            "with cur as ("
                    + RunRows.RUN
                    + SIDE
                    + "), base as ("
                    + RunRows.RUN
                    + SIDE
                    + """
                    ), pairs as (
                      select cur.item_id, cur.input, cur.expected_decision, cur.missing,
                        cur.unexpected, base.decision as before, cur.decision as now,
                        case
                          when base.key is null then 'ONLY_IN_RUN'
                          when cur.key is null then 'ONLY_IN_BASELINE'
                          when cur.content_hash is distinct from base.content_hash
                            and (cur.input, cur.context, cur.expected_output,
                                cur.expected_decision, cur.expected_hits)
                              is distinct from (base.input, base.context, base.expected_output,
                                base.expected_decision, base.expected_hits)
                            then 'EDITED'
                          when cur.decision = 'ERROR' or base.decision = 'ERROR' then 'ERRORED'
                          when cur.is_correct is null or base.is_correct is null then 'UNLABELLED'
                          when cur.is_correct and base.is_correct then 'BOTH_PASSING'
                          when cur.is_correct then 'NEWLY_PASSING'
                          when base.is_correct then 'NEWLY_FAILING'
                          else 'BOTH_FAILING' end as kind
                      from cur full join base on cur.key = base.key)
                    select kind, n, item_id, left(input, 2000) as input, expected_decision, missing,
                      unexpected, before, now
                    from (
                      select *, count(*) over (partition by kind) as n,
                        row_number() over (partition by kind order by item_id) as place
                      from pairs) numbered
                    where place <= ?
                    order by kind, place
                    """;

    /**
     * Compares two runs of an org.
     *
     * @param limit how many of each kind are named
     */
    public Found of(UUID org, Run run, Run baseline, int limit) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(COMPARE)) {
                boolean byId = isOverOneDataset(run, baseline);
                statement.setObject(1, org);
                statement.setObject(2, run.id());
                statement.setBoolean(3, byId);
                statement.setObject(4, org);
                statement.setObject(5, baseline.id());
                statement.setBoolean(6, byId);
                statement.setInt(7, Math.max(1, limit));
                return found(statement, limit);
            }
        });
    }

    /** Or over none: then the rows are known by their numbers. */
    private static boolean isOverOneDataset(Run run, Run baseline) {
        Run.Over one = run.over();
        Run.Over other = baseline.over();
        return one == null || other == null || one.dataset().equals(other.dataset());
    }

    private static Found found(PreparedStatement statement, int limit) throws SQLException {
        Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        Map<Kind, List<Changed>> first = new EnumMap<>(Kind.class);
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Kind kind = Kind.valueOf(Rows.text(row, "kind").toUpperCase(Locale.ROOT));
                counts.put(kind, row.getLong("n"));
                List<Changed> list = first.computeIfAbsent(kind, k -> new ArrayList<>());
                if (kind != Kind.ONLY_IN_BASELINE && list.size() < limit) {
                    list.add(changed(row));
                }
            }
        }
        return new Found(counts, first);
    }

    private static Changed changed(ResultSet row) throws SQLException {
        return new Changed(
                Rows.uuid(row, "item_id"),
                Utf8.orNull(row.getString("input")),
                row.getString("expected_decision"),
                row.getString("before"),
                row.getString("now"),
                Rows.textsOrNull(row, "missing"),
                Rows.textsOrNull(row, "unexpected"));
    }
}
