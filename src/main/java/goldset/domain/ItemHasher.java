package goldset.domain;

import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of an item's content in one canonical form, so that equal items hash equally on every
 * server: the JSON array {@code [input, expected_output, context, expected_decision,
 * expected_rule_hits, metadata]} in UTF-8 without white space, absent = null, metadata with its
 * keys sorted by code point and its numbers in plain decimal without trailing zeros. Strings are
 * escaped as in {@link Utf8Text}. One instance serves one thread.
 */
public final class ItemHasher {
    private final MessageDigest sha256 = Sha256.digest();
    private final Utf8Text text = new Utf8Text(2048);

    /**
     * @param metadata canonical JSON text of the metadata
     */
    public ContentHash hash(
            Utf8 input,
            @Nullable Utf8 expectedOutput,
            String context,
            @Nullable String expectedDecision,
            @Nullable List<String> ruleHits,
            @Nullable Utf8Text metadata) {
        text.cut(0);
        text.put("[").string(input).put(",").string(expectedOutput).put(",").string(context);
        text.put(",").stringOrNull(expectedDecision).put(",").strings(ruleHits).put(",");
        if (metadata == null) {
            text.put("null");
        } else {
            text.put(metadata);
        }
        return ContentHash.of(text.put("]").digest(sha256));
    }
}
