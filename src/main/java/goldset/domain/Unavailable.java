package goldset.domain;

import java.io.Serial;

/** Nothing was done, or nobody can tell: the caller should try again in a while. */
public final class Unavailable extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    public Unavailable(String reason) {
        super(reason);
    }

    public Unavailable(String reason, Throwable cause) {
        super(reason, cause);
    }
}
