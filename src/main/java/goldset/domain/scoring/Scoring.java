package goldset.domain.scoring;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One answer held against what was expected. */
public final class Scoring {
    private static final String ALLOW = "ALLOW";

    /** Both say that content was rewritten; one vendor's console calls the other by its name. */
    private static final Set<String> REWRITTEN = Set.of("TRANSFORM", "REDACT");

    private Scoring() {}

    /**
     * @param strict whether TRANSFORM and REDACT are two decisions
     */
    public static Verdict of(Expected expected, Actual actual, boolean strict) {
        boolean labelled = expected.decision() != null || expected.ruleHits() != null;
        if (actual.isError()) {
            return new Verdict(labelled ? false : null, null, null, null, null);
        }
        Boolean decision =
                expected.decision() == null
                        ? null
                        : same(expected.decision(), actual.decision(), strict);
        Boolean rules =
                expected.ruleHits() == null
                        ? null
                        : actual.ruleHits().containsAll(expected.ruleHits());
        boolean all = !Boolean.FALSE.equals(decision) && !Boolean.FALSE.equals(rules);
        List<String> labels = ruleLabels(expected);
        return new Verdict(
                labelled ? all : null,
                decision,
                rules,
                labels == null ? null : without(labels, actual.ruleHits()),
                labels == null ? null : without(actual.ruleHits(), labels));
    }

    private static boolean same(String expected, String actual, boolean strict) {
        boolean family = !strict && REWRITTEN.contains(expected) && REWRITTEN.contains(actual);
        return family || expected.equals(actual);
    }

    /** Which rules should fire: where a text is to pass, none. Null where nobody said. */
    static @Nullable List<String> ruleLabels(Expected expected) {
        return expected.ruleHits() == null && ALLOW.equals(expected.decision())
                ? List.of()
                : expected.ruleHits();
    }

    private static List<String> without(List<String> rules, List<String> others) {
        Set<String> rest = new LinkedHashSet<>(rules);
        others.forEach(rest::remove);
        return new ArrayList<>(rest);
    }
}
