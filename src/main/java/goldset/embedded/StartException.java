package goldset.embedded;

/**
 * The start cannot go on; the message tells the operator the place, what is wrong and what to do.
 */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
