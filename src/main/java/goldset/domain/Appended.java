package goldset.domain;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Items added as one revision.
 *
 * @param firstId the first of {@code count} ids in a row, see {@link Ids#row}
 * @param met what was there already; null when nobody asked
 */
public record Appended(UUID firstId, int count, long revision, long itemCount, @Nullable Met met) {

    /**
     * What an append found that looked for known items.
     *
     * @param ids where each item sent is now, in the order sent
     * @param skipped how many were left out, for they were there
     * @param replaced how many took the place of one that was there
     */
    public record Met(List<UUID> ids, int skipped, int replaced) {}

    /** Where each item sent is now, in the order sent. */
    public List<UUID> ids() {
        return met != null
                ? met.ids
                : IntStream.range(0, count).mapToObj(i -> Ids.row(firstId, i)).toList();
    }
}
