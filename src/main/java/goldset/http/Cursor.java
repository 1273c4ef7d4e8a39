package goldset.http;

import goldset.domain.Deed;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** The place where a page ended, opaque to clients. */
public final class Cursor {
    private static final int BYTES = 16;

    private static final int DEED_BYTES = 36;
    private static final int MICROS = 1_000_000;

    /** What the database can hold of time, and more than enough. */
    private static final long SECONDS_MAX = Instant.parse("9999-01-01T00:00:00Z").getEpochSecond();

    private Cursor() {}

    public static String of(UUID last) {
        return text(bytes(ByteBuffer.allocate(BYTES), last));
    }

    public static String of(Deed.Place last) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, last.at());
        ByteBuffer bytes = ByteBuffer.allocate(DEED_BYTES).putLong(micros).putInt(last.rank());
        return text(bytes(bytes, last.dataset()).putLong(last.number()));
    }

    /** The {@code cursor} of the query. */
    public static Optional<UUID> in(Request request) {
        return in(request, BYTES).map(in -> new UUID(in.getLong(), in.getLong()));
    }

    /** The same, of an audit. */
    public static Optional<Deed.Place> deedIn(Request request) {
        return in(request, DEED_BYTES)
                .map(in -> {
                    long micros = Math.clamp(in.getLong(), 0, SECONDS_MAX * MICROS);
                    Instant at =
                            Instant.ofEpochSecond(
                                    Math.floorDiv(micros, MICROS),
                                    Math.floorMod(micros, MICROS) * 1000L);
                    int rank = in.getInt();
                    return new Deed.Place(
                            at, rank, new UUID(in.getLong(), in.getLong()), in.getLong());
                });
    }

    private static Optional<ByteBuffer> in(Request request, int length) {
        Optional<String> text = request.query("cursor");
        Optional<ByteBuffer> cursor = text.flatMap(t -> read(t, length));
        if (text.isPresent() && cursor.isEmpty()) {
            String message = "Value error, a cursor should be one that a page gave";
            request.wrong("cursor", "value_error", message, text.get());
        }
        return cursor;
    }

    private static ByteBuffer bytes(ByteBuffer to, UUID id) {
        return to.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static String text(ByteBuffer bytes) {
        byte[] all = new byte[bytes.flip().remaining()];
        bytes.get(all);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    private static Optional<ByteBuffer> read(String text, int length) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return bytes.length == length ? Optional.of(ByteBuffer.wrap(bytes)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
