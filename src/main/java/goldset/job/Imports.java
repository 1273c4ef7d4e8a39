package goldset.job;

import goldset.domain.Dataset;
import goldset.domain.Ids;
import goldset.domain.ImportJob;
import goldset.domain.ImportPlan;
import goldset.domain.Once;
import goldset.domain.Outcome;
import goldset.domain.Unavailable;
import goldset.store.Loads;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Imports that go on when their callers have gone: a few at a time, in the order of arrival. */
public final class Imports implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("goldset");
    private static final Duration LOST_AFTER = Duration.ofHours(24);
    private static final long TIDY_EVERY_SECONDS = 3600;
    private static final long AGAIN_AFTER_MS = 5000;
    private static final int WAITING_MAX = 100;
    private static final int WAIT_SECONDS_MAX = 60;

    private final Spools spools;
    private final goldset.store.Imports jobs;
    private final Loads loads;
    private final ImportRun.Limits limits;
    private final Duration keptFor;
    private final Ids ids;
    private final Clock clock;
    private final ExecutorService workers;
    private final Map<UUID, CountDownLatch> running = new ConcurrentHashMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /**
     * @param workers how many jobs are at work at a time
     * @param rowMemoryMax what a row may take as a tree, which is many times its text
     * @param keptFor how long a job is known when it is over
     */
    public record Settings(int workers, int itemBytesMax, long rowMemoryMax, Duration keptFor) {}

    public Imports(
            Spools spools,
            goldset.store.Imports jobs,
            Loads loads,
            Settings settings,
            Ids ids,
            Clock clock) {
        this.spools = spools;
        this.jobs = jobs;
        this.loads = loads;
        limits = new ImportRun.Limits(settings.itemBytesMax, settings.rowMemoryMax);
        keptFor = settings.keptFor;
        this.ids = ids;
        this.clock = clock;
        // Not virtual: reading a file takes a processor, which others would wait for.
        workers =
                Executors.newFixedThreadPool(
                        settings.workers,
                        Thread.ofPlatform().daemon().name("import-", 0).factory());
    }

    /** Takes up what an earlier process of this folder left, and tidies up from time to time. */
    public void start() {
        Thread.ofVirtual()
                .name("imports")
                .start(() -> {
                    attempt(this::takeUp);
                    while (!stopped(TIDY_EVERY_SECONDS * 1000)) {
                        attempt(this::takeUp);
                        attempt(() -> jobs.tidy(LOST_AFTER, keptFor));
                        attempt(() -> spools.sweep(keptFor));
                    }
                });
    }

    @FunctionalInterface
    private interface Chore {
        void run() throws IOException;
    }

    private static void attempt(Chore chore) {
        try {
            chore.run();
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "imports: " + e.getMessage());
        }
    }

    private void takeUp() throws IOException {
        for (Spools.Place place : spools.waiting()) {
            if (running.containsKey(place.job())) {
                continue;
            }
            Optional<ImportJob> job = jobs.get(place.org(), null, place.job());
            Optional<Spool> spool = job.isPresent() ? spools.take(place) : Optional.empty();
            spool.ifPresent(file -> run(job.orElseThrow(), file));
        }
    }

    /**
     * Takes in a job for a dataset that is there.
     *
     * @param bound the only project that its caller may write; null for any of the org
     * @param file what came in; it is kept here from now on, unless the job isn't taken in
     */
    public Outcome<ImportJob> into(
            UUID org,
            @Nullable UUID bound,
            UUID dataset,
            UUID actor,
            Once<ImportJob> once,
            ImportPlan plan,
            Spool file) {
        UUID id = ids.next();
        String asked = new Plan(plan, null).written();
        long bytes = file.bytes();
        return taken(
                org,
                id,
                file,
                () ->
                        jobs.create(
                                org,
                                id,
                                bound,
                                dataset,
                                once,
                                project ->
                                        job(id, org, project, dataset, actor, plan, asked, bytes)));
    }

    /** Takes in a job that makes its dataset when it is through. */
    public Outcome<ImportJob> making(
            UUID org,
            UUID project,
            Dataset.Draft draft,
            UUID actor,
            Once<ImportJob> once,
            ImportPlan plan,
            Spool file) {
        UUID id = ids.next();
        String asked = new Plan(plan, draft).written();
        ImportJob job = job(id, org, project, ids.next(), actor, plan, asked, file.bytes());
        return taken(org, id, file, () -> jobs.create(org, once, job));
    }

    /** The file is safe before anybody is told that it is taken in. */
    private Outcome<ImportJob> taken(
            UUID org, UUID id, Spool file, Supplier<Outcome<ImportJob>> create) {
        if (running.size() >= WAITING_MAX) {
            throw new Unavailable("too many imports wait");
        }
        Spool mine = file.handOver();
        try {
            spools.keep(mine, new Spools.Place(org, id));
            Outcome<ImportJob> outcome = create.get();
            if (outcome instanceof Outcome.Done<ImportJob>(ImportJob job) && job.id().equals(id)) {
                run(job, mine);
                return outcome;
            }
            away(mine);
            return outcome;
        } catch (IOException e) {
            away(mine);
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            away(mine);
            throw e;
        }
    }

    private static void away(Spool file) {
        file.kept(false);
        file.close();
    }

    private ImportJob job(
            UUID id,
            UUID org,
            UUID project,
            UUID dataset,
            UUID actor,
            ImportPlan plan,
            String asked,
            long bytes) {
        return new ImportJob(
                id,
                org,
                project,
                dataset,
                actor,
                plan.file(),
                asked,
                ImportJob.State.WAITING,
                bytes,
                0,
                null,
                0,
                0,
                null,
                null,
                null,
                clock.instant(),
                clock.instant());
    }

    private void run(ImportJob job, Spool file) {
        CountDownLatch end = new CountDownLatch(1);
        running.put(job.id(), end);
        try {
            workers.execute(() -> work(job, file, end));
        } catch (RejectedExecutionException e) {
            // The process stops: the file stays, and the next start goes on with it.
            file.close();
            running.remove(job.id());
            end.countDown();
        }
    }

    private void work(ImportJob job, Spool file, CountDownLatch end) {
        try (file) {
            if (isOver(job, file)) {
                file.kept(false);
            }
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "import " + job.id(), e);
        } finally {
            running.remove(job.id());
            end.countDown();
        }
    }

    /** Tries until it is; false when the process stops before. */
    private boolean isOver(ImportJob job, Spool file) {
        ImportJob now = job;
        while (!now.state().isFinal()) {
            ImportRun run =
                    new ImportRun(
                            now,
                            file,
                            spools.rejected(new Spools.Place(job.org(), job.id())),
                            limits,
                            jobs,
                            loads,
                            () -> stopping.getCount() == 0);
            if (run.run()) {
                return true;
            }
            if (stopped(AGAIN_AFTER_MS)) {
                return false;
            }
            now = latest(now);
        }
        return true;
    }

    private ImportJob latest(ImportJob job) {
        try {
            return jobs.get(job.org(), null, job.id()).orElse(job);
        } catch (RuntimeException e) {
            return job;
        }
    }

    /** Waits for the end of a job of this node, but not for ever; returns what it is then. */
    public ImportJob awaited(ImportJob job) {
        CountDownLatch end = running.get(job.id());
        try {
            if (end != null) {
                end.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return latest(job);
    }

    /** The rows that a job rejected; nothing when there are none, or they lie on another node. */
    public Optional<InputStream> rejected(ImportJob job) throws IOException {
        try {
            return Optional.of(
                    Files.newInputStream(spools.rejected(new Spools.Place(job.org(), job.id()))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Jobs under way stop, and go on at the next start. */
    @Override
    public void close() {
        stopping.countDown();
        workers.shutdown();
        try {
            workers.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether everything stops. */
    public boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private boolean stopped(long waitMs) {
        try {
            return stopping.await(waitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
