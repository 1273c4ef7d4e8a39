package goldset.embedded;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps one server running on the folder until told to stop. */
final class PostgresSupervisor {
    private static final System.Logger LOGGER = System.getLogger("goldset");
    private static final int LAUNCH_TRIES = 5;
    private static final long BACKOFF_MS_MIN = 100;
    private static final long BACKOFF_MS_MAX = 5_000;
    private static final long STEADY_MS = 60_000;
    private static final long STOP_MS_MAX = 120_000;
    private static final long STOP_REPEAT_MS = 5_000;

    private final DataFolder folder;
    private final PostgresBinaries binaries;
    private final LaunchPrefix prefix;
    private final PostgresSources sources;
    private final CompletableFuture<Void> firstStart = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable PostgresServer server;

    PostgresSupervisor(
            DataFolder folder,
            PostgresBinaries binaries,
            LaunchPrefix prefix,
            PostgresSources sources) {
        this.folder = folder;
        this.binaries = binaries;
        this.prefix = prefix;
        this.sources = sources;
        // The server's death signal fires when the thread that started it ends: one thread starts
        // every server, and it ends with the JVM.
        this.thread =
                Thread.ofPlatform().daemon().name("postgres-supervisor").unstarted(this::supervise);
    }

    /** Once only. The cause of the exception is what kept the server from its first start. */
    void start() throws ExecutionException, InterruptedException {
        thread.start();
        boolean started = false;
        try {
            firstStart.get();
            started = true;
        } finally {
            if (!started) {
                stop();
            }
        }
    }

    /** False when the server has not ended after two minutes; it is never killed. */
    boolean stop() {
        closing.countDown();
        boolean interrupted = false;
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MS_MAX);
        while (thread.isAlive() && System.nanoTime() - endNanos < 0) {
            try {
                requestStop();
                thread.join(STOP_REPEAT_MS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void supervise() {
        try {
            PostgresCluster.createIfAbsent(folder, binaries, prefix, sources.password());
            Optional<PostgresServer> first = launch();
            binaries.deleteOthers();
            firstStart.complete(null);
            if (first.isPresent()) {
                keepAlive(first.get());
            }
        } catch (Throwable e) {
            // Before the first start its caller reports it; after that nobody else would.
            if (!firstStart.completeExceptionally(e)) {
                LOGGER.log(System.Logger.Level.ERROR, "PostgreSQL is no longer supervised", e);
            }
        } finally {
            awaitEndOfServer();
        }
    }

    /** Whatever ended the supervision, no server runs on without it. */
    private void awaitEndOfServer() {
        try {
            requestStop();
            Optional<PostgresServer> last = server();
            if (last.isPresent()) {
                last.get().awaitExit();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepAlive(PostgresServer first) throws InterruptedException {
        PostgresServer current = first;
        long backoffMs = BACKOFF_MS_MIN;
        while (true) {
            long startNanos = System.nanoTime();
            int exitCode = current.awaitExit();
            if (System.nanoTime() - startNanos > TimeUnit.MILLISECONDS.toNanos(STEADY_MS)) {
                backoffMs = BACKOFF_MS_MIN;
            }
            if (isClosing()) {
                return;
            }
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    "PostgreSQL ended (exit code {0}); it is started again. Its last lines:\n{1}",
                    exitCode,
                    current.lastLines());
            Optional<PostgresServer> next = Optional.empty();
            while (next.isEmpty()) {
                pause(backoffMs);
                if (isClosing()) {
                    return;
                }
                backoffMs = Math.min(2 * backoffMs, BACKOFF_MS_MAX);
                next = relaunch();
            }
            current = next.get();
        }
    }

    private Optional<PostgresServer> relaunch() throws InterruptedException {
        try {
            Optional<PostgresServer> next = launch();
            next.ifPresent(back -> LOGGER.log(System.Logger.Level.INFO, "PostgreSQL is back"));
            return next;
        } catch (StartException | IOException | SQLException | RuntimeException e) {
            if (!isClosing()) {
                LOGGER.log(
                        System.Logger.Level.ERROR,
                        "PostgreSQL did not start again: " + e.getMessage());
            }
            return Optional.empty();
        }
    }

    /** Empty only when closing. */
    private Optional<PostgresServer> launch()
            throws IOException, InterruptedException, SQLException, StartException {
        for (int tries = 1; ; tries++) {
            Leftovers.clear(folder);
            prefix.own(folder.data());
            Optional<PostgresServer> launched = launchUnlessClosing();
            if (launched.isEmpty()) {
                return launched;
            }
            PostgresServer next = launched.get();
            switch (next.awaitReady()) {
                case READY -> {
                    enter(next);
                    return launched;
                }
                case TRY_AGAIN -> {
                    if (tries < LAUNCH_TRIES) {
                        pause(BACKOFF_MS_MIN << tries);
                        continue;
                    }
                }
                case ENDED -> {}
            }
            if (isClosing()) {
                return Optional.empty();
            }
            throw new StartException(
                    "PostgreSQL on %s ended while starting. The last lines of %s:%n%s"
                            .formatted(folder.data(), folder.log(), next.lastLines()));
        }
    }

    /** Together with {@link #server()}: no server may start unseen by a close. */
    private synchronized Optional<PostgresServer> launchUnlessClosing() throws IOException {
        if (isClosing()) {
            return Optional.empty();
        }
        PostgresServer launched = PostgresServer.launch(folder, binaries, prefix);
        server = launched;
        return Optional.of(launched);
    }

    private void enter(PostgresServer next)
            throws IOException, InterruptedException, SQLException, StartException {
        boolean entered = false;
        try {
            sources.check(folder, next.port());
            sources.follow(next.port());
            entered = true;
        } finally {
            if (!entered) {
                next.requestStop();
                next.awaitExit();
            }
        }
    }

    private void requestStop() throws InterruptedException {
        Optional<PostgresServer> running = server();
        if (running.isPresent()) {
            try {
                running.get().requestStop();
            } catch (IOException e) {
                LOGGER.log(System.Logger.Level.WARNING, "PostgreSQL was not told to stop", e);
            }
        }
    }

    private synchronized Optional<PostgresServer> server() {
        return Optional.ofNullable(server);
    }

    /** Ends early when closing. */
    private void pause(long durationMs) throws InterruptedException {
        closing.await(durationMs, TimeUnit.MILLISECONDS);
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }
}
