package goldset.domain.health;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How rows spread over classes.
 *
 * @param ratio rows of the largest class by rows of the smallest one that occurs
 * @param minorities classes with less than half of an even share, which is rows by classes
 */
public record Balance(
        List<Long> counts, List<Double> fractions, double ratio, List<Integer> minorities) {

    /**
     * @param labels a class for each row, from 0 to below {@code classes}
     */
    public static Balance of(int[] labels, int classes) {
        long[] counts = new long[classes];
        for (int label : labels) {
            counts[label]++;
        }
        double[] fractions = new double[classes];
        long most = 0;
        long least = Long.MAX_VALUE;
        for (int c = 0; c < classes; c++) {
            fractions[c] = counts[c] / (double) labels.length;
            most = Math.max(most, counts[c]);
            least = counts[c] > 0 ? Math.min(least, counts[c]) : least;
        }
        List<Integer> minorities =
                IntStream.range(0, classes)
                        .filter(c -> counts[c] * 2.0 * classes < labels.length)
                        .boxed()
                        .toList();
        return new Balance(
                Arrays.stream(counts).boxed().toList(),
                Arrays.stream(fractions).boxed().toList(),
                most / (double) least,
                minorities);
    }
}
