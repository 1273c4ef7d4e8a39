package goldset.domain;

import goldset.domain.scoring.Actual;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody found of an item.
 *
 * @param index where it stands among those that came with it
 * @param id the item's; null where it is told by its number
 * @param number the item's place in the dataset
 * @param actual null when nobody decided anything
 * @param told null when there is no output
 * @param passed what the teller thinks of it; null when nothing
 */
public record ToldResult(
        int index,
        @Nullable UUID id,
        int number,
        @Nullable Actual actual,
        RunRow.@Nullable Told told,
        @Nullable Boolean passed) {}
