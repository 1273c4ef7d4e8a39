package goldset.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as it may be shown: without its secret.
 *
 * @param number the integer that Znyx knows a key by; counted for each org
 * @param prefix the first characters of the secret, to tell keys apart
 */
public record ApiKey(
        UUID id,
        UUID org,
        long number,
        Draft draft,
        String prefix,
        Instant createdAt,
        @Nullable Instant revokedAt) {

    /**
     * @param project null for a key of the whole org
     * @param environment a label that a runtime key is bound to, free text
     */
    public record Draft(
            @Nullable UUID project,
            Role role,
            String name,
            List<String> scopes,
            @Nullable String environment,
            @Nullable Instant expiresAt,
            Limits limits) {}

    /** Limits on calls of models, kept for the clients that set them; null for none. */
    public record Limits(
            @Nullable Integer tpm,
            @Nullable Integer rpm,
            @Nullable Integer parallel,
            @Nullable List<String> models) {
        public static final Limits NONE = new Limits(null, null, null, null);
    }

    /** A key at the one moment when its secret is known. */
    public record Made(ApiKey key, String secret) {}
}
