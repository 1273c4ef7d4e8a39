package goldset.domain.scoring;

import goldset.domain.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds up rows, in the order of their items, in memory that doesn't grow with their number. */
public final class Tally {
    private final long total;
    private final Counts counts = new Counts();
    private final long[][] confusion;
    private final List<String> decisions;
    private final RiskCurve risk = new RiskCurve();
    private final Latencies latencies = new Latencies();
    private final Rules rules = new Rules();
    private final Slices slices;
    private long decided;

    /**
     * @param sliceKeys keys of the metadata to count by; null for those that lend themselves
     * @param total how many items there are
     */
    public Tally(@Nullable List<String> sliceKeys, long total) {
        this.total = total;
        slices = new Slices(sliceKeys);
        decisions = new ArrayList<>(Item.DECISIONS);
        decisions.add(Actual.ERROR);
        confusion = new long[Item.DECISIONS.size()][decisions.size()];
    }

    /**
     * @param actual null when nobody decided anything
     */
    public void add(
            Expected expected,
            @Nullable Actual actual,
            Verdict verdict,
            List<Map.Entry<String, String>> metadata) {
        counts.add(expected, actual, verdict);
        slices.add(expected, actual, verdict, metadata);
        if (actual == null) {
            return;
        }
        if (expected.decision() != null) {
            confusion[decisions.indexOf(expected.decision())][
                    decisions.indexOf(actual.decision())]++;
        }
        if (actual.isError()) {
            return;
        }
        decided++;
        if (expected.decision() != null && actual.riskScore() != null) {
            risk.add(actual.riskScore(), !expected.decision().equals("ALLOW"));
        }
        if (actual.latencyMs() != null) {
            latencies.add(actual.latencyMs());
        }
        List<String> labels = Scoring.ruleLabels(expected);
        if (labels != null) {
            rules.add(labels, actual.ruleHits());
        }
    }

    /** How long an output took of which nobody decided anything. */
    public void took(double ms) {
        latencies.add(ms);
    }

    public Summary summary() {
        return new Summary(
                total,
                counts.total(),
                counts.labelled(),
                counts.correct(),
                counts.errors(),
                counts.binary(),
                confusion(),
                counts.share(true, decided),
                counts.share(false, decided),
                risk.auroc(),
                risk.auprc(),
                risk.ece(),
                latencies.summary(),
                rules.summary(),
                rules.leftOut(),
                slices.summary(),
                slices.leftOut());
    }

    /** Only what occurs. */
    private Map<String, Map<String, Long>> confusion() {
        Map<String, Map<String, Long>> all = new LinkedHashMap<>();
        for (int i = 0; i < confusion.length; i++) {
            Map<String, Long> row = new LinkedHashMap<>();
            for (int j = 0; j < confusion[i].length; j++) {
                if (confusion[i][j] > 0) {
                    row.put(decisions.get(j), confusion[i][j]);
                }
            }
            if (!row.isEmpty()) {
                all.put(decisions.get(i), row);
            }
        }
        return all;
    }
}
