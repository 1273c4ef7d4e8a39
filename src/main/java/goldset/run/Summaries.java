package goldset.run;

import goldset.domain.Run;
import goldset.domain.Run.State;
import goldset.domain.RunRow;
import goldset.domain.Utf8;
import goldset.domain.scoring.Tally;
import goldset.format.MetadataPairs;
import goldset.format.RunPlanText;
import goldset.format.SummaryText;
import goldset.store.RunRows;
import goldset.store.RunWork;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The end of a run: its rows, added up in the order of the items whoever brought them. */
public final class Summaries {
    /** Longer than it takes; what broke off in the middle is told of again after it. */
    private static final Duration SEALED = Duration.ofSeconds(30);

    private final RunRows rows;
    private final RunWork work;

    public Summaries(RunRows rows, RunWork work) {
        this.rows = rows;
        this.work = work;
    }

    /**
     * Ends a run that has all the rows it will have.
     *
     * @param reason why it failed; null when it didn't, which it did all the same where no row has
     *     a decision
     * @return false when it is another's by now, is over or about to be, or has other rows
     *     meanwhile
     */
    public boolean finish(Run run, @Nullable String reason) {
        return run.mode() == Run.Mode.EXTERNAL
                ? work.seal(run, SEALED).map(sealed -> added(sealed, reason)).orElse(false)
                : added(run, reason);
    }

    private boolean added(Run run, @Nullable String reason) {
        Tally tally = new Tally(RunPlanText.of(run).slices(), run.total());
        long[] counts = {0, 0};
        String[] error = {""};
        rows.walk(
                run.org(),
                run.id(),
                (row, labels) -> {
                    counts[0]++;
                    if (row.actual() != null && row.actual().isError()) {
                        counts[1]++;
                        error[0] = String.valueOf(row.actual().error());
                    }
                    RunRow.Told told = row.told();
                    if (told != null && told.latencyMs() != null) {
                        tally.took(told.latencyMs());
                    }
                    tally.add(
                            labels.expected(),
                            row.actual(),
                            row.verdict(),
                            MetadataPairs.of(labels.metadata()));
                });
        boolean noneAnswered = counts[0] > 0 && counts[0] == counts[1];
        String why =
                reason == null && noneAnswered
                        ? "no sample has an answer, the last: " + error[0]
                        : reason;
        Utf8 summary = SummaryText.of(tally.summary());
        return work.finish(
                run, why == null ? State.COMPLETED : State.FAILED, counts[0], summary, why);
    }
}
