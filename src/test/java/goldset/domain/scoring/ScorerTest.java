package goldset.domain.scoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Outputs and what was expected of them. */
class ScorerTest {
    @Test
    void equalTextsAreEqualButForSpaceAtTheirEnds() {
        assertTrue(new Scorer.Exact(false).passes("yes", " yes\n"));
        assertFalse(new Scorer.Exact(false).passes("yes", "Yes"));
        assertTrue(new Scorer.Exact(true).passes("yes", "YES"));
        assertTrue(new Scorer.Contains(true).passes("No", "i say no to it"));
        assertFalse(new Scorer.Contains(false).passes("No", "i say no to it"));
    }

    @Test
    void theLastNumbersAreCompared() {
        Scorer.Numeric near = new Scorer.Numeric(new BigDecimal("0.01"));
        assertTrue(near.passes("#### 1,234", "first 7, so 1234.01"));
        assertFalse(near.passes("#### 1,234", "1234.02"));
        assertFalse(near.passes("none", "none"));
        assertTrue(near.passes("-5", "it is -5"));
    }

    @Test
    void aPatternThatWouldTakeForEverIsNotFound() {
        Scorer.Regex regex = new Scorer.Regex(Pattern.compile("(a+)+$"));
        Instant begin = Instant.now();
        assertFalse(regex.passes("", "a".repeat(5000) + "b"));
        assertTrue(Duration.between(begin, Instant.now()).toSeconds() < 5);
        assertTrue(regex.passes("", "b" + "a".repeat(50)));
        String counts = "(?:(?:^){2000000000}){2000000000}";
        assertFalse(new Scorer.Regex(null).passes(counts, "x"));
    }

    @Test
    void whatIsExpectedMayBeThePattern() {
        Scorer.Regex regex = new Scorer.Regex(null);
        assertTrue(regex.passes("^[0-9]{3}$", "123"));
        assertFalse(regex.passes("(", "("));
        assertEquals("regex", regex.name());
        assertTrue(regex.passes("z", "y".repeat(2_000_000) + "z"));
    }
}
