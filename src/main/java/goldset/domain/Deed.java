package goldset.domain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit: who did what, and when.
 *
 * @param actor the key that did it; null for the operator's settings
 * @param action {@code kind.verb}; what changes the items of a dataset is {@code items.verb}
 * @param subject what it was done to
 * @param name what that was called
 * @param change what became of the items; null for anything else
 */
public record Deed(
        Place place,
        @Nullable UUID actor,
        @Nullable String actorName,
        String action,
        UUID subject,
        @Nullable String name,
        @Nullable Change change) {

    /** A revision in numbers. */
    public record Change(long revision, long added, long removed) {}

    /**
     * Where the deed stands in the order of time; ties are in an order that stays.
     *
     * @param rank 1 for an event, 0 for a revision
     * @param dataset of a revision; all zeros for an event
     */
    public record Place(Instant at, int rank, UUID dataset, long number) {}
}
