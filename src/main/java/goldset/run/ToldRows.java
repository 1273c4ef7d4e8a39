package goldset.run;

import goldset.domain.Item;
import goldset.domain.ItemFilter;
import goldset.domain.PastState;
import goldset.domain.Run;
import goldset.domain.RunPlan;
import goldset.domain.RunRow;
import goldset.domain.ToldResult;
import goldset.domain.Unavailable;
import goldset.domain.Utf8;
import goldset.domain.Utf8Text;
import goldset.domain.scoring.Actual;
import goldset.domain.scoring.Expected;
import goldset.domain.scoring.OutputCheck;
import goldset.domain.scoring.Scorer;
import goldset.domain.scoring.Scoring;
import goldset.domain.scoring.Verdict;
import goldset.format.RunPlanText;
import goldset.format.ScorerList;
import goldset.store.ItemPages;
import goldset.store.Versions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Results that somebody tells by the places of their cases, made into rows of a run. */
public final class ToldRows {
    /** In the place of an item's id, where no dataset has it: the number, in the form of a UUID. */
    private static final long HIGH = 0x8000L;

    private static final long LOW = 0x8000_0000_0000_0000L;

    /** Places so near to each other are read in one go. */
    private static final int GAP_MAX = 100;

    private final Versions versions;
    private final ItemPages pages;
    private final Clock clock;

    public ToldRows(Versions versions, ItemPages pages, Clock clock) {
        this.versions = versions;
        this.pages = pages;
        this.clock = clock;
    }

    /** The number that a row without an item was told by. */
    public static long number(UUID item) {
        return item.getLeastSignificantBits() & ~LOW;
    }

    /** The items at the places that the rows name, of a run over a dataset. */
    public Map<Integer, Item> items(Run run, List<ToldResult> rows, LongConsumer memory) {
        Map<Integer, Item> found = new HashMap<>();
        Run.Over over = run.over();
        if (over == null) {
            return found;
        }
        PastState past =
                versions.state(run.org(), over.dataset(), over.revision())
                        .orElseThrow(() -> new Unavailable("a dataset was deleted meanwhile"));
        List<Integer> places = rows.stream().map(ToldResult::number).sorted().toList();
        int from = 0;
        while (from < places.size()) {
            int to = from;
            while (to + 1 < places.size() && places.get(to + 1) - places.get(to) <= GAP_MAX) {
                to++;
            }
            read(run, past, places.get(from), places.get(to), memory, found);
            from = to + 1;
        }
        return found;
    }

    private void read(
            Run run,
            PastState past,
            int first,
            int last,
            LongConsumer memory,
            Map<Integer, Item> found) {
        Run.Over over = run.over();
        if (over == null || first >= past.itemCount()) {
            return;
        }
        int[] place = {first};
        pages.page(
                new ItemPages.Range(
                        run.org(),
                        over.dataset(),
                        past.revision(),
                        past,
                        ItemFilter.ANY,
                        null,
                        first,
                        last - first + 1),
                memory,
                item -> found.put(place[0]++, item));
    }

    /** Judged by what the teller thinks, else by the run's scorers. */
    public List<RunRow> rows(Run run, List<ToldResult> told, Map<Integer, Item> items) {
        RunPlan plan = RunPlanText.of(run);
        List<Scorer> scorers = ScorerList.of(plan.scorers());
        List<RunRow> rows = new ArrayList<>();
        for (ToldResult row : told) {
            rows.add(row(plan, scorers, row, items.get(row.number())));
        }
        return rows;
    }

    private RunRow row(RunPlan plan, List<Scorer> scorers, ToldResult row, @Nullable Item item) {
        Expected expected =
                item == null
                        ? new Expected(null, null)
                        : new Expected(item.expectedDecision(), item.ruleHits());
        Actual actual = row.actual();
        Verdict verdict =
                actual == null
                        ? new Verdict(null, null, null, null, null)
                        : Scoring.of(expected, actual, plan.strict());
        RunRow.Told said = row.told();
        Map<String, Boolean> scores = scores(scorers, said, item);
        Boolean passed =
                row.passed() != null
                        ? row.passed()
                        : scores.isEmpty() ? null : !scores.containsValue(false);
        return new RunRow(
                item == null ? new UUID(HIGH, LOW | row.number()) : item.id(),
                item == null ? null : row.number(),
                actual,
                OutputCheck.with(verdict, passed),
                said == null ? null : judged(said, scores),
                clock.instant());
    }

    /** Of an output for which there is an expected one. */
    private static Map<String, Boolean> scores(
            List<Scorer> scorers, RunRow.@Nullable Told said, @Nullable Item item) {
        if (said == null || said.output() == null) {
            return Map.of();
        }
        Utf8 expected = said.expected();
        Utf8 wanted = expected == null && item != null ? item.expectedOutput() : expected;
        return wanted == null
                ? Map.of()
                : OutputCheck.scores(scorers, wanted.toString(), said.output().toString());
    }

    /** With scores of ours where the teller gave none. */
    private static RunRow.Told judged(RunRow.Told said, Map<String, Boolean> scores) {
        if (scores.isEmpty() || said.scores() != null) {
            return said;
        }
        Utf8Text text = new Utf8Text(64);
        String before = "{";
        for (Map.Entry<String, Boolean> score : scores.entrySet()) {
            text.put(before).string(score.getKey()).put(score.getValue() ? ":1" : ":0");
            before = ",";
        }
        long passed = scores.values().stream().filter(pass -> pass).count();
        return new RunRow.Told(
                said.input(),
                said.expected(),
                said.output(),
                said.score() == null ? (double) passed / scores.size() : said.score(),
                text.put("}").copy(),
                said.cost(),
                said.latencyMs());
    }
}
