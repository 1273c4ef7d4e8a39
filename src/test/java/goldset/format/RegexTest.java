package goldset.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Patterns, before and after the library has them. */
class RegexTest {
    private static final int TRIES = 100_000;

    private static final List<String> PARTS =
            List.of(
                    "a",
                    "b",
                    "(",
                    ")",
                    "(?:",
                    "(?i)",
                    "(?s-i:",
                    "(?P<n>",
                    "|",
                    "[",
                    "]",
                    "[^",
                    "-",
                    "[:",
                    ":]",
                    "[:alpha:]",
                    "[]a]",
                    "{3}",
                    "{2,5}",
                    "{0,7}",
                    "{4,}",
                    "{01}",
                    "{0}",
                    "{",
                    "}",
                    "*",
                    "+",
                    "?",
                    "*?",
                    "^",
                    "$",
                    ".",
                    "\\",
                    "\\d",
                    "\\pL",
                    "\\p{Lu}",
                    "\\P{",
                    "\\x41",
                    "\\x{41}",
                    "\\Q",
                    "\\E",
                    "\\b",
                    "\\]",
                    "\\[",
                    "\\(",
                    "\\)",
                    "\\101",
                    "\u00e9",
                    "\ud83d\ude00",
                    ",",
                    "3",
                    "{11}",
                    "{1,13}");

    @Test
    void noPatternIsLargerThanItIsThoughtToBe() {
        Random random = new Random(11);
        int taken = 0;
        for (int i = 0; i < TRIES; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = 1 + random.nextInt(14); n > 0; n--) {
                text.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            String pattern = text.toString();
            long thought = PatternSize.of(pattern);
            if (thought > PatternSize.MAX || PatternLetters.fault(pattern) != null) {
                continue;
            }
            try {
                int size = Pattern.compile(pattern).programSize();
                assertTrue(size <= thought, pattern + " has " + size + ", not " + thought);
                taken++;
            } catch (PatternSyntaxException e) {
                // Most are none.
            }
        }
        assertTrue(taken > TRIES / 100, "only " + taken);
    }

    @Test
    void honestPatternsAreTaken() {
        for (String pattern :
                List.of(
                        "^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
                        "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}",
                        "(?i)[a-z\u0430-\u044f]{1,64}",
                        "(?i)[^\\x00-\\x{10FFFF}]",
                        "(?is)<answer>.{0,1000}</answer>",
                        "[\\s\\S]{0,1000}",
                        ".{0,1000}[0-9]{0,1000}",
                        "(?:\\d{1,3}\\.){3}\\d{1,3}",
                        "a".repeat(1000),
                        "\\p{Lu}\\p{Ll}+(?: \\p{Lu}\\p{Ll}+){0,9}")) {
            assertEquals("regex", Regex.of(pattern).name());
        }
    }

    @Test
    void whatWouldFillTheMemoryIsRefused() {
        refused("((a{100}){100}){100}", "more than 5000 parts");
        refused("(?:(?:){1000}){1000}", "more than 5000 parts");
        refused("(x{1000})(?i){1000}", "more than 5000 parts");
        refused("(x{1000})\\Q\\E{1000}", "more than 5000 parts");
        refused("[" + "\\pL".repeat(300) + "]", "more than 50 Unicode classes");
        refused("(a", "missing closing )");
        refused("(?=a)", "");
        refused("(a)\\1", "");
    }

    @Test
    void casesThatRe2jNeverEndsToLookForAreRefused() {
        refused("(?i)\u1c80", "U+1C80");
        refused("(?im)a[\\x{00000000000000001c88}]", "U+1C88");
        refused("(?i)[B-\uffff]", "U+1C80");
        refused("(?i)[" + "\u1c89-\uffff".repeat(9) + "]", "more than 200000 letters");
        assertNull(PatternLetters.fault("[\u1c80-\u1c88]\u1c80"));
        assertNotNull(PatternLetters.fault("a(?i:\\x{1c81})"));
    }

    /** A newer Java may know letters that RE2/J's tables don't. */
    @Test
    void allOtherCasesAreFound() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
                        String pattern = "(?i)" + Character.toString(c);
                        if (c == 0xD800) {
                            c = 0xDFFF;
                        } else if (Character.isLetter(c) && PatternLetters.fault(pattern) == null) {
                            Pattern.compile(pattern).matcher("\u044f").find();
                        }
                    }
                });
    }

    private static void refused(String pattern, String why) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Regex.of(pattern));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith("no pattern: ") && message.contains(why), message);
    }
}
