package goldset.http;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** The place where a page ended, opaque to clients. */
public final class Cursor {
    private static final int BYTES = 16;

    private Cursor() {}

    public static String of(UUID last) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(last.getMostSignificantBits()).putLong(last.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** The {@code cursor} of the query. */
    public static Optional<UUID> in(Request request) {
        return request.query("cursor").map(text -> read(request, text));
    }

    private static UUID read(Request request, String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (bytes.length != BYTES) {
            String message = "Value error, a cursor should be one that a page gave";
            throw request.wrong("cursor", "value_error", message, text);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new UUID(in.getLong(), in.getLong());
    }
}
