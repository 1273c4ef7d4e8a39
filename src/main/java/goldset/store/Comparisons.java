package goldset.store;

import goldset.domain.Run;
import goldset.domain.Unavailable;
import goldset.domain.Utf8;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Two runs, sample by sample. Which samples stand how is asked first, without a text; what of them
 * is shown is read after that, in parts.
 */
public final class Comparisons {
    /** Of a sample's text only the beginning is shown. */
    private static final int TEXT_CHARS_MAX = 2000;

    private static final int SHOWN_BYTES_MAX = 4 * TEXT_CHARS_MAX;

    private final Database database;
    private final long waitMs;

    /** All rows of two runs are gone through: more of that at once would leave nobody a reader. */
    private final Semaphore turn = new Semaphore(1, true);

    /**
     * @param waitMs how long one waits for another
     */
    public Comparisons(Database database, long waitMs) {
        this.database = database;
        this.waitMs = waitMs;
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

    /** One of them, and what was decided. */
    public record Pair(UUID item, @Nullable String before, @Nullable String now) {}

    /**
     * How many there are of a kind.
     *
     * @param decided how many have a decision in both
     */
    public record Count(long all, long decided, long blockedBefore, long blockedNow) {
        private static final Count NONE = new Count(0, 0, 0, 0);
    }

    /** How many there are of each kind, and the first of those that are shown. */
    public record Found(Map<Kind, Count> counts, Map<Kind, List<Pair>> first) {
        public long count(Kind kind) {
            return of(kind).all;
        }

        public Count of(Kind kind) {
            return counts.getOrDefault(kind, Count.NONE);
        }

        public List<Pair> first(Kind kind) {
            return first.getOrDefault(kind, List.of());
        }
    }

    /**
     * What one of them is.
     *
     * @param input its beginning
     */
    public record Shown(
            Pair pair,
            @Nullable Utf8 input,
            @Nullable String expected,
            @Nullable List<String> missing,
            @Nullable List<String> unexpected) {}

    private static final String RUNS =
            """
            with cu as (
              select id, dataset_id, revision
              from run
              where org_id = ? and id = ? and deleted_at is null),
            bu as (
              select id, dataset_id, revision
              from run
              where org_id = ? and id = ? and deleted_at is null),
            """;

    /** Over one dataset, or over none: what was edited is looked for among what was replaced. */
    private static final String BY_ID =
            RUNS
                    + """
                    edited as (
                      select h.id
                      from cu cross join bu
                        join item_history h on h.dataset_id = cu.dataset_id
                          and h.born <= least(cu.revision, bu.revision)
                          and h.died > least(cu.revision, bu.revision)
                          and h.died <= greatest(cu.revision, bu.revision)
                        join lateral (
                          select n.input, n.context, n.expected_output, n.expected_decision,
                            n.rule_hits
                          from item n
                          where n.dataset_id = h.dataset_id and n.id = h.id
                            and n.born <= greatest(cu.revision, bu.revision)
                          union all
                          select o.input, o.context, o.expected_output, o.expected_decision,
                            o.rule_hits
                          from item_history o
                          where o.dataset_id = h.dataset_id and o.id = h.id
                            and o.born <= greatest(cu.revision, bu.revision)
                            and o.died > greatest(cu.revision, bu.revision)) later on true
                      where (h.input, h.context, h.expected_output, h.expected_decision,
                          h.rule_hits)
                        is distinct from (later.input, later.context, later.expected_output,
                          later.expected_decision, later.rule_hits)),
                    cur as (
                      select r.item_id, r.decision, r.is_correct, r.item_id as key
                      from cu join run_row r on r.run_id = cu.id),
                    base as (
                      select r.item_id, r.decision, r.is_correct, r.item_id as key
                      from bu join run_row r on r.run_id = bu.id),
                    """;

    private static final String CONTENT_KEY =
            """
            select r.item_id, r.decision, r.is_correct, encode(i.content_hash, 'hex') || '/'
                || row_number() over (partition by i.content_hash order by r.item_id) as key
            """;

    /** Equal items may be there several times: the first is matched with the first, and so on. */
    private static final String BY_CONTENT =
            RUNS
                    + "edited as (select id from cu where false),\ncur as (\n"
                    + CONTENT_KEY
                    + "from cu u join run_row r on r.run_id = u.id\n"
                    + RunRows.ITEM
                    + "),\nbase as (\n"
                    + CONTENT_KEY
                    + "from bu u join run_row r on r.run_id = u.id\n"
                    + RunRows.ITEM
                    + "),\n";

    private static final String PAIRS =
            """
            pairs as (
              select cur.item_id, base.decision as before, cur.decision as now,
                case
                  when base.key is null then 'ONLY_IN_RUN'
                  when cur.key is null then 'ONLY_IN_BASELINE'
                  when cur.item_id in (select id from edited) then 'EDITED'
                  when cur.decision = 'ERROR' or base.decision = 'ERROR' then 'ERRORED'
                  when cur.is_correct is null or base.is_correct is null then 'UNLABELLED'
                  when cur.is_correct and base.is_correct then 'BOTH_PASSING'
                  when cur.is_correct then 'NEWLY_PASSING'
                  when base.is_correct then 'NEWLY_FAILING'
                  else 'BOTH_FAILING' end as kind
              from cur full join base on cur.key = base.key)
            select kind, n, decided, blocked_before, blocked_now, item_id, before, now
            from (
              select *, count(*) over of_kind as n,
                count(*) filter (where before is not null and now is not null) over of_kind
                  as decided,
                count(*) filter (where before = 'BLOCK' and now is not null) over of_kind
                  as blocked_before,
                count(*) filter (where now = 'BLOCK' and before is not null) over of_kind
                  as blocked_now,
                row_number() over (partition by kind order by item_id) as place
              from pairs
              window of_kind as (partition by kind)) numbered
            where place <= case when kind in ('NEWLY_FAILING', 'NEWLY_PASSING', 'BOTH_FAILING')
              then ? else 1 end
            order by kind, place
            """;

    /**
     * Compares two runs of an org.
     *
     * @param limit how many of each kind that is shown are named
     */
    public Found of(UUID org, Run run, Run baseline, int limit) {
        boolean entered = false;
        try {
            entered = turn.tryAcquire(waitMs, TimeUnit.MILLISECONDS);
            if (!entered) {
                throw new Unavailable("other runs are being compared");
            }
            return database.read(c -> found(c, org, run, baseline, limit));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("the server stops", e);
        } finally {
            if (entered) {
                turn.release();
            }
        }
    }

    private static Found found(Connection connection, UUID org, Run run, Run baseline, int limit)
            throws SQLException {
        String sql = (isOverOneDataset(run, baseline) ? BY_ID : BY_CONTENT) + PAIRS;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, org);
            statement.setObject(2, run.id());
            statement.setObject(3, org);
            statement.setObject(4, baseline.id());
            statement.setInt(5, Math.max(1, limit));
            return found(statement, limit);
        }
    }

    /** Or over none: then the rows are known by their numbers. */
    private static boolean isOverOneDataset(Run run, Run baseline) {
        Run.Over one = run.over();
        Run.Over other = baseline.over();
        return one == null || other == null || one.dataset().equals(other.dataset());
    }

    private static Found found(PreparedStatement statement, int limit) throws SQLException {
        Map<Kind, Count> counts = new EnumMap<>(Kind.class);
        Map<Kind, List<Pair>> first = new EnumMap<>(Kind.class);
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Kind kind = Kind.valueOf(Rows.text(row, "kind"));
                counts.put(kind, count(row));
                List<Pair> list = first.computeIfAbsent(kind, k -> new ArrayList<>());
                if (kind != Kind.ONLY_IN_BASELINE && list.size() < limit) {
                    list.add(
                            new Pair(
                                    Rows.uuid(row, "item_id"),
                                    row.getString("before"),
                                    row.getString("now")));
                }
            }
        }
        return new Found(counts, first);
    }

    private static Count count(ResultSet row) throws SQLException {
        return new Count(
                row.getLong("n"),
                row.getLong("decided"),
                row.getLong("blocked_before"),
                row.getLong("blocked_now"));
    }

    private static final String SHOWN =
            RunRows.RUN
                    + "select r.item_id, left(i.input, "
                    + TEXT_CHARS_MAX
                    + ") as input, i.expected_decision, r.missing, r.unexpected\n"
                    + "from u join run_row r on r.run_id = u.id\n"
                    + RunRows.ITEM
                    + "where r.item_id = any(?)";

    /**
     * Visits what samples of a run are.
     *
     * @param memory told how much a part holds before it is read
     */
    public void shown(
            UUID org, UUID run, List<Pair> pairs, LongConsumer memory, Consumer<Shown> visit) {
        Map<UUID, Pair> byItem = new HashMap<>();
        pairs.forEach(pair -> byItem.put(pair.item, pair));
        PageParts.visit(
                pairs.stream().map(one -> new PageParts.Key(one.item, SHOWN_BYTES_MAX)).toList(),
                memory,
                ids -> database.read(c -> shown(c, org, run, ids, byItem)),
                visit);
    }

    private static Map<UUID, Shown> shown(
            Connection connection, UUID org, UUID run, List<UUID> ids, Map<UUID, Pair> byItem)
            throws SQLException {
        Map<UUID, Shown> shown = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SHOWN)) {
            statement.setObject(1, org);
            statement.setObject(2, run);
            statement.setArray(3, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Pair pair = byItem.get(Rows.uuid(row, "item_id"));
                    if (pair != null) {
                        shown.put(pair.item, shown(row, pair));
                    }
                }
            }
        }
        return shown;
    }

    private static Shown shown(ResultSet row, Pair pair) throws SQLException {
        return new Shown(
                pair,
                Utf8.orNull(row.getString("input")),
                row.getString("expected_decision"),
                Rows.textsOrNull(row, "missing"),
                Rows.textsOrNull(row, "unexpected"));
    }
}
