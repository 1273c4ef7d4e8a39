package goldset.cli;

/** Asks after a run until it is over, or nobody wants to wait any longer. */
final class GateWatch {
    private static final long PAUSE_MS = 100;
    private static final long PAUSE_MS_MAX = 1000;
    private static final long NANOS = 1_000_000_000;

    private final GateRuns runs;
    private final Progress progress;
    private final Pace pace;
    private final long seconds;

    GateWatch(GateRuns runs, Progress progress, Pace pace, long seconds) {
        this.runs = runs;
        this.progress = progress;
        this.pace = pace;
        this.seconds = seconds;
    }

    GateRun toTheEnd(GateRun first) {
        GateRun run = first;
        long start = pace.nanos();
        for (long pauseMs = PAUSE_MS; !run.over(); pauseMs = longer(pauseMs)) {
            progress.show(run.step());
            if (pace.nanos() - start >= seconds * NANOS) {
                throw Failure.failed(
                        "the run is %s after %d seconds".formatted(run.state(), seconds)
                                + later(first));
            }
            pace.await(pauseMs);
            run = again(first);
        }
        return run;
    }

    private GateRun again(GateRun first) {
        try {
            return runs.get(first.id());
        } catch (Failure e) {
            throw e.exit() == Exit.INTERRUPTED ? e : e.and(later(first));
        }
    }

    private static String later(GateRun run) {
        return "; it may go on, and gate --run " + run.id() + " judges it later";
    }

    private static long longer(long pauseMs) {
        return Math.min(PAUSE_MS_MAX, pauseMs * 5 / 4);
    }
}
