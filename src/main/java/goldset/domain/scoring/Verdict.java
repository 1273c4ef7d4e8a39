package goldset.domain.scoring;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an answer stands to what was expected; null where nothing was.
 *
 * @param isCorrect whether every check holds that there is
 * @param missing rules that should have fired
 * @param unexpected rules that should not have
 */
public record Verdict(
        @Nullable Boolean isCorrect,
        @Nullable Boolean decisionMatch,
        @Nullable Boolean ruleHitsMatch,
        @Nullable List<String> missing,
        @Nullable List<String> unexpected) {}
