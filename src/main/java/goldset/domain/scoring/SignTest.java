package goldset.domain.scoring;

/**
 * McNemar's test, exact and two-sided: how likely at least so lopsided a change is, if each item
 * that changed sides could as well have gone the other way.
 */
public final class SignTest {
    private SignTest() {}

    /** In logarithms, for the terms of many items are too small and too large for a double. */
    public static double p(long newlyFailing, long newlyPassing) {
        long n = newlyFailing + newlyPassing;
        long fewer = Math.min(newlyFailing, newlyPassing);
        if (2 * fewer >= n) {
            return 1;
        }
        double term = -n * Math.log(2);
        double[] terms = new double[] {term, term};
        double sum = 1;
        for (long k = 1; k <= fewer; k++) {
            terms[0] += Math.log((double) (n - k + 1) / k);
            if (terms[0] > terms[1]) {
                sum = sum * Math.exp(terms[1] - terms[0]) + 1;
                terms[1] = terms[0];
            } else {
                sum += Math.exp(terms[0] - terms[1]);
            }
        }
        return Math.min(1, 2 * sum * Math.exp(terms[1]));
    }
}
