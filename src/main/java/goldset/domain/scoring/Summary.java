package goldset.domain.scoring;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of a run add up to.
 *
 * @param total how many items the run is over
 * @param completed how many have their row
 * @param labelled rows that are right or wrong; an error is wrong where something was expected
 * @param errors rows without an answer; they count in nothing that is said of decisions and rules
 * @param binary positive is what should not simply pass
 * @param confusion how often which decision was made in place of which
 * @param blockRate null when no row has a decision
 * @param rulesLeftOut how many more there are, at least
 * @param slicesLeftOut keys of the metadata with too many values, or beyond the number of keys
 */
public record Summary(
        long total,
        long completed,
        long labelled,
        long correct,
        long errors,
        Binary binary,
        Map<String, Map<String, Long>> confusion,
        @Nullable Double blockRate,
        @Nullable Double flaggedRate,
        @Nullable Double auroc,
        @Nullable Double auprc,
        @Nullable Double ece,
        Latency latency,
        List<Rule> rules,
        int rulesLeftOut,
        List<Slice> slices,
        List<String> slicesLeftOut) {

    /** In milliseconds. */
    public record Latency(double avg, double p50, double p95, double p99, double max) {}

    /** One rule, over the rows that say which rules should fire. */
    public record Rule(String id, Binary counts) {}

    /** The rows whose metadata says one thing. */
    public record Slice(
            String key,
            String value,
            long total,
            long labelled,
            long correct,
            long errors,
            @Nullable Double accuracy,
            @Nullable Double precision,
            @Nullable Double recall,
            @Nullable Double fpRate) {}

    public @Nullable Double accuracy() {
        return Binary.share(correct, labelled);
    }
}
