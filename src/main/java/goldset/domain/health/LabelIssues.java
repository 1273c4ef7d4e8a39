package goldset.domain.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Labels that a model contradicts, by confident learning: a class counts as likely for a row when
 * its probability reaches the mean probability of that class over the rows that are labelled so. A
 * label is an issue when the likeliest of the row's likely classes is another one; of equal ones
 * the first counts. The noise rate is, for each given label, the share of issues among its rows
 * that have a likely class, weighed by the label's rows. Quality is the probability of the given
 * label. Two passes over the numbers.
 *
 * @param worst those of the lowest quality, the lowest first, then by row
 */
public record LabelIssues(double noiseRate, int count, List<Issue> worst) {
    public static final int KEPT_MAX = 100;

    public record Issue(int row, int given, int suggested, double quality) {}

    /**
     * @param probabilities for each row, one a class
     */
    public static LabelIssues find(int[] labels, double[][] probabilities) {
        int classes = probabilities[0].length;
        double[] bars = bars(labels, probabilities, classes);
        long[] rows = new long[classes];
        long[] judged = new long[classes];
        long[] wrong = new long[classes];
        List<Issue> issues = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            int given = labels[i];
            rows[given]++;
            int likely = likely(probabilities[i], bars);
            if (likely < 0) {
                continue;
            }
            judged[given]++;
            if (likely != given) {
                wrong[given]++;
                issues.add(new Issue(i, given, likely, probabilities[i][given]));
            }
        }
        double noise = 0;
        for (int c = 0; c < classes; c++) {
            noise += judged[c] == 0 ? 0 : rows[c] * (wrong[c] / (double) judged[c]);
        }
        issues.sort(Comparator.comparingDouble(Issue::quality).thenComparingInt(Issue::row));
        List<Issue> worst = List.copyOf(issues.subList(0, Math.min(KEPT_MAX, issues.size())));
        return new LabelIssues(noise / labels.length, issues.size(), worst);
    }

    /** What a class must reach; a class that nobody gave is never likely. */
    private static double[] bars(int[] labels, double[][] probabilities, int classes) {
        double[] sums = new double[classes];
        long[] counts = new long[classes];
        for (int i = 0; i < labels.length; i++) {
            sums[labels[i]] += probabilities[i][labels[i]];
            counts[labels[i]]++;
        }
        for (int c = 0; c < classes; c++) {
            sums[c] = counts[c] == 0 ? Double.POSITIVE_INFINITY : sums[c] / counts[c];
        }
        return sums;
    }

    private static int likely(double[] row, double[] bars) {
        int likely = -1;
        for (int c = 0; c < row.length; c++) {
            // A mean of equal numbers may come out a last digit above them.
            boolean reaches = row[c] + 1e-12 >= bars[c];
            if (reaches && (likely < 0 || row[c] > row[likely])) {
                likely = c;
            }
        }
        return likely;
    }
}
