package goldset.domain.scoring;

import java.util.Map;
import java.util.TreeMap;

/** How long answers took, counted by tenths of a millisecond: exact, and small for any number. */
final class Latencies {
    private static final double TENTHS = 10;

    private final TreeMap<Long, Long> counts = new TreeMap<>();
    private long count;
    private double sum;

    void add(double ms) {
        long tenths = Math.round(ms * TENTHS);
        counts.merge(tenths, 1L, Long::sum);
        count++;
        sum += tenths / TENTHS;
    }

    Summary.Latency summary() {
        return count == 0
                ? new Summary.Latency(0, 0, 0, 0, 0)
                : new Summary.Latency(
                        sum / count,
                        percentile(0.50),
                        percentile(0.95),
                        percentile(0.99),
                        counts.lastKey() / TENTHS);
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
