package goldset.cli;

import org.jspecify.annotations.Nullable;

/** Ctrl-C during an import: its job is cancelled, and what that came to is said. */
final class ImportInterrupt implements AutoCloseable {
    private final Session session;
    private final Source source;
    private final OnInterrupt onInterrupt;
    private volatile @Nullable Job job;

    ImportInterrupt(Session session, Source source) {
        this.session = session;
        this.source = source;
        onInterrupt = new OnInterrupt(session.screen(), () -> session.screen().last(brokenOff()));
    }

    /** From here on there is something to cancel. */
    void know(Job job) {
        this.job = job;
    }

    private String brokenOff() {
        Job known = job;
        if (known != null) {
            return cancelled(known);
        }
        return source.ended()
                ? "stopped before the server said what becomes of the file: it may import it"
                : "stopped before all was sent: nothing was stored";
    }

    private String cancelled(Job known) {
        try {
            Job last = new Job(session.server().delete(known.path()));
            return last.state().equals("cancelled")
                    ? "cancelled: nothing was stored"
                    : "too late to cancel: the import is " + last.state();
        } catch (Failure e) {
            return "job " + known.id() + " goes on, it couldn't be cancelled: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        onInterrupt.close();
    }
}
