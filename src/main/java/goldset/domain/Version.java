package goldset.domain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A named, immutable pointer at a revision. */
public record Version(
        UUID id,
        long number,
        long revision,
        @Nullable String label,
        @Nullable String description,
        String source,
        long itemCount,
        ContentHash contentHash,
        UUID actor,
        Instant createdAt) {

    /**
     * What became of taking one.
     *
     * @param unchanged whether the content equals the latest version's, so that none was made
     */
    public record Taken(Version version, boolean unchanged) {}

    /**
     * What became of going back to one.
     *
     * @param before number of the version that now holds what was replaced; null when an earlier
     *     one does already
     */
    public record Restored(long number, long itemCount, long revision, @Nullable Long before) {}

    /** One item that differs between two states. */
    public record Difference(UUID id, @Nullable Item before, @Nullable Item after) {}

    /** How two states differ, in numbers. */
    public record Counts(long added, long removed, long modified, long unchanged) {

        public boolean any() {
            return added + removed + modified > 0;
        }
    }
}
