package goldset.cli;

import org.jspecify.annotations.Nullable;

/** Ctrl-C while a run that was started here goes on: it is cancelled. */
final class GateInterrupt implements AutoCloseable {
    private final GateRuns runs;
    private final OnInterrupt onInterrupt;
    private volatile @Nullable String id;

    GateInterrupt(Session session, GateRuns runs) {
        this.runs = runs;
        onInterrupt = new OnInterrupt(session.screen(), () -> session.screen().last(brokenOff()));
    }

    /** From here on there is something to cancel. */
    void know(String id) {
        this.id = id;
    }

    private String brokenOff() {
        String known = id;
        if (known == null) {
            return "stopped before the server said which run it is: it may go on";
        }
        try {
            String state = runs.cancel(known).state();
            return state.equals("cancelled")
                    ? "cancelled: run " + known
                    : "too late to cancel: run " + known + " is " + state;
        } catch (Failure e) {
            return "run " + known + " goes on, it couldn't be cancelled: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        onInterrupt.close();
    }
}
