package goldset.domain;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an append does with an item that the dataset has already.
 *
 * @param by what makes two items the same; null for the external id where an item has one, else the
 *     content
 * @param path where the items stand in the request, for complaints
 */
public record OnConflict(Action action, @Nullable By by, List<Object> path) {

    public enum Action {
        /** Refuses the whole call. */
        ERROR,
        /** Leaves the one that is there. */
        SKIP,
        /** Puts the new one in its place, under its id. */
        REPLACE
    }

    public enum By {
        CONTENT,
        EXTERNAL_ID
    }

    /** What the item is known by. */
    public By by(NewItem item) {
        return Optional.ofNullable(by)
                .orElse(item.externalId() == null ? By.CONTENT : By.EXTERNAL_ID);
    }
}
