package goldset.domain;

import java.time.Instant;
import java.util.UUID;

/**
 * What an org's datasets stand in.
 *
 * @param settings a JSON object of the client's, as it came
 */
public record Project(
        UUID id,
        UUID org,
        String name,
        String slug,
        String settings,
        Instant createdAt,
        Instant updatedAt) {
    public static final String NO_SETTINGS = "{}";
}
