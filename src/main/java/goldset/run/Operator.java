package goldset.run;

import goldset.domain.Target;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the operator's settings say of guardrails.
 *
 * @param url of a guardrail for all orgs, asked when nobody names another; null for none
 * @param key its secret
 * @param reach where else than to public addresses requests may go
 */
public record Operator(@Nullable String url, @Nullable String key, Reach reach) {
    private static final UUID ID = new UUID(0, 0);
    public static final String HEADER = "X-API-Key";

    /** The runtime judges one text at a time; more at once only wait there, and look slow. */
    public static final Target.Pace PACE = new Target.Pace(1, 10_000, 2);

    /** Whether the target is of the settings: whoever may set them may reach what this host can. */
    public static boolean has(Target target) {
        return target.id().equals(ID);
    }

    /** The guardrail of the settings. */
    public Optional<Target> target() {
        return url == null
                ? Optional.empty()
                : Optional.of(
                        new Target(
                                ID,
                                Target.DEFAULT,
                                url,
                                null,
                                HEADER,
                                key,
                                PACE,
                                Instant.EPOCH,
                                Instant.EPOCH));
    }
}
