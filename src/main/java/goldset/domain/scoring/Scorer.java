package goldset.domain.scoring;

import java.io.Serial;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Holds an output against the one that was expected. */
public interface Scorer {
    /** As it is called in scores. */
    String name();

    boolean passes(String expected, String output);

    /** The same text, white space at its ends aside. */
    record Exact(boolean ignoresCase) implements Scorer {
        @Override
        public String name() {
            return "exact";
        }

        @Override
        public boolean passes(String expected, String output) {
            String one = expected.strip();
            String other = output.strip();
            return ignoresCase ? one.equalsIgnoreCase(other) : one.equals(other);
        }
    }

    /** The expected text somewhere in the output. */
    record Contains(boolean ignoresCase) implements Scorer {
        @Override
        public String name() {
            return "contains";
        }

        @Override
        public boolean passes(String expected, String output) {
            String part = expected.strip();
            return ignoresCase
                    ? Substring.isIn(folded(output), folded(part))
                    : Substring.isIn(output, part);
        }

        /**
         * Letter by letter, as {@link String#equalsIgnoreCase} does it. {@link String#toLowerCase}
         * takes seconds for some thousand Greek letters, to find those that end a word.
         */
        private static String folded(String text) {
            StringBuilder folded = new StringBuilder(text.length());
            text.codePoints()
                    .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
                    .forEach(folded::appendCodePoint);
            return folded.toString();
        }
    }

    /**
     * A pattern somewhere in the output.
     *
     * @param pattern null when the expected text is one
     */
    record Regex(@Nullable Pattern pattern) implements Scorer {
        private static final int STEPS_MAX = 100_000;
        private static final Pattern COUNT = Pattern.compile("\\{[0-9]+(,[0-9]*)?");
        private static final int COUNTS_MAX = 2;
        private static final int STEPS_PER_CHAR = 20;

        @Override
        public String name() {
            return "regex";
        }

        /** What is no pattern, or looks at the output over and over, is not found. */
        @Override
        public boolean passes(String expected, String output) {
            try {
                long steps = STEPS_MAX + (long) STEPS_PER_CHAR * output.length();
                Pattern wanted = pattern == null ? Pattern.compile(expected) : pattern;
                if (countsTooMuch(wanted.pattern())) {
                    return false;
                }
                return wanted.matcher(new Counted(output, new AtomicLong(steps))).find();
            } catch (PatternSyntaxException | TooManySteps | StackOverflowError e) {
                return false;
            }
        }

        /** Repeats of what has no width read no character, so nothing would count their steps. */
        public static boolean countsTooMuch(String pattern) {
            Matcher counts = COUNT.matcher(pattern);
            int found = 0;
            while (counts.find()) {
                if (++found > COUNTS_MAX || counts.group().matches(".*[0-9]{5}.*")) {
                    return true;
                }
            }
            return false;
        }

        private static final class TooManySteps extends RuntimeException {
            @Serial private static final long serialVersionUID = 1;

            TooManySteps() {
                super(null, null, false, false);
            }
        }

        /** A text that may be looked at only so often: some patterns take longer than any time. */
        private static final class Counted implements CharSequence {
            private final String text;
            private final AtomicLong left;

            Counted(String text, AtomicLong left) {
                this.text = text;
                this.left = left;
            }

            @Override
            public char charAt(int index) {
                if (left.decrementAndGet() < 0) {
                    throw new TooManySteps();
                }
                return text.charAt(index);
            }

            @Override
            public int length() {
                return text.length();
            }

            @Override
            public CharSequence subSequence(int from, int to) {
                return new Counted(text.substring(from, to), left);
            }

            @Override
            public String toString() {
                return text;
            }
        }
    }

    /** The last number of both texts, the two at most so far apart. */
    record Numeric(BigDecimal tolerance) implements Scorer {
        @Override
        public String name() {
            return "numeric";
        }

        @Override
        public boolean passes(String expected, String output) {
            Optional<BigDecimal> one = LastNumber.of(expected);
            Optional<BigDecimal> other = LastNumber.of(output);
            return one.isPresent()
                    && other.isPresent()
                    && one.get().subtract(other.get()).abs().compareTo(tolerance) <= 0;
        }
    }
}
