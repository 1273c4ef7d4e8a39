package goldset.domain;

import goldset.domain.scoring.Actual;
import goldset.domain.scoring.Verdict;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one item in a run.
 *
 * @param item the item's id, or the row's number as one where there is no dataset
 * @param place by which number its teller knows it, of a dataset's; else null
 * @param actual null when only an output was told
 * @param told null but for what somebody told
 */
public record RunRow(
        UUID item,
        @Nullable Integer place,
        @Nullable Actual actual,
        Verdict verdict,
        @Nullable Told told,
        Instant at) {

    /** One that nobody knows by a number. */
    public RunRow(
            UUID item, @Nullable Actual actual, Verdict verdict, @Nullable Told told, Instant at) {
        this(item, null, actual, verdict, told, at);
    }

    /**
     * What somebody told of an output.
     *
     * @param input null when the dataset has it; so the expected output
     * @param scores by scorer, as JSON
     * @param latencyMs where there is an answer too, it is the answer's
     */
    public record Told(
            @Nullable Utf8 input,
            @Nullable Utf8 expected,
            @Nullable Utf8 output,
            @Nullable Double score,
            @Nullable Utf8 scores,
            @Nullable Double cost,
            @Nullable Double latencyMs) {}
}
