package goldset.domain.scoring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Each rule by itself: whether it fired where it should and only there. */
final class Rules {
    private static final int RULES_MAX = 1000;

    private final Map<String, long[]> byRule = new TreeMap<>();
    private final Set<String> leftOut = new LinkedHashSet<>();
    private long rows;

    /** Takes in a row that says which rules should have fired. */
    void add(List<String> expected, List<String> actual) {
        rows++;
        Set<String> wanted = new HashSet<>(expected);
        Set<String> fired = new HashSet<>(actual);
        Set<String> all = new LinkedHashSet<>(expected);
        all.addAll(actual);
        for (String rule : all) {
            long[] counts = byRule.get(rule);
            if (counts == null && byRule.size() == RULES_MAX) {
                // As many again are told apart; what is beyond is one of too many anyway.
                if (leftOut.size() < RULES_MAX) {
                    leftOut.add(rule);
                }
                continue;
            }
            if (counts == null) {
                counts = new long[3];
                byRule.put(rule, counts);
            }
            boolean should = wanted.contains(rule);
            boolean did = fired.contains(rule);
            counts[should && did ? 0 : did ? 1 : 2]++;
        }
    }

    List<Summary.Rule> summary() {
        List<Summary.Rule> rules = new ArrayList<>();
        byRule.forEach((id, c) -> {
            long silent = rows - c[0] - c[1] - c[2];
            rules.add(new Summary.Rule(id, new Binary(c[0], c[1], c[2], silent)));
        });
        return rules;
    }

    int leftOut() {
        return leftOut.size();
    }
}
