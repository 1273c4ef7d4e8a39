package goldset.domain;

import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A change that its caller may send again without doing it twice: what became of it is kept for a
 * day, in the transaction of the change, and given again. One instance serves one request.
 *
 * @param <T> what the change makes; a change that makes nothing leaves nothing behind
 */
public final class Once<T> {
    private final @Nullable Asked asked;
    private final Function<T, String> write;
    private final Function<String, T> read;
    private boolean replayed;

    /**
     * What the caller said.
     *
     * @param owner the caller's key
     * @param key SHA-256 of the idempotency key and all that it is bound to
     * @param request SHA-256 of the body
     */
    public record Asked(UUID owner, ContentHash key, ContentHash request) {}

    /**
     * @param asked null for a call that may be done twice
     */
    public Once(@Nullable Asked asked, Function<T, String> write, Function<String, T> read) {
        this.asked = asked;
        this.write = write;
        this.read = read;
    }

    public @Nullable Asked asked() {
        return asked;
    }

    public String written(T made) {
        return write.apply(made);
    }

    public T replay(String written) {
        replayed = true;
        return read.apply(written);
    }

    /** Whether the outcome is one of an earlier call. */
    public boolean replayed() {
        return replayed;
    }
}
