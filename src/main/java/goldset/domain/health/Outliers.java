package goldset.domain.health;

import java.util.Arrays;

/**
 * How far rows lie from the middle: with d the Euclidean distance of a row to the mean of all, its
 * score is (d − median of d) / (1.4826 · median of |d − median of d|), and at least 0. So a score
 * counts standard deviations of a normal spread, and few far rows don't hide each other. Where more
 * than half of the rows are equally far, 1.2533 · the mean deviation takes the divisor's place;
 * where all are, every score is 0. One pass over the numbers, and two sorts of the rows.
 */
public final class Outliers {
    public static final double THRESHOLD_DEFAULT = 3;
    private static final double DEVIATIONS_PER_MEDIAN = 1.4826;
    private static final double DEVIATIONS_PER_MEAN = 1.2533;

    private Outliers() {}

    public static double[] scores(double[][] rows) {
        double[] middle = Rows.mean(rows);
        double[] distances = Arrays.stream(rows).mapToDouble(r -> distance(r, middle)).toArray();
        double median = median(distances);
        double[] deviations = Arrays.stream(distances).map(d -> Math.abs(d - median)).toArray();
        double size = distance(middle, new double[middle.length]);
        double nothing = Rows.ROUNDING * (size + median);
        double spread = DEVIATIONS_PER_MEDIAN * median(deviations);
        if (spread <= nothing) {
            spread = DEVIATIONS_PER_MEAN * Arrays.stream(deviations).average().orElse(0);
        }
        double[] scores = new double[rows.length];
        for (int i = 0; i < rows.length && spread > nothing; i++) {
            scores[i] = Math.max(0, (distances[i] - median) / spread);
        }
        return scores;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            double d = a[j] - b[j];
            sum += d * d;
        }
        return Math.sqrt(sum);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
