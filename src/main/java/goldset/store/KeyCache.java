package goldset.store;

import goldset.domain.KeyOutcome;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was lately looked up. Good keys and bad ones have room of their own, so that guesses don't
 * push the good ones out.
 */
final class KeyCache {
    private static final int ENTRIES_MAX = 10_000;

    private final Map<ByteBuffer, Held> good = new ConcurrentHashMap<>();
    private final Map<ByteBuffer, Held> bad = new ConcurrentHashMap<>();
    private final AtomicInteger cleared = new AtomicInteger();
    private final long heldForNanos;

    record Entry(KeyOutcome outcome, @Nullable Instant expiresAt) {}

    private record Held(Entry entry, long untilNanos) {}

    KeyCache(long heldForMs) {
        heldForNanos = heldForMs * 1_000_000;
    }

    Entry get(byte[] hash, Supplier<Entry> lookUp) {
        ByteBuffer key = ByteBuffer.wrap(hash);
        long now = System.nanoTime();
        Held held = good.get(key);
        if (held == null) {
            held = bad.get(key);
        }
        if (held != null && held.untilNanos - now > 0) {
            return held.entry;
        }
        int before = cleared.get();
        Entry entry = lookUp.get();
        if (cleared.get() == before) {
            keep(key, new Held(entry, now + heldForNanos));
        }
        return entry;
    }

    /** What is being looked up meanwhile is not kept either. */
    void clear() {
        cleared.incrementAndGet();
        good.clear();
        bad.clear();
    }

    private void keep(ByteBuffer key, Held held) {
        boolean known = held.entry.outcome() instanceof KeyOutcome.Known;
        Map<ByteBuffer, Held> room = known ? good : bad;
        (known ? bad : good).remove(key);
        if (room.size() >= ENTRIES_MAX) {
            room.clear();
        }
        room.put(key, held);
    }
}
