package goldset.domain;

import java.io.Serial;

/** Somebody has called the work off, or its server stops: it is to leave nothing behind. */
public final class Cancelled extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
}
