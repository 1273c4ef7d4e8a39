package goldset.domain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a dataset, while it lasts and after it.
 *
 * @param over the dataset as it was; null when the rows bring their own text
 * @param plan what its caller asked for, as JSON
 * @param done how many items have their row
 * @param after the last item that has its row, where they are gone through in order
 * @param policySeen what the guardrail calls its policy
 * @param summary what the rows add up to, as JSON
 * @param reason why it failed
 * @param lease rises each time it is taken up
 */
public record Run(
        UUID id,
        UUID org,
        UUID project,
        @Nullable Over over,
        Mode mode,
        State state,
        @Nullable String name,
        String plan,
        long total,
        long done,
        @Nullable UUID after,
        @Nullable String policySeen,
        @Nullable Utf8 summary,
        @Nullable String reason,
        UUID actor,
        @Nullable UUID rerunOf,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        long lease) {

    /** A dataset as it was after a revision. */
    public record Over(UUID dataset, long revision, ContentHash contentHash) {}

    /** Who brings the answers: this server asks, a worker fetches the items, or somebody tells. */
    public enum Mode {
        PUSH,
        PULL,
        EXTERNAL
    }

    /** In the order of their coming; one of the last three ends it. */
    public enum State {
        QUEUED,
        RUNNING,
        COMPLETED,
        FAILED,
        CANCELLED;

        public boolean isFinal() {
            return this == COMPLETED || this == FAILED || this == CANCELLED;
        }
    }
}
