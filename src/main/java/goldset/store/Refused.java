package goldset.store;

import java.io.Serial;

/** The database is not one that this process may use; the message tells the operator why. */
public final class Refused extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    Refused(String message) {
        super(message);
    }
}
