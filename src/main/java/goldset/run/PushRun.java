package goldset.run;

import goldset.domain.Item;
import goldset.domain.Run;
import goldset.domain.RunPlan;
import goldset.domain.RunRow;
import goldset.domain.Target;
import goldset.domain.scoring.Expected;
import goldset.domain.scoring.Scoring;
import goldset.format.RunPlanText;
import goldset.store.RunWork;
import java.io.Serial;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The items of one run put to a guardrail. A few are asked about at a time and a window of them is
 * under way, but rows are written in the order of the items: so where the rows end is all that has
 * to be known to go on, and no item is left out or judged twice. One instance serves one run.
 */
final class PushRun {
    static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration RENEW_AFTER = Duration.ofSeconds(3);
    private static final int WINDOW_ITEMS = 256;
    private static final long WINDOW_BYTES = 8L << 20;
    private static final int WINDOW_PARTS = 4;
    private static final long REST_MS = 50;
    private static final int WRITE_ROWS = 200;
    private static final long WRITE_AFTER_NANOS = 500_000_000;

    /** With not one answer among so many, there is no use in asking on. */
    private static final int HOPELESS_ROWS = 50;

    private final Guardrails guardrails;
    private final RunWork work;
    private final Clock clock;
    private final Run run;
    private final Target target;
    private final Form form;
    private final RunPlan plan;
    private final Target.Pace pace;
    private final BooleanSupplier stopping;
    private final BlockingQueue<Asked> toAsk = new LinkedBlockingQueue<>();
    private final List<Thread> askers = new ArrayList<>();
    private volatile boolean refused;
    private final Deque<Asked> window = new ArrayDeque<>();
    private final List<RunRow> rows = new ArrayList<>();
    private long windowBytes;
    private long wroteAt = System.nanoTime();
    private long done;
    private boolean anyAnswer;
    private @Nullable String policy;
    private @Nullable String lastError;

    private record Asked(Item item, long bytes, CompletableFuture<Guardrails.Told> told) {}

    PushRun(
            Guardrails guardrails,
            RunWork work,
            Clock clock,
            Run run,
            Target target,
            BooleanSupplier stopping) {
        this.guardrails = guardrails;
        this.work = work;
        this.clock = clock;
        this.run = run;
        this.target = target;
        this.stopping = stopping;
        form = Guardrails.form(target);
        plan = RunPlanText.of(run);
        pace = target.pace().with(plan.concurrency(), plan.timeoutMs(), plan.retries());
        done = run.done();
        anyAnswer = done > 0;
    }

    /** The run is another's by now, or cancelled, or this server stops. */
    static final class Gone extends RuntimeException {
        @Serial private static final long serialVersionUID = 1;
    }

    /** All further items would fail alike. */
    static final class Hopeless extends RuntimeException {
        @Serial private static final long serialVersionUID = 1;

        Hopeless(String reason) {
            super(reason);
        }
    }

    /** Takes the next item, when there is room for it. */
    void add(Item item) {
        if (askers.isEmpty()) {
            startAskers();
        }
        boolean full = window.size() >= WINDOW_ITEMS || windowBytes > WINDOW_BYTES;
        if (full) {
            rest();
        }
        while (!window.isEmpty() && (full || window.getFirst().told.isDone())) {
            first();
            full = window.size() >= WINDOW_ITEMS || windowBytes > WINDOW_BYTES;
        }
        long bytes = item.input().length();
        bytes += item.metadata() == null ? 0 : item.metadata().length();
        Asked asked = new Asked(item, bytes, new CompletableFuture<>());
        window.add(asked);
        windowBytes += bytes;
        toAsk.add(asked);
    }

    /**
     * A part of the window at once, for a while: to wake for each answer costs as much as its row.
     */
    private void rest() {
        CompletableFuture<Guardrails.Told> some =
                window.stream().skip(window.size() / WINDOW_PARTS).findFirst().orElseThrow().told;
        try {
            some.get(REST_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // The first of them is waited for.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Gone();
        }
    }

    /** Threads of their own: who has an answer asks the next question, and wakes nobody for it. */
    private void startAskers() {
        for (int i = 0; i < pace.concurrency(); i++) {
            askers.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("run-" + run.id() + "-" + i)
                            .start(this::askAll));
        }
    }

    private void askAll() {
        while (!refused && !Thread.currentThread().isInterrupted()) {
            try {
                ask(toAsk.take());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void ask(Asked asked) throws InterruptedException {
        try {
            Item item = asked.item;
            Guardrails.Told told = guardrails.ask(target, form, pace, id(item), item);
            if (told.fatal()) {
                refused = true;
            }
            asked.told.complete(told);
        } catch (RuntimeException | Error e) {
            asked.told.completeExceptionally(e);
        }
    }

    private String id(Item item) {
        return "bench-" + run.id() + "-" + item.id();
    }

    /** Waits for those under way, and writes what is left to write. */
    void end() {
        while (!window.isEmpty()) {
            first();
        }
        write();
    }

    /** Nobody waits for those any more: they are asked about no longer, and none that waits is. */
    void abandon() {
        askers.forEach(Thread::interrupt);
    }

    /** Waits for the item that is longest under way, and makes a row of it. */
    private void first() {
        Asked asked = window.getFirst();
        Guardrails.Told told = told(asked);
        window.removeFirst();
        windowBytes -= asked.bytes;
        if (told.fatal()) {
            write();
            throw new Hopeless(String.valueOf(told.actual().error()));
        }
        Item item = asked.item;
        Expected expected = new Expected(item.expectedDecision(), item.ruleHits());
        rows.add(
                new RunRow(
                        item.id(),
                        told.actual(),
                        Scoring.of(expected, told.actual(), plan.strict()),
                        null,
                        clock.instant()));
        policy = policy == null ? told.policy() : policy;
        anyAnswer |= !told.actual().isError();
        lastError = told.actual().error() == null ? lastError : told.actual().error();
        boolean late = System.nanoTime() - wroteAt > WRITE_AFTER_NANOS;
        if (rows.size() >= WRITE_ROWS || late) {
            write();
        }
    }

    private Guardrails.Told told(Asked asked) {
        while (true) {
            try {
                return asked.told.get(RENEW_AFTER.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                write();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Gone();
            }
        }
    }

    /** Also without rows: that this server is at it must be known. */
    private void write() {
        UUID after = rows.isEmpty() ? null : rows.getLast().item();
        if (!work.advance(run, List.copyOf(rows), after, policy, LEASE)) {
            throw new Gone();
        }
        done += rows.size();
        rows.clear();
        wroteAt = System.nanoTime();
        if (stopping.getAsBoolean()) {
            throw new Gone();
        }
        if (!anyAnswer && done >= HOPELESS_ROWS) {
            throw new Hopeless(
                    "none of the first " + done + " samples has an answer, the last: " + lastError);
        }
    }
}
