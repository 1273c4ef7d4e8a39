package goldset.bench;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clocks. */
final class Times {
    private Times() {}

    @FunctionalInterface
    interface Call {
        void run(int number) throws Exception;
    }

    /** The median time of a call in milliseconds. */
    static double medianMs(int calls, Call call) throws Exception {
        double[] times = new double[calls];
        for (int i = 0; i < calls; i++) {
            long begin = System.nanoTime();
            call.run(i);
            times[i] = (System.nanoTime() - begin) / 1e6;
        }
        return median(times);
    }

    /** Runs all at once, each on a thread of its own, and returns the seconds until the last. */
    static double seconds(List<? extends Callable<?>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
            long begin = System.nanoTime();
            List<? extends Future<?>> running = tasks.stream().map(threads::submit).toList();
            for (Future<?> one : running) {
                one.get();
            }
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }
}
