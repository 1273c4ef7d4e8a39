package goldset.format;

import java.io.Serial;

/** The bytes are no file that text can be read out of. */
public final class BadFile extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    BadFile(String message) {
        super(message);
    }
}
