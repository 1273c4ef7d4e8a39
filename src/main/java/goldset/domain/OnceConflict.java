package goldset.domain;

import java.io.Serial;

/** An idempotency key that can't be honoured. */
public final class OnceConflict extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final boolean underWay;

    /**
     * @param underWay whether the first call is still at work; else its body was another
     */
    public OnceConflict(boolean underWay) {
        super(underWay ? "the first call is still under way" : "the key came with another body");
        this.underWay = underWay;
    }

    public boolean underWay() {
        return underWay;
    }
}
