package goldset.run;

import goldset.domain.Run;
import goldset.store.Runs;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Callers that wait for the end of a run, wherever that is brought forward. */
public final class Waits implements AutoCloseable {
    /** Clients give up after two minutes. */
    public static final int SECONDS_MAX = 110;

    private static final long PAUSE_MS_MAX = 250;

    private final Runs runs;
    private final int secondsUsual;
    private final CountDownLatch stopping = new CountDownLatch(1);

    /**
     * @param secondsUsual how long a caller waits who doesn't say
     */
    public Waits(Runs runs, int secondsUsual) {
        this.runs = runs;
        this.secondsUsual = secondsUsual;
    }

    public int secondsUsual() {
        return secondsUsual;
    }

    /** What the run is when it is over, or the wait; empty when it is gone. */
    public Optional<Run> end(UUID org, UUID id, int seconds) {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        long pauseMs = 2;
        while (true) {
            Optional<Run> run = runs.get(org, null, id);
            boolean over = run.isEmpty() || run.get().state().isFinal();
            if (over || System.nanoTime() - end >= 0 || stopped(pauseMs)) {
                return run;
            }
            pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX);
        }
    }

    private boolean stopped(long waitMs) {
        try {
            return stopping.await(waitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        stopping.countDown();
    }
}
