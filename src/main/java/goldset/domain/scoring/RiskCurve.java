package goldset.domain.scoring;

import org.jspecify.annotations.Nullable;

/** What risk scores from 0 to 100 tell of the two classes; exact, out of two histograms. */
final class RiskCurve {
    private static final int SCORES = 101;
    private static final int BINS = 10;

    private final long[] positive = new long[SCORES];
    private final long[] negative = new long[SCORES];
    private long positives;
    private long negatives;

    void add(int score, boolean isPositive) {
        int at = Math.clamp(score, 0, SCORES - 1);
        if (isPositive) {
            positive[at]++;
            positives++;
        } else {
            negative[at]++;
            negatives++;
        }
    }

    /** How often a positive scores above a negative; equal scores count a half. */
    @Nullable Double auroc() {
        if (positives == 0 || negatives == 0) {
            return null;
        }
        double above = 0;
        double below = 0;
        for (int i = 0; i < SCORES; i++) {
            above += positive[i] * (below + negative[i] / 2.0);
            below += negative[i];
        }
        return above / ((double) positives * negatives);
    }

    /** Average precision: those of one score come in together. */
    @Nullable Double auprc() {
        if (positives == 0) {
            return null;
        }
        double area = 0;
        double tp = 0;
        double all = 0;
        for (int i = SCORES - 1; i >= 0; i--) {
            tp += positive[i];
            all += positive[i] + negative[i];
            if (positive[i] > 0) {
                area += positive[i] / (double) positives * (tp / all);
            }
        }
        return area;
    }

    /** How far the confidence of what is said is from being right, over ten bins of the score. */
    @Nullable Double ece() {
        long all = positives + negatives;
        if (all == 0) {
            return null;
        }
        long[] counts = new long[BINS];
        double[] confidence = new double[BINS];
        long[] right = new long[BINS];
        for (int i = 0; i < SCORES; i++) {
            double p = i / 100.0;
            boolean saysPositive = i >= 50;
            double sure = saysPositive ? p : 1 - p;
            int bin = Math.min(BINS - 1, i / BINS);
            counts[bin] += positive[i] + negative[i];
            confidence[bin] += sure * (positive[i] + negative[i]);
            right[bin] += saysPositive ? positive[i] : negative[i];
        }
        double error = 0;
        for (int i = 0; i < BINS; i++) {
            error += Math.abs(confidence[i] - right[i]) / all;
        }
        return error;
    }
}
