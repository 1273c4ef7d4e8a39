package goldset.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which items a list shows; null or empty means any.
 *
 * @param search a part of the input or the expected output, in any case
 * @param metadata what a key of the metadata says as text; empty text for anything
 */
public record ItemFilter(
        @Nullable String search,
        @Nullable String expectedDecision,
        @Nullable String context,
        Map<String, String> metadata) {
    public static final ItemFilter ANY = new ItemFilter(null, null, null, Map.of());

    public boolean isAny() {
        return equals(ANY);
    }
}
