package goldset.domain.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A feature that nearly gives the label away. Its correlation is the square root of 1 − (W / (n −
 * k)) / (T / (n − 1)), and at least 0, with T the feature's sum of squares around its mean, W that
 * around the means of the k classes that occur, n the rows: the correlation ratio without what mere
 * chance gives many classes. With two classes it is nearly the absolute value of Pearson's. With no
 * more rows than classes nothing can be said, and none is found. One pass over the numbers.
 */
public record SpuriousFeature(int feature, double correlation) {
    public static final double THRESHOLD_DEFAULT = 0.9;

    /** In the order of the features. */
    public static List<SpuriousFeature> find(double[][] rows, int[] labels, double threshold) {
        int[] classes = Arrays.stream(labels).distinct().sorted().toArray();
        List<SpuriousFeature> found = new ArrayList<>();
        if (classes.length < 2 || rows.length <= classes.length) {
            return found;
        }
        int[] places =
                Arrays.stream(labels).map(label -> Arrays.binarySearch(classes, label)).toArray();
        double[] means = Rows.mean(rows);
        for (int j = 0; j < means.length; j++) {
            double correlation = correlation(rows, j, means[j], places, classes.length);
            if (correlation >= threshold) {
                found.add(new SpuriousFeature(j, correlation));
            }
        }
        return found;
    }

    private static double correlation(
            double[][] rows, int j, double mean, int[] places, int classes) {
        double[] sums = new double[classes];
        int[] counts = new int[classes];
        double total = 0;
        for (int i = 0; i < rows.length; i++) {
            double d = rows[i][j] - mean;
            total += d * d;
            sums[places[i]] += d;
            counts[places[i]]++;
        }
        double within = 0;
        for (int i = 0; i < rows.length; i++) {
            double d = rows[i][j] - mean - sums[places[i]] / counts[places[i]];
            within += d * d;
        }
        double rounding = Rows.ROUNDING * mean;
        if (total <= rows.length * rounding * rounding) {
            return 0;
        }
        double ratio = within / (rows.length - classes) / (total / (rows.length - 1));
        return Math.sqrt(Math.max(0, 1 - ratio));
    }
}
