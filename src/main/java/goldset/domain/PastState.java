package goldset.domain;

import java.util.UUID;

/**
 * A dataset as it stood after a revision.
 *
 * @param lastId the last item id given by then
 * @param intact whether nothing has been removed since, so that the live rows up to {@code lastId}
 *     are the state
 */
public record PastState(
        long revision, long itemCount, ContentHash contentHash, UUID lastId, boolean intact) {}
