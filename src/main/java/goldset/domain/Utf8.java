package goldset.domain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Text as its bytes in UTF-8: so it is hashed, stored, read and written, and most of it is never
 * looked at as characters. Nobody changes the bytes once they are here.
 */
public final class Utf8 {
    private final byte[] bytes;

    private Utf8(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The text must be sound: half a surrogate pair has no bytes. */
    public static Utf8 valueOf(String text) {
        return new Utf8(text.getBytes(StandardCharsets.UTF_8));
    }

    public static @Nullable Utf8 orNull(@Nullable String text) {
        return text == null ? null : valueOf(text);
    }

    /** Well-formed bytes, not copied. */
    public static Utf8 of(byte[] bytes) {
        return new Utf8(bytes);
    }

    /** Not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Utf8 text && Arrays.equals(bytes, text.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
