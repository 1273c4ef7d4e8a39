package goldset.domain.scoring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An output held against the one that was expected, by all of a run's scorers. */
public final class OutputCheck {
    private OutputCheck() {}

    /**
     * Which of the scorers it passes.
     *
     * @throws TimeLeft.Over when there is no time to find out
     */
    public static Map<String, Boolean> scores(
            List<Scorer> scorers, String expected, String output, TimeLeft time) {
        Map<String, Boolean> scores = new LinkedHashMap<>();
        for (Scorer scorer : scorers) {
            time.check();
            boolean passes = scorer.passes(expected, output, time);
            scores.merge(scorer.name(), passes, Boolean::logicalAnd);
        }
        return scores;
    }

    /**
     * A verdict with the output's.
     *
     * @param passed whether the output is right; null when nobody can say
     */
    public static Verdict with(Verdict verdict, @Nullable Boolean passed) {
        if (passed == null) {
            return verdict;
        }
        boolean both = passed && !Boolean.FALSE.equals(verdict.isCorrect());
        return new Verdict(
                both,
                verdict.decisionMatch(),
                verdict.ruleHitsMatch(),
                verdict.missing(),
                verdict.unexpected());
    }
}
