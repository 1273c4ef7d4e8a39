package goldset.domain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A guardrail that can be asked over HTTP.
 *
 * @param mapping how it is asked and its answer read, as JSON; null when it speaks the form of
 *     Znyx's runtime
 * @param header what the secret is sent in
 * @param secret shown to nobody
 */
public record Target(
        UUID id,
        String name,
        String url,
        @Nullable String mapping,
        String header,
        @Nullable String secret,
        Pace pace,
        Instant createdAt,
        Instant updatedAt) {

    /** The one that is asked when nobody says which. */
    public static final String DEFAULT = "default";

    /**
     * How hard it may be asked.
     *
     * @param retries after the first attempt
     */
    public record Pace(int concurrency, int timeoutMs, int retries) {
        /** With what somebody says of it in place of what there is. */
        public Pace with(
                @Nullable Integer newConcurrency,
                @Nullable Integer newTimeoutMs,
                @Nullable Integer newRetries) {
            return new Pace(
                    newConcurrency == null ? concurrency : newConcurrency,
                    newTimeoutMs == null ? timeoutMs : newTimeoutMs,
                    newRetries == null ? retries : newRetries);
        }
    }
}
