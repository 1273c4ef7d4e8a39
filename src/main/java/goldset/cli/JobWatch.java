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
                Job now = job;
                session.pace().wait(pauseMs, () -> progress.show(now.step()));
                job = new Job(session.server().get(job.path()));
            }
        } catch (Failure e) {
            throw e.and("; job " + first.id() + " may go on at the server");
        }
        return job;
    }

    private static long longer(long pauseMs) {
        return Math.min(PAUSE_MS_MAX, pauseMs * 5 / 4);
    }
}
