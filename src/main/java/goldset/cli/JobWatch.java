package goldset.cli;

/** Asks after a job until it is over. */
final class JobWatch {
    private static final long PAUSE_MS = 300;
    private static final long PAUSE_MS_MAX = 1000;

    private final Session session;
    private final Progress progress;

    JobWatch(Session session, Progress progress) {
        this.session = session;
        this.progress = progress;
    }

    Job toTheEnd(Job first) {
        Job job = first;
        try {
            for (long pauseMs = PAUSE_MS; !job.over(); pauseMs = longer(pauseMs)) {
                progress.show(job.step());
                session.pace().await(pauseMs);
                job = new Job(session.server().get(job.path()));
            }
        } catch (Failure e) {
            // No refusal, whatever the server said: what becomes of the file isn't known.
            throw e.exit() == Exit.INTERRUPTED
                    ? e
                    : Failure.failed(
                            e.getMessage() + "; job " + first.id() + " may go on at the server");
        }
        return job;
    }

    private static long longer(long pauseMs) {
        return Math.min(PAUSE_MS_MAX, pauseMs * 5 / 4);
    }
}
