package goldset.domain.scoring;

import java.math.BigDecimal;
import java.util.Optional;

/** Holds an output against the one that was expected. */
public interface Scorer {
    /** As it is called in scores. */
    String name();

    /**
     * Whether the output is as it should be.
     *
     * @param time what takes longer than a pass over both texts asks it on its way
     * @throws TimeLeft.Over when nobody can say in time
     */
    boolean passes(String expected, String output, TimeLeft time);

    /** The same text, white space at its ends aside. */
    record Exact(boolean ignoresCase) implements Scorer {
        @Override
        public String name() {
            return "exact";
        }

        @Override
        public boolean passes(String expected, String output, TimeLeft time) {
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
        public boolean passes(String expected, String output, TimeLeft time) {
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

    /** The last number of both texts, the two at most so far apart. */
    record Numeric(BigDecimal tolerance) implements Scorer {
        @Override
        public String name() {
            return "numeric";
        }

        @Override
        public boolean passes(String expected, String output, TimeLeft time) {
            Optional<BigDecimal> one = LastNumber.of(expected);
            Optional<BigDecimal> other = LastNumber.of(output);
            return one.isPresent()
                    && other.isPresent()
                    && one.get().subtract(other.get()).abs().compareTo(tolerance) <= 0;
        }
    }
}
