package goldset.domain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A dataset as it stands now; count, hash and revision are kept by the writer, never counted. */
public record Dataset(
        UUID id,
        UUID project,
        Draft draft,
        long revision,
        long itemCount,
        ContentHash contentHash,
        Instant createdAt,
        Instant updatedAt) {

    public static final String TRUST_DEFAULT = "unverified";
    public static final int NAME_CHARS_MAX = 500;
    public static final int DESCRIPTION_CHARS_MAX = 10_000;
    public static final int LABEL_CHARS_MAX = 200;

    /** What the maker of a dataset says of it. */
    public record Draft(
            String name,
            @Nullable String description,
            @Nullable String category,
            String trustLevel,
            String source,
            boolean isPublic,
            @Nullable String createdBy) {}
}
