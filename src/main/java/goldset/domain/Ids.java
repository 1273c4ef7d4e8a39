package goldset.domain;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes UUIDv7: 48 bits of milliseconds, 12 bits of a counter, the rest random.
 *
 * <p>Items get their ids in blocks: the low 32 bits number the rows of one call, so that a block is
 * known by its first id and its length, and rises in the order sent.
 */
public final class Ids {
    private static final long COUNTER_MAX = 0xFFF;
    private static final long ROW_MASK = 0xFFFF_FFFFL;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM_MASK = 0x3FFF_FFFF_FFFF_FFFFL;

    private static final Pattern FORM =
            Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    private final Clock clock;
    private final RandomGenerator random;
    private long millis;
    private long counter;

    public Ids(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public UUID next() {
        return new UUID(tick(), VARIANT | (random.nextLong() & RANDOM_MASK));
    }

    /** The first id of a block that lies after the given id, whatever this node's clock says. */
    public UUID block(@Nullable UUID after) {
        long low = VARIANT | (random.nextLong() & RANDOM_MASK & ~ROW_MASK);
        UUID first = new UUID(tick(), low);
        if (after == null || first.getMostSignificantBits() > after.getMostSignificantBits()) {
            return first;
        }
        long time = after.getMostSignificantBits() >>> 16;
        long count = (after.getMostSignificantBits() & COUNTER_MAX) + 1;
        return new UUID(count > COUNTER_MAX ? high(time + 1, 0) : high(time, count), low);
    }

    /** The id of a row of the block, counted from 0. */
    public static UUID row(UUID first, int row) {
        return new UUID(first.getMostSignificantBits(), first.getLeastSignificantBits() + row);
    }

    /** Strictly: an id has one spelling but for the case of its letters. */
    public static Optional<UUID> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    public static Instant timeOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    private synchronized long tick() {
        long now = clock.millis();
        if (now > millis) {
            millis = now;
            counter = 0;
        } else if (++counter > COUNTER_MAX) {
            millis++;
            counter = 0;
        }
        return high(millis, counter);
    }

    private static long high(long millis, long counter) {
        return millis << 16 | 0x7000 | counter;
    }
}
