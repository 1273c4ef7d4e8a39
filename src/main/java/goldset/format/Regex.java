package goldset.format;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import goldset.domain.scoring.Scorer;
import goldset.domain.scoring.TimeLeft;
import org.jspecify.annotations.Nullable;

/**
 * A pattern somewhere in the output, as RE2 has them: what matching costs grows with pattern and
 * output, never beyond their product.
 *
 * @param pattern null when the expected text is one
 */
record Regex(@Nullable Pattern pattern) implements Scorer {
    static final int CHARS_MAX = 1000;

    /** Takes the expected text for the pattern. */
    static final Regex EXPECTED = new Regex(null);

    static final Regex NOTHING = new Regex(Pattern.compile("[^\\x00-\\x{10FFFF}]"));

    /**
     * That pattern, whatever is expected.
     *
     * @throws IllegalArgumentException when it is none, or one that costs too much by itself
     */
    static Regex of(String pattern) {
        return new Regex(compiled(pattern));
    }

    private static Pattern compiled(String pattern) {
        if (PatternSize.of(pattern) > PatternSize.MAX) {
            throw new IllegalArgumentException(
                    "no pattern: its repeats, written out, have more than "
                            + PatternSize.MAX
                            + " parts");
        }
        String fault = PatternLetters.fault(pattern);
        if (fault != null) {
            throw new IllegalArgumentException("no pattern: " + fault);
        }
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("no pattern: " + e.getDescription(), e);
        } catch (StackOverflowError e) {
            // The library calls itself for each optional repeat, on whatever stack there is.
            throw new IllegalArgumentException("no pattern: it is nested too deep", e);
        }
    }

    @Override
    public String name() {
        return "regex";
    }

    /** What is no pattern is not found. */
    @Override
    public boolean passes(String expected, String output, TimeLeft time) {
        Pattern wanted = pattern == null ? orNull(expected) : pattern;
        return wanted != null && wanted.matcher(time.watched(output)).find();
    }

    private static @Nullable Pattern orNull(String expected) {
        try {
            return expected.length() > CHARS_MAX ? null : compiled(expected);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
