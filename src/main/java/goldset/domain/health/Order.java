package goldset.domain.health;

import java.util.List;

/**
 * Whether rows depend on their place. The score is the serial correlation of neighbours: with m the
 * mean row, the sum of (row − m) · (next row − m) by the sum of |row − m|², from 0 to 1. Labels
 * count as rows of one 1 among zeros. In a random order of n rows it strays from 0 by about 1 / √n;
 * more than four times that is no accident. One pass over the numbers.
 */
public record Order(double score, boolean matters) {
    private static final double ERRORS_MAX = 4;

    public static Order of(double[][] rows) {
        double[] mean = Rows.mean(rows);
        double together = 0;
        double all = 0;
        double size = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < mean.length; j++) {
                double d = rows[i][j] - mean[j];
                all += d * d;
                size += rows[i][j] * rows[i][j];
                together += i == 0 ? 0 : d * (rows[i - 1][j] - mean[j]);
            }
        }
        return of(together, all, size, rows.length);
    }

    /**
     * @param fractions how much of all rows each class has
     */
    public static Order of(int[] labels, List<Double> fractions) {
        double squares = 0;
        for (double fraction : fractions) {
            squares += fraction * fraction;
        }
        double together = 0;
        for (int i = 1; i < labels.length; i++) {
            int a = labels[i - 1];
            int b = labels[i];
            together += (a == b ? 1 : 0) - fractions.get(a) - fractions.get(b) + squares;
        }
        return of(together, labels.length * (1 - squares), labels.length, labels.length);
    }

    /** The one whose order matters more. */
    public Order or(Order other) {
        return other.score > score ? other : this;
    }

    private static Order of(double together, double all, double size, int rows) {
        double score =
                all > Rows.ROUNDING * Rows.ROUNDING * size ? Math.clamp(together / all, 0, 1) : 0;
        return new Order(score, score * Math.sqrt(rows) > ERRORS_MAX);
    }
}
