package goldset.domain.scoring;

import java.util.Map;
import java.util.TreeMap;

/** How long answers took, counted by tenths of a millisecond: exact, and small for any number. */
final class Latencies {
    private static final double TENTHS = 10;

    /** What is told may be anything; beyond so many different ones, near ones count as one. */
    private static final int DIFFERENT_MAX = 200_000;

    private final TreeMap<Long, Long> counts = new TreeMap<>();
    private long count;
    private double sum;
    private long max;

    void add(double ms) {
        long tenths = Math.round(ms * TENTHS);
        counts.merge(counts.size() < DIFFERENT_MAX ? tenths : near(tenths), 1L, Long::sum);
        max = Math.max(max, tenths);
        count++;
        sum += tenths / TENTHS;
    }

    private long near(long tenths) {
        Long below = counts.floorKey(tenths);
        return below == null ? counts.firstKey() : below;
    }

    Summary.Latency summary() {
        return count == 0
                ? new Summary.Latency(0, 0, 0, 0, 0)
                : new Summary.Latency(
                        sum / count,
                        percentile(0.50),
                        percentile(0.95),
                        percentile(0.99),
                        max / TENTHS);
    }

    /** Between the two nearest, by linear interpolation. */
    private double percentile(double share) {
        double rank = share * (count - 1);
        long below = (long) Math.floor(rank);
        double low = at(below);
        double high = at(Math.min(below + 1, count - 1));
        return low + (high - low) * (rank - below);
    }

    private double at(long index) {
        long seen = 0;
        for (Map.Entry<Long, Long> entry : counts.entrySet()) {
            seen += entry.getValue();
            if (seen > index) {
                return entry.getKey() / TENTHS;
            }
        }
        throw new IllegalStateException("no such latency");
    }
}
