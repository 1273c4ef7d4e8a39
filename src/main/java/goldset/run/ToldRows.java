package goldset.run;

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
import goldset.domain.scoring.TimeLeft;
import goldset.domain.scoring.Verdict;
import goldset.format.RunPlanText;
import goldset.format.ScorerList;
import goldset.store.RunCases;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Results that somebody tells by the places of their cases, made into rows of a run. */
public final class ToldRows {
    /** In the place of an item's id, where no dataset has it: the number, in the form of a UUID. */
    private static final long HIGH = 0x8000L;

    private static final long LOW = 0x8000_0000_0000_0000L;

    /** A thousand honest rows of 4 KB take a second or two; some patterns would take an hour. */
    private static final Duration JUDGING_MAX = Duration.ofSeconds(10);

    private static final int WAIT_SECONDS_MAX = 60;
    private static final int IDLE_SECONDS_MAX = 10;

    /** Some patterns call themselves for each of their steps. */
    private static final int STACK_BYTES = 8 << 20;

    private final RunCases cases;
    private final Clock clock;
    private final ExecutorService judges = judges();

    public ToldRows(RunCases cases, Clock clock) {
        this.cases = cases;
        this.clock = clock;
    }

    /** The number that a row without an item was told by. */
    public static long number(UUID item) {
        return item.getLeastSignificantBits() & ~LOW;
    }

    /** The cases that the rows name, of a run over a dataset. */
    public Map<Integer, RunCases.Case> cases(Run run, List<ToldResult> rows, LongConsumer memory) {
        return cases.at(run, rows.stream().map(ToldResult::number).toList(), memory);
    }

    /** What became of the rows of a call. */
    public sealed interface Judged {}

    public record Rows(List<RunRow> rows) implements Judged {}

    /**
     * They take too long, all in all.
     *
     * @param at the row that there was no time for
     */
    public record TooLong(ToldResult at) implements Judged {}

    /**
     * Judged by what the teller thinks, else by the run's scorers: these on threads of their own,
     * for whoever computes for seconds on a request's keeps all others from what carries them.
     */
    public Judged rows(Run run, List<ToldResult> told, Map<Integer, RunCases.Case> known) {
        Future<Judged> judged =
                judges.submit(() -> judged(run, told, known, new TimeLeft(JUDGING_MAX)));
        try {
            return judged.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            judged.cancel(true);
            throw new Unavailable("other outputs are being judged", e);
        } catch (InterruptedException e) {
            judged.cancel(true);
            Thread.currentThread().interrupt();
            throw new Unavailable("the server stops", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("rows can't be judged", e.getCause());
        }
    }

    /** As many as there are cores; gone when they were idle, so there is nothing to close. */
    private static ExecutorService judges() {
        int cores = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor judges =
                new ThreadPoolExecutor(
                        cores,
                        cores,
                        IDLE_SECONDS_MAX,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform()
                                .daemon()
                                .name("judge-", 0)
                                .stackSize(STACK_BYTES)
                                .factory());
        judges.allowCoreThreadTimeOut(true);
        return judges;
    }

    private Judged judged(
            Run run, List<ToldResult> told, Map<Integer, RunCases.Case> known, TimeLeft time) {
        RunPlan plan = RunPlanText.of(run);
        List<Scorer> scorers = ScorerList.of(plan.scorers());
        List<RunRow> rows = new ArrayList<>();
        for (ToldResult row : told) {
            try {
                rows.add(row(plan, scorers, row, known.get(row.number()), time));
            } catch (TimeLeft.Over e) {
                return new TooLong(row);
            }
        }
        return new Rows(rows);
    }

    private RunRow row(
            RunPlan plan,
            List<Scorer> scorers,
            ToldResult row,
            RunCases.@Nullable Case known,
            TimeLeft time) {
        Expected expected = known == null ? new Expected(null, null) : known.expected();
        Actual actual = row.actual();
        Verdict verdict =
                actual == null
                        ? new Verdict(null, null, null, null, null)
                        : Scoring.of(expected, actual, plan.strict());
        RunRow.Told said = row.told();
        Map<String, Boolean> scores = scores(scorers, said, known, time);
        Boolean passed =
                row.passed() != null
                        ? row.passed()
                        : scores.isEmpty() ? null : !scores.containsValue(false);
        return new RunRow(
                known == null ? new UUID(HIGH, LOW | row.number()) : known.item(),
                known == null ? null : row.number(),
                actual,
                OutputCheck.with(verdict, passed),
                said == null ? null : judged(said, scores),
                clock.instant());
    }

    /** Of an output for which there is an expected one. */
    private static Map<String, Boolean> scores(
            List<Scorer> scorers,
            RunRow.@Nullable Told said,
            RunCases.@Nullable Case known,
            TimeLeft time) {
        if (said == null || said.output() == null) {
            return Map.of();
        }
        Utf8 expected = said.expected();
        Utf8 wanted = expected == null && known != null ? known.output() : expected;
        return wanted == null
                ? Map.of()
                : OutputCheck.scores(scorers, wanted.toString(), said.output().toString(), time);
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
