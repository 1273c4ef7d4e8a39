package goldset.domain.scoring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One row: what each label asks for, and what nobody asked. */
class ScoringTest {
    @Test
    void decisionsAreEqualOrOfOneFamily() {
        assertEquals(true, decision("REDACT", "TRANSFORM", false));
        assertEquals(true, decision("TRANSFORM", "REDACT", false));
        assertEquals(false, decision("TRANSFORM", "REDACT", true));
        assertEquals(true, decision("REDACT", "REDACT", true));
        assertEquals(false, decision("ALLOW", "WARN", false));
        assertEquals(false, decision("REDACT", "BLOCK", false));
    }

    @Test
    void withoutLabelsNothingIsSaid() {
        Verdict none = new Verdict(null, null, null, null, null);
        assertEquals(none, of(null, null, actual("BLOCK", "a")));
        assertEquals(none, of(null, null, Actual.failed("gone", null)));
    }

    @Test
    void anErrorIsWrongWhereSomethingWasExpected() {
        Verdict wrong = new Verdict(false, null, null, null, null);
        assertEquals(wrong, of("ALLOW", null, Actual.failed("gone", null)));
        assertEquals(wrong, of(null, List.of(), Actual.failed("gone", null)));
    }

    @Test
    void everyExpectedRuleMustFireAndOthersMay() {
        assertEquals(
                new Verdict(true, true, true, List.of(), List.of("c")),
                of("BLOCK", List.of("a", "b"), actual("BLOCK", "c", "b", "a", "c")));
        assertEquals(
                new Verdict(false, true, false, List.of("z", "a"), List.of("c")),
                of("BLOCK", List.of("z", "b", "a", "z"), actual("BLOCK", "b", "c")));
        assertEquals(
                new Verdict(true, null, true, List.of(), List.of("a")),
                of(null, List.of(), actual("WARN", "a")));
    }

    @Test
    void whereATextIsToPassNoRuleShouldFire() {
        assertEquals(
                new Verdict(true, true, null, List.of(), List.of("a")),
                of("ALLOW", null, actual("ALLOW", "a", "a")));
        assertEquals(
                new Verdict(true, true, null, null, null), of("WARN", null, actual("WARN", "a")));
    }

    private static @Nullable Boolean decision(String expected, String actual, boolean strict) {
        return Scoring.of(new Expected(expected, null), actual(actual), strict).decisionMatch();
    }

    private static Verdict of(
            @Nullable String decision, @Nullable List<String> rules, Actual actual) {
        return Scoring.of(new Expected(decision, rules), actual, false);
    }

    private static Actual actual(String decision, String... rules) {
        return new Actual(decision, null, List.of(rules), null, null, null);
    }
}
