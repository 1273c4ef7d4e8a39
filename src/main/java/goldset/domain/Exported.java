package goldset.domain;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What became of traces that were to be items of a dataset.
 *
 * @param count how many became one
 * @param withoutText how many have no text
 * @param duplicates how many were in the dataset already
 * @param tooLarge how many would be larger than an item may be
 * @param remaining how many are left for another call
 * @param revision the dataset's, after it
 * @param kinds of how many that became one this is said; {@code none} for nothing
 * @param skipped those of the ones asked for that can't become one
 * @param examples the first of the items
 */
public record Exported(
        int count,
        long withoutText,
        long duplicates,
        int tooLarge,
        long remaining,
        long revision,
        long itemCount,
        Map<String, Integer> kinds,
        List<UUID> skipped,
        List<Item> examples) {}
