package goldset.domain;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A checked item that has no id yet.
 *
 * @param metadata JSON text of an object, without white space
 * @param hash SHA-256 of the item's content, see {@link ItemHasher}
 * @param bytes size of all text in UTF-8, and of list entries; pages are cut by it
 */
public record NewItem(
        Utf8 input,
        String context,
        @Nullable Utf8 expectedOutput,
        @Nullable String expectedDecision,
        @Nullable List<String> ruleHits,
        @Nullable Utf8 metadata,
        @Nullable String externalId,
        ContentHash hash,
        int bytes) {

    public Item stored(UUID id) {
        return new Item(
                id,
                input,
                context,
                expectedOutput,
                expectedDecision,
                ruleHits,
                metadata,
                externalId);
    }
}
