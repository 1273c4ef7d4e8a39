package goldset.store;

import goldset.domain.Unavailable;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writers of one dataset wait for each other here, in memory and in the order of arrival, so that a
 * busy dataset doesn't hold the pool's connections. The row's lock in the database stays the truth.
 */
final class Turns {
    private final ConcurrentHashMap<UUID, Queue> queues = new ConcurrentHashMap<>();
    private final int waitMs;

    Turns(int waitMs) {
        this.waitMs = waitMs;
    }

    /** Runs the work when those before it are through. */
    <T extends @Nullable Object> T run(UUID dataset, Supplier<T> work) {
        Queue queue = queues.compute(dataset, (id, old) -> (old == null ? new Queue() : old).in());
        try {
            if (!entered(queue)) {
                throw new Unavailable(
                        "writers of one dataset wait for more than " + waitMs + " ms");
            }
            try {
                return work.get();
            } finally {
                queue.lock.unlock();
            }
        } finally {
            queues.computeIfPresent(dataset, (id, q) -> --q.users == 0 ? null : q);
        }
    }

    private boolean entered(Queue queue) {
        try {
            return queue.lock.tryLock(waitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static final class Queue {
        final ReentrantLock lock = new ReentrantLock(true);
        int users;

        Queue in() {
            users++;
            return this;
        }
    }
}
