package goldset.domain;

import java.util.UUID;

/**
 * Items added as one revision.
 *
 * @param firstId the first of {@code count} ids in a row, see {@link Ids#row}
 */
public record Appended(UUID firstId, int count, long revision, long itemCount) {}
