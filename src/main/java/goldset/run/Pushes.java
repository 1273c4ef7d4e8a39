package goldset.run;

import goldset.domain.ItemFilter;
import goldset.domain.PastState;
import goldset.domain.Run;
import goldset.domain.Run.Mode;
import goldset.domain.RunPlan;
import goldset.domain.Target;
import goldset.domain.Unavailable;
import goldset.format.RunPlanText;
import goldset.store.ItemPages;
import goldset.store.RunWork;
import goldset.store.Targets;
import goldset.store.Versions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs that this server brings forward itself: a few at a time, the oldest first, those that
 * another server laid down too.
 */
public final class Pushes implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("goldset");
    private static final long LOOK_MS = 2000;
    private static final long STOP_SECONDS_MAX = 5;

    private final RunWork work;
    private final Versions versions;
    private final ItemPages pages;
    private final Targets targets;
    private final Guardrails guardrails;
    private final Summaries summaries;
    private final Operator operator;
    private final Clock clock;
    private final int atATime;
    private final Semaphore places;
    private final Semaphore news = new Semaphore(0);
    private final CountDownLatch stopping = new CountDownLatch(1);

    public Pushes(
            RunWork work,
            Versions versions,
            ItemPages pages,
            Targets targets,
            Guardrails guardrails,
            Summaries summaries,
            Operator operator,
            Clock clock,
            int atATime) {
        this.work = work;
        this.versions = versions;
        this.pages = pages;
        this.targets = targets;
        this.guardrails = guardrails;
        this.summaries = summaries;
        this.operator = operator;
        this.clock = clock;
        this.atATime = atATime;
        places = new Semaphore(atATime);
    }

    /** Takes up what there is, and looks for more from time to time. */
    public void start() {
        Thread.ofVirtual().name("runs").start(this::look);
    }

    /** Says that there is a new run. */
    public void tell() {
        news.release();
    }

    private void look() {
        while (!isStopping()) {
            try {
                places.acquire();
                Optional<Run> run = claimed();
                if (run.isPresent()) {
                    Thread.ofVirtual().name("run-" + run.get().id()).start(() -> run(run.get()));
                    continue;
                }
                places.release();
                news.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS);
                news.drainPermits();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Optional<Run> claimed() {
        try {
            return isStopping()
                    ? Optional.empty()
                    : work.claim(null, null, Mode.PUSH, PushRun.LEASE);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "runs: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void run(Run run) {
        try {
            push(run);
        } catch (PushRun.Gone e) {
            laidDown(run);
        } catch (Unavailable e) {
            // The database is away, or the dataset went: taken up again when the lease is over.
            LOG.log(System.Logger.Level.WARNING, "run " + run.id() + ": " + e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "run " + run.id(), e);
            fail(run, "the server failed; its log has the cause beside this run's id");
        } finally {
            places.release();
            news.release();
        }
    }

    private void push(Run run) {
        Run.Over over = run.over();
        RunPlan plan = RunPlanText.of(run);
        String name = plan.target() == null ? Target.DEFAULT : plan.target();
        Optional<Target> target = target(run.org(), name);
        Optional<PastState> past =
                over == null
                        ? Optional.empty()
                        : versions.state(run.org(), over.dataset(), over.revision());
        if (target.isEmpty() || past.isEmpty() || over == null) {
            fail(run, target.isEmpty() ? "no target is called " + name : "the dataset is gone");
            return;
        }
        PushRun pushing = new PushRun(guardrails, work, clock, run, target.get(), this::isStopping);
        try {
            pages.all(range(run, over, past.get()), bytes -> {}, pushing::add);
            pushing.end();
        } catch (PushRun.Hopeless e) {
            summaries.finish(run, e.getMessage());
            return;
        } finally {
            pushing.abandon();
        }
        summaries.finish(run, null);
    }

    /** Behind the items that have their row. */
    private static ItemPages.Range range(Run run, Run.Over over, PastState past) {
        return new ItemPages.Range(
                run.org(),
                over.dataset(),
                past.revision(),
                past,
                ItemFilter.ANY,
                run.after(),
                0,
                Integer.MAX_VALUE - 1);
    }

    /** A guardrail by its name or id; an org's own goes before the operator's. */
    public Optional<Target> target(UUID org, String idOrName) {
        return targets.find(org, idOrName)
                .or(() -> operator.target().filter(t -> t.name().equals(idOrName)));
    }

    /** All that an org's runs may ask. */
    public List<Target> targets(UUID org) {
        List<Target> all = new ArrayList<>(targets.list(org));
        operator.target()
                .filter(t -> all.stream().noneMatch(own -> own.name().equals(t.name())))
                .ifPresent(all::addFirst);
        return all;
    }

    private void fail(Run run, String reason) {
        try {
            summaries.finish(run, reason);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "run " + run.id() + ": " + e.getMessage());
        }
    }

    private void laidDown(Run run) {
        try {
            work.release(run);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "run " + run.id() + ": " + e.getMessage());
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Runs under way are laid down, and go on elsewhere or at the next start. */
    @Override
    public void close() {
        stopping.countDown();
        news.release();
        try {
            places.tryAcquire(atATime, STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        guardrails.close();
    }
}
