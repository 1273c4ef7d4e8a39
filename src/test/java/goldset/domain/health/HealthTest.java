package goldset.domain.health;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where the formulas have a plain answer, and where they must not make one up. */
class HealthTest {
    private static final long SEED = 7;

    @Test
    void balanceCountsClassesThatNobodyHas() {
        Balance balance = Balance.of(new int[] {2, 2, 2, 0}, 4);
        assertEquals(List.of(1L, 0L, 3L, 0L), balance.counts());
        assertEquals(3, balance.ratio());
        assertEquals(List.of(1, 3), balance.minorities());
    }

    @Test
    void equalRowsHaveNoOutliers() {
        double[] scores = Outliers.scores(rows(50, i -> new double[] {0.1, 0.7, -3e90}));
        assertArrayEquals(new double[50], scores);
    }

    @Test
    void theFarRowIsTheOutlier() {
        Random random = new Random(SEED);
        double[][] rows =
                rows(500, i -> random.doubles(8).map(x -> i == 123 ? x + 9 : x).toArray());
        double[] scores = Outliers.scores(rows);
        double most = Arrays.stream(scores).max().orElseThrow();
        assertEquals(most, scores[123]);
        assertTrue(most > 10, "a score of " + most);
        long few = Arrays.stream(scores).filter(s -> s > Outliers.THRESHOLD_DEFAULT).count();
        assertTrue(few < 10, few + " outliers among rows of one kind");
    }

    /** So few rows differ that the median of the deviations is 0. */
    @Test
    void anOutlierAmongEqualRowsIsFound() {
        double[] scores = Outliers.scores(rows(100, i -> new double[] {i == 5 ? 1 : 0, 2}));
        assertEquals(5, IntStream.range(0, 100).filter(i -> scores[i] > 3).sum());
    }

    @Test
    void everyPairIsCountedAndTheFirstAreKept() {
        NearDuplicates found = NearDuplicates.find(rows(100, i -> new double[] {1e99, 2e99}), 1);
        assertEquals(4950, found.count());
        assertEquals(NearDuplicates.KEPT_MAX, found.pairs().size());
        assertEquals(0, found.pairs().getFirst().i());
        assertEquals(1, found.pairs().getFirst().j());
        assertEquals(1, found.pairs().getFirst().similarity(), 1e-12);
    }

    @Test
    void pairsAreThoseOfTheDefinition() {
        Random random = new Random(SEED);
        double[][] rows = rows(60, i -> random.doubles(5).map(x -> x - 0.5).toArray());
        long expected = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int j = i + 1; j < rows.length; j++) {
                expected += cosine(rows[i], rows[j]) >= 0.8 ? 1 : 0;
            }
        }
        assertTrue(expected > 10);
        assertEquals(expected, NearDuplicates.find(rows, 0.8).count());
    }

    @Test
    void aRowOfZerosIsLikeNoOther() {
        assertEquals(0, NearDuplicates.find(rows(3, i -> new double[4]), 0).count());
    }

    @Test
    void pairsAreBoundedByRowsAndByWork() {
        assertFalse(NearDuplicates.tooMany(new double[5000][400]));
        assertTrue(NearDuplicates.tooMany(new double[5001][1]));
        assertTrue(NearDuplicates.tooMany(new double[5000][401]));
    }

    @Test
    void aFeatureThatIsTheLabelIsSpuriousAndNoiseIsNot() {
        Random random = new Random(SEED);
        int[] labels = random.ints(300, 0, 3).toArray();
        double[][] rows = rows(300, i -> new double[] {random.nextDouble(), labels[i] * 5, 1});
        assertEquals(List.of(new SpuriousFeature(1, 1)), SpuriousFeature.find(rows, labels, 0.3));
    }

    /** Each row a class of its own would explain any feature. */
    @Test
    void asManyClassesAsRowsSayNothing() {
        int[] labels = IntStream.range(0, 20).toArray();
        double[][] rows = rows(20, i -> new double[] {i});
        assertEquals(List.of(), SpuriousFeature.find(rows, labels, 0));
        assertEquals(List.of(), SpuriousFeature.find(rows, new int[20], 0));
    }

    @Test
    void twoClassesGiveNearlyPearsons() {
        int[] labels = IntStream.range(0, 1000).map(i -> i % 2).toArray();
        Random random = new Random(SEED);
        double[][] rows = rows(1000, i -> new double[] {labels[i] + random.nextGaussian()});
        double found = SpuriousFeature.find(rows, labels, 0).getFirst().correlation();
        assertEquals(pearson(rows, labels), found, 0.01);
    }

    @Test
    void orderMattersWhenSortedAndNotWhenShuffled() {
        Random random = new Random(SEED);
        int[] labels = random.ints(1000, 0, 4).toArray();
        int[] sorted = labels.clone();
        Arrays.sort(sorted);
        List<Double> fractions = Balance.of(labels, 4).fractions();
        assertFalse(Order.of(labels, fractions).matters());
        assertTrue(Order.of(sorted, fractions).matters());
        double[][] oneHot = rows(1000, i -> hot(sorted[i]));
        assertEquals(
                Order.of(oneHot).score(), Order.of(sorted, fractions).score(), 1e-9, "one formula");
        double[][] drift = rows(1000, i -> new double[] {random.nextGaussian() + i / 100.0});
        assertTrue(Order.of(drift).matters());
        assertFalse(Order.of(rows(1000, i -> new double[] {0.1})).matters());
    }

    @Test
    void flippedLabelsAreFound() {
        Random random = new Random(SEED);
        int[] truth = random.ints(1000, 0, 3).toArray();
        int[] labels = truth.clone();
        IntStream.range(0, 100).forEach(i -> labels[i * 10] = (truth[i * 10] + 1) % 3);
        double[][] sure =
                rows(
                        1000,
                        i -> {
                            double p = 0.8 + random.nextDouble() * 0.15;
                            double[] row = {(1 - p) / 2, (1 - p) / 2, (1 - p) / 2};
                            row[truth[i]] = p;
                            return row;
                        });
        LabelIssues found = LabelIssues.find(labels, sure);
        assertEquals(0.1, found.noiseRate(), 0.02);
        // A row below the bar of its own class is nobody's, whatever its label.
        assertTrue(found.count() > 90 && found.count() <= 100, found.count() + " issues");
        assertEquals(found.count(), found.worst().size());
        assertTrue(found.worst().stream().allMatch(i -> i.row() % 10 == 0));
        assertTrue(found.worst().stream().allMatch(i -> i.suggested() == truth[i.row()]));
    }

    private static double[] hot(int label) {
        double[] row = new double[4];
        row[label] = 1;
        return row;
    }

    private static double cosine(double[] a, double[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }

    private static double pearson(double[][] rows, int[] labels) {
        double meanX = Arrays.stream(rows).mapToDouble(r -> r[0]).average().orElseThrow();
        double meanY = Arrays.stream(labels).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < labels.length; i++) {
            double x = rows[i][0] - meanX;
            double y = labels[i] - meanY;
            xy += x * y;
            xx += x * x;
            yy += y * y;
        }
        return xy / Math.sqrt(xx * yy);
    }

    /** What makes a row out of its number. */
    private interface Row {
        double[] of(int i);
    }

    private static double[][] rows(int n, Row row) {
        return IntStream.range(0, n).mapToObj(row::of).toArray(double[][]::new);
    }
}
