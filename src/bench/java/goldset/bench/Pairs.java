package goldset.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Ours and the ceiling in turn, because the machine of this minute is not that of the next. The
 * first pairs warm up and are thrown away; which goes first alternates.
 */
final class Pairs {
    private static final int TIMES_MIN = 5;
    private static final int TIMES_MAX = 9;
    private static final int WARM_UPS = 3;

    private Pairs() {}

    /** Prepares, runs and checks one half, and returns its figure. */
    @FunctionalInterface
    interface Half {
        double measure() throws Exception;
    }

    /**
     * @param budget after half of it five pairs are enough; after the whole of it any number is
     */
    static Result run(String name, String unit, Duration budget, Half ours, Half ceiling)
            throws Exception {
        List<Double> left = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        Cpu cpu = new Cpu(0, 0, 0);
        warmUp(budget, ours, ceiling);
        long begin = System.nanoTime();
        while (goesOn(left.size(), System.nanoTime() - begin, budget.toNanos())) {
            boolean oursFirst = left.size() % 2 == 0;
            if (!oursFirst) {
                right.add(ceiling.measure());
            }
            Cpu before = Cpu.now();
            left.add(ours.measure());
            cpu = cpu.plus(Cpu.now().since(before));
            if (oursFirst) {
                right.add(ceiling.measure());
            }
        }
        String note = "n=%d, cpu %s".formatted(left.size(), cpu.shares());
        return new Result(name, unit, array(left), array(right), note);
    }

    /** Three pairs, or as many as a sixth of the budget begins. */
    private static void warmUp(Duration budget, Half ours, Half ceiling) throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i < WARM_UPS; i++) {
            if (i == 0 || System.nanoTime() - begin < budget.toNanos() / 6) {
                ours.measure();
                ceiling.measure();
            }
        }
    }

    /** The same of something that has nothing to be compared with. */
    static Result alone(String name, String unit, Half ours) throws Exception {
        List<Double> values = new ArrayList<>();
        ours.measure();
        while (values.size() < TIMES_MIN) {
            values.add(ours.measure());
        }
        return Result.alone(name, unit, array(values), "n=" + values.size());
    }

    private static boolean goesOn(int done, long nanos, long budget) {
        return done < TIMES_MIN
                ? done == 0 || nanos < budget
                : done < TIMES_MAX && nanos < budget / 2;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
