package goldset.format;

import java.io.Serial;

/** More than one call may bring. */
public final class TooLarge extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    public TooLarge(String message) {
        super(message);
    }
}
