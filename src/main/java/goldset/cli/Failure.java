package goldset.cli;

import java.io.Serial;
import java.util.List;

/** Why a run ends early, in words for whoever started it. */
final class Failure extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final Exit exit;
    private final transient List<String> complaints;

    private Failure(Exit exit, String message, List<String> complaints) {
        super(message, null, false, false);
        this.exit = exit;
        this.complaints = complaints;
    }

    static Failure usage(String message) {
        return new Failure(Exit.USAGE, message, List.of());
    }

    static Failure failed(String message) {
        return new Failure(Exit.FAILED, message, List.of());
    }

    static Failure refused(String message) {
        return refused(message, List.of());
    }

    /**
     * @param complaints what is wrong with what was sent, each with its place
     */
    static Failure refused(String message, List<String> complaints) {
        return new Failure(Exit.REFUSED, message, complaints);
    }

    /** Whoever pressed Ctrl-C knows why it ends. */
    static Failure interrupted() {
        return new Failure(Exit.INTERRUPTED, "", List.of());
    }

    /** The same with more to say. */
    Failure and(String more) {
        return new Failure(exit, getMessage() + more, complaints);
    }

    /** Where the code of a refusal means something else. */
    Failure noRefusal() {
        return exit == Exit.REFUSED ? new Failure(Exit.FAILED, getMessage(), complaints) : this;
    }

    Exit exit() {
        return exit;
    }

    List<String> complaints() {
        return complaints;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
