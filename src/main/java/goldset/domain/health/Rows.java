package goldset.domain.health;

/** What the calculations share. */
final class Rows {
    /** What is less than so much of the numbers themselves is their rounding. */
    static final double ROUNDING = 1e-9;

    private Rows() {}

    static double[] mean(double[][] rows) {
        double[] mean = new double[rows[0].length];
        for (double[] row : rows) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += row[j] / rows.length;
            }
        }
        return mean;
    }
}
