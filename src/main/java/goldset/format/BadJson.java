package goldset.format;

import java.io.Serial;

/** The text is no JSON that may be trusted; nothing after the place was read. */
public final class BadJson extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final long offset;

    public BadJson(long offset, String message) {
        super(message);
        this.offset = offset;
    }

    /** How many bytes of the body, after decompression, come before the fault. */
    public long offset() {
        return offset;
    }
}
