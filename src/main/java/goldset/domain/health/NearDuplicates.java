package goldset.domain.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Pairs of rows whose cosine similarity reaches a threshold; a row of zeros is like no other. Every
 * pair is looked at, so {@link #tooMany} bounds rows and work. Of the pairs found all are counted
 * and the most similar are kept.
 *
 * @param pairs the most similar first, then by their rows
 */
public record NearDuplicates(List<Pair> pairs, long count) {
    public static final double THRESHOLD_DEFAULT = 0.98;
    public static final int ROWS_MAX = 5000;

    /** Rows times rows times numbers a row: some seconds of one core. */
    public static final long WORK_MAX = 10_000_000_000L;

    public static final int KEPT_MAX = 1000;

    /** So many rows stay in the processor's cache while all others pass by. */
    private static final int TILE_ROWS = 16;

    private static final Comparator<Pair> BEST =
            Comparator.comparingDouble(Pair::similarity)
                    .reversed()
                    .thenComparingInt(Pair::i)
                    .thenComparingInt(Pair::j);

    public record Pair(int i, int j, double similarity) {}

    public static boolean tooMany(double[][] rows) {
        return rows.length > ROWS_MAX
                || (long) rows.length * rows.length * rows[0].length > WORK_MAX;
    }

    /** Overwrites the rows by what they are at length 1. */
    public static NearDuplicates find(double[][] rows, double threshold) {
        boolean[] zero = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            zero[i] = !scale(rows[i]);
        }
        PriorityQueue<Pair> kept = new PriorityQueue<>(BEST.reversed());
        long count = 0;
        for (int from = 0; from < rows.length; from += TILE_ROWS) {
            for (int j = from + 1; j < rows.length; j++) {
                int to = Math.min(j, from + TILE_ROWS);
                for (int i = from; i < to; i++) {
                    double similarity = Math.clamp(product(rows[i], rows[j]), -1, 1);
                    if (similarity + Rows.ROUNDING < threshold || zero[i] || zero[j]) {
                        continue;
                    }
                    count++;
                    keep(kept, i, j, similarity);
                }
            }
        }
        List<Pair> pairs = new ArrayList<>(kept);
        pairs.sort(BEST);
        return new NearDuplicates(pairs, count);
    }

    private static void keep(PriorityQueue<Pair> kept, int i, int j, double similarity) {
        Pair worst = kept.size() < KEPT_MAX ? null : kept.peek();
        if (worst != null && similarity < worst.similarity()) {
            return;
        }
        Pair pair = new Pair(i, j, similarity);
        if (worst == null || BEST.compare(pair, worst) < 0) {
            kept.add(pair);
            if (worst != null) {
                kept.remove();
            }
        }
    }

    private static boolean scale(double[] row) {
        double largest = 0;
        for (double x : row) {
            largest = Math.max(largest, Math.abs(x));
        }
        if (largest == 0) {
            return false;
        }
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            row[j] /= largest;
            sum += row[j] * row[j];
        }
        double length = Math.sqrt(sum);
        for (int j = 0; j < row.length; j++) {
            row[j] /= length;
        }
        return true;
    }

    /** Four sums at a time, which the processor adds side by side. */
    private static double product(double[] a, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = 0;
        for (; j + 3 < a.length; j += 4) {
            s0 += a[j] * b[j];
            s1 += a[j + 1] * b[j + 1];
            s2 += a[j + 2] * b[j + 2];
            s3 += a[j + 3] * b[j + 3];
        }
        for (; j < a.length; j++) {
            s0 += a[j] * b[j];
        }
        return s0 + s1 + (s2 + s3);
    }
}
