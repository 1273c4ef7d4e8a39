package goldset.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of a run a bar can be set on. Shares are reckoned from counts: the summary has four
 * decimals, and one false alarm in 30,000 would be none.
 */
enum Figure {
    ERRORS("errors", "--max-errors", false, Kind.COUNT),
    ACCURACY("accuracy", "--min-accuracy", true, Kind.SHARE),
    PRECISION("precision", "--min-precision", true, Kind.SHARE),
    RECALL("recall", "--min-recall", true, Kind.SHARE),
    F1("f1", "--min-f1", true, Kind.SHARE),
    AUROC("auroc", "--min-auroc", true, Kind.SHARE),
    ECE("ece", "--max-ece", false, Kind.SHARE),
    FP_RATE("fp_rate", "--max-fp-rate", false, Kind.SHARE),
    P95_MS("p95_ms", "--max-p95-ms", false, Kind.MS),
    BLOCK_RATE_RISE("block_rate_rise", "--max-block-rate-rise", false, Kind.SHARE),
    NEW_FAILURES("new_failures", "--no-new-failures-since", false, Kind.COUNT);

    /** How it is counted, and so what a bar on it may be. */
    enum Kind {
        SHARE,
        COUNT,
        MS
    }

    /**
     * What a run has of it.
     *
     * @param value null when it means nothing there
     */
    record Got(@Nullable Double value, String shown) {
        static final Got NOTHING = new Got(null, "undefined");
    }

    private final String word;
    private final String option;
    private final boolean least;
    private final Kind kind;

    Figure(String word, String option, boolean least, Kind kind) {
        this.word = word;
        this.option = option;
        this.least = least;
        this.kind = kind;
    }

    /** All but the one whose option names a run. */
    static List<Figure> withLimit() {
        return Arrays.stream(values()).filter(figure -> figure != NEW_FAILURES).toList();
    }

    String word() {
        return word;
    }

    String option() {
        return option;
    }

    /** Else at most. */
    boolean least() {
        return least;
    }

    Kind kind() {
        return kind;
    }

    boolean compares() {
        return this == BLOCK_RATE_RISE || this == NEW_FAILURES;
    }

    /**
     * Of a run that is completed.
     *
     * @param comparison empty for the figures that need none
     */
    Got of(Answer summary, Optional<Answer> comparison) {
        Answer counts = summary.at("binary_confusion");
        long tp = counts.number("tp", 0);
        long fp = counts.number("fp", 0);
        long fn = counts.number("fn", 0);
        return switch (this) {
            case ERRORS -> count(summary.number("errors", -1));
            case ACCURACY -> share(summary.number("correct", 0), summary.number("labelled", 0));
            case PRECISION -> share(tp, tp + fp);
            case RECALL -> share(tp, tp + fn);
            case F1 -> tp == 0 ? Got.NOTHING : decimal(2.0 * tp / (2 * tp + fp + fn));
            case FP_RATE -> share(fp, fp + counts.number("tn", 0));
            case AUROC, ECE -> decimal(summary.decimal(word));
            case P95_MS -> ms(summary.at("latency_ms"));
            case BLOCK_RATE_RISE -> decimal(comparison.orElseThrow().decimal("block_rate_delta"));
            case NEW_FAILURES -> count(comparison.orElseThrow().number("newly_failing", -1));
        };
    }

    private static Got share(long some, long all) {
        String counts = " (" + Unit.grouped(some) + " of " + Unit.grouped(all) + ")";
        return all == 0
                ? new Got(null, Got.NOTHING.shown + counts)
                : new Got((double) some / all, rounded((double) some / all) + counts);
    }

    private static Got decimal(@Nullable Double value) {
        return value == null ? Got.NOTHING : new Got(value, rounded(value));
    }

    private static Got count(long count) {
        return count < 0 ? Got.NOTHING : new Got((double) count, Unit.grouped(count));
    }

    /** Where nobody measured all of them are 0. */
    private static Got ms(Answer latency) {
        Double max = latency.decimal("max");
        Double p95 = latency.decimal("p95");
        return max == null || max <= 0 || p95 == null ? Got.NOTHING : new Got(p95, ms(p95));
    }

    static String ms(double ms) {
        return String.format(Locale.ROOT, "%.1f", ms);
    }

    static String rounded(double share) {
        return String.format(Locale.ROOT, "%.4f", share);
    }
}
