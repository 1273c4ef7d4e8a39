package goldset.domain.scoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.domain.Complaints;
import goldset.format.ScorerList;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Outputs and what was expected of them. */
class ScorerTest {
    private static final Duration SECONDS = Duration.ofSeconds(30);

    @Test
    void equalTextsAreEqualButForSpaceAtTheirEnds() {
        assertTrue(passes(new Scorer.Exact(false), "yes", " yes\n"));
        assertFalse(passes(new Scorer.Exact(false), "yes", "Yes"));
        assertTrue(passes(new Scorer.Exact(true), "yes", "YES"));
    }

    @Test
    void aPartIsSomewhereInTheOutput() {
        Scorer exactly = new Scorer.Contains(false);
        Scorer anyCase = new Scorer.Contains(true);
        assertTrue(passes(anyCase, "No", "i say no to it"));
        assertFalse(passes(exactly, "No", "i say no to it"));
        assertTrue(passes(exactly, " ", "anything"));
        assertTrue(passes(exactly, "a", "a"));
        assertFalse(passes(exactly, "ab", "a"));
        assertTrue(passes(anyCase, "ΟΔΟΣ", "η οδος"));
        assertTrue(passes(anyCase, "οδος", "Η ΟΔΟΣ ΜΟΥ"));
        assertTrue(passes(anyCase, "\ud801\udc00", "x\ud801\udc28y"));
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String text = word(random, 12);
            String part = word(random, 4);
            assertEquals(text.contains(part), passes(exactly, part, text), part + " " + text);
            assertEquals(
                    text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)),
                    passes(anyCase, part, text),
                    part + " " + text);
        }
    }

    private static String word(Random random, int lengthMax) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(lengthMax); i >= 0; i--) {
            word.append("aAbB\u00e9\u00c9".charAt(random.nextInt(6)));
        }
        return word.toString();
    }

    @Test
    void aPartIsSoughtInOnePass() {
        String text = "a".repeat(4 << 20);
        String part = "a".repeat(1 << 20) + "b" + "a".repeat(1 << 20);
        String sigmas = "Σ".repeat(1 << 20);
        assertTimeoutPreemptively(
                SECONDS,
                () -> {
                    assertFalse(passes(new Scorer.Contains(false), part, text));
                    assertTrue(passes(new Scorer.Contains(false), part, text + part));
                    assertFalse(passes(new Scorer.Contains(true), part, text));
                    assertTrue(passes(new Scorer.Contains(true), "ς", sigmas));
                });
    }

    @Test
    void theLastNumbersAreCompared() {
        Scorer.Numeric near = new Scorer.Numeric(new BigDecimal("0.01"));
        assertTrue(passes(near, "#### 1,234", "first 7, so 1234.01"));
        assertFalse(passes(near, "#### 1,234", "1234.02"));
        assertFalse(passes(near, "none", "none"));
        assertTrue(passes(near, "-5", "it is -5"));
    }

    @Test
    void numbersAreReadAsTheyAreMeant() {
        Map.of(
                        "about .5", "0.5",
                        "\u22123", "-3",
                        "2-3", "3",
                        "x-7", "7",
                        "2 - -3", "-3",
                        "version 1.2.3", "3",
                        "so...5", "5",
                        "4 then 1e9999", "4")
                .forEach(ScorerTest::assertReads);
        Map.of(
                        "1e-2", "0.01",
                        "1E+0003", "1000",
                        "-.25%", "-0.25",
                        "1,2345", "2345",
                        "12,345,678.5 in all", "12345678.5",
                        "1234,567", "567",
                        "3e", "3",
                        "1e5.", "100000",
                        "2\u20133", "3")
                .forEach(ScorerTest::assertReads);
        assertFalse(passes(new Scorer.Numeric(BigDecimal.ZERO), "9", "1e9999"));
    }

    private static void assertReads(String text, String number) {
        assertTrue(passes(new Scorer.Numeric(BigDecimal.ZERO), number, text), text);
    }

    @Test
    void numbersMayBeLong() {
        Scorer.Numeric same = new Scorer.Numeric(BigDecimal.ZERO);
        String thousand = "7".repeat(1000);
        assertTrue(passes(same, thousand, "it is " + thousand));
        assertTrue(passes(same, thousand, "7" + ",777".repeat(333)));
        assertFalse(passes(same, thousand, "7".repeat(999) + "8"));
        assertTimeoutPreemptively(
                SECONDS,
                () -> {
                    for (String part : List.of("7", "1,", "1,234,", "1.", ".", "-", "1e", "1e5e")) {
                        String text = part.repeat((4 << 20) / part.length());
                        assertFalse(passes(same, "0", text), part);
                    }
                });
    }

    @Test
    void jsonIsEqualWhateverItsOrder() {
        Scorer json = scorer("\"json\"");
        assertTrue(passes(json, "{\"a\": 1.0, \"b\": [2]}", "{\"b\":[2],\"a\":1}"));
        assertFalse(passes(json, "[1, 2]", "[2, 1]"));
        assertFalse(passes(json, "{", "{"));
    }

    @Test
    void jsonThatGrowsInItsLongFormIsNotEqual() {
        Scorer json = scorer("\"json\"");
        String grown = "[" + "1e308,".repeat(400_000) + "1]";
        String deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
        String bad = "[" + "1e999,".repeat(400_000) + "1]";
        assertTimeoutPreemptively(
                SECONDS,
                () -> {
                    assertFalse(passes(json, grown, grown));
                    assertFalse(passes(json, deep, deep));
                    assertFalse(passes(json, bad, bad));
                });
    }

    @Test
    void patternsTakeNoLongerThanTheyAreLong() {
        List<String> nasty =
                List.of(
                        "(a+)+$",
                        "(?:|)".repeat(60) + "c",
                        "(?:^|)".repeat(60) + "c",
                        "()?".repeat(60) + "c",
                        "(?:(?:a?){60}){60}c",
                        "(?i)\\x{212a}+c");
        String output = "a".repeat(5000) + "b";
        assertTimeoutPreemptively(
                SECONDS,
                () -> nasty.forEach(p -> assertFalse(passes(scorer("\"regex\""), p, output), p)));
        assertTrue(passes(regex("(a+)+$"), "", "b" + "a".repeat(50)));
    }

    @Test
    void whatCannotBeSaidInTimeIsNotSaid() {
        TimeLeft shortTime = new TimeLeft(Duration.ofMillis(200));
        Scorer slow = regex("(?:[ab]?){1000}c");
        String output = "ab".repeat(1 << 20);
        assertTimeoutPreemptively(
                SECONDS,
                () -> assertThrows(TimeLeft.Over.class, () -> slow.passes("", output, shortTime)));
        assertThrows(
                TimeLeft.Over.class,
                () -> OutputCheck.scores(List.of(slow), "", "", new TimeLeft(Duration.ZERO)));
    }

    @Test
    void whatIsExpectedMayBeThePattern() {
        Scorer regex = scorer("\"regex\"");
        assertTrue(passes(regex, "^[0-9]{3}$", "123"));
        assertFalse(passes(regex, "(", "("));
        assertEquals("regex", regex.name());
        assertTrue(passes(regex, "z", "y".repeat(2_000_000) + "z"));
        assertTrue(passes(regex, "a".repeat(1000), "a".repeat(1000)));
        assertFalse(passes(regex, "a".repeat(1001), "a".repeat(1001)));
    }

    @Test
    void aPatternThatIsNoneAnyMorePassesNothing() {
        String before = "[\"contains\", {\"type\": \"regex\", \"pattern\": \"(?=a)\"}]";
        Map<String, Boolean> scores =
                OutputCheck.scores(ScorerList.of(before), "a", "a", new TimeLeft(SECONDS));
        assertEquals(Map.of("contains", true, "regex", false), scores);
    }

    private static boolean passes(Scorer scorer, String expected, String output) {
        return scorer.passes(expected, output, new TimeLeft(SECONDS));
    }

    private static Scorer regex(String pattern) {
        return scorer("{\"type\":\"regex\",\"pattern\":\"" + pattern.replace("\\", "\\\\") + "\"}");
    }

    private static Scorer scorer(String json) {
        Complaints complaints = new Complaints();
        List<Scorer> scorers = ScorerList.read("[" + json + "]", complaints, List.of());
        assertTrue(complaints.isEmpty());
        return scorers.getFirst();
    }
}
