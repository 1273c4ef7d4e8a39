package goldset.run;

import java.io.Serial;

/** There is no decision, and the message says why: an error, never a pass or a block. */
final class BadAnswer extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final boolean fatal;

    BadAnswer(String message) {
        this(message, false);
    }

    /**
     * @param fatal whether all others would fail alike
     */
    BadAnswer(String message, boolean fatal) {
        super(message);
        this.fatal = fatal;
    }

    boolean isFatal() {
        return fatal;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
