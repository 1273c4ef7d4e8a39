package goldset.domain.scoring;

import goldset.domain.Item;
import goldset.domain.Utf8;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a guardrail made of an item.
 *
 * @param decision one of the five, or {@link #ERROR}
 * @param riskScore 0 to 100
 * @param detectorResults a JSON array, as it came
 * @param error why there is no decision
 */
public record Actual(
        String decision,
        @Nullable Integer riskScore,
        List<String> ruleHits,
        @Nullable Double latencyMs,
        @Nullable Utf8 detectorResults,
        @Nullable String error) {

    /** In place of a decision, when there is none: neither a pass nor a block. */
    public static final String ERROR = "ERROR";

    /** All that can have become of an item. */
    public static final List<String> DECISIONS =
            Stream.concat(Item.DECISIONS.stream(), Stream.of(ERROR)).toList();

    public static Actual failed(String error, @Nullable Double latencyMs) {
        return new Actual(ERROR, null, List.of(), latencyMs, null, error);
    }

    public boolean isError() {
        return decision.equals(ERROR);
    }
}
