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
        Optional<String> text = request.query("cursor");
        Optional<UUID> cursor = text.flatMap(Cursor::read);
        if (text.isPresent() && cursor.isEmpty()) {
            String message = "Value error, a cursor should be one that a page gave";
            request.wrong("cursor", "value_error", message, text.get());
        }
        return cursor;
    }

    private static Optional<UUID> read(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length == BYTES) {
                ByteBuffer in = ByteBuffer.wrap(bytes);
                return Optional.of(new UUID(in.getLong(), in.getLong()));
            }
        } catch (IllegalArgumentException e) {
            // Said by the caller.
        }
        return Optional.empty();
    }
}
