package goldset.domain;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * JSON put together as UTF-8 at once. Strings escape the quote, the backslash and control
 * characters below U+0020 ({@code \b \f \n \r \t}, else {@code \}{@code u00xx} in lower case) and
 * nothing else.
 */
public final class Utf8Text {
    private static final String HEX = "0123456789abcdef";

    /** That of an escape. */
    private static final int CHAR_BYTES_MAX = 6;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private static final byte[] ESCAPES = new byte[128];

    static {
        Arrays.fill(ESCAPES, 0, 0x20, (byte) 'u');
        ESCAPES['"'] = '"';
        ESCAPES['\\'] = '\\';
        ESCAPES['\b'] = 'b';
        ESCAPES['\f'] = 'f';
        ESCAPES['\n'] = 'n';
        ESCAPES['\r'] = 'r';
        ESCAPES['\t'] = 't';
    }

    private byte[] bytes;
    private int length;

    public Utf8Text(int capacity) {
        bytes = new byte[capacity];
    }

    public int length() {
        return length;
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }

    /** A short text as a JSON string. */
    public static String quoted(String text) {
        return new Utf8Text(0).string(text).copy().toString();
    }

    public Utf8 copy() {
        return Utf8.of(Arrays.copyOf(bytes, length));
    }

    byte[] digest(MessageDigest digest) {
        digest.update(bytes, 0, length);
        return digest.digest();
    }

    /** Takes back what came behind a length. */
    public void cut(int to) {
        length = to;
    }

    /** Gives how many bytes it put there; -1, and nothing done, when there is no room. */
    public int copyTo(byte[] to, int at) {
        if (to.length - at < length) {
            return -1;
        }
        System.arraycopy(bytes, 0, to, at, length);
        return length;
    }

    /** The bytes between two lengths. */
    public byte[] part(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** A list of texts as JSON, or null. */
    public Utf8Text strings(@Nullable Collection<String> values) {
        if (values == null) {
            return put("null");
        }
        String before = "[";
        for (String value : values) {
            put(before).string(value);
            before = ",";
        }
        return put(values.isEmpty() ? "[]" : "]");
    }

    /** Text as it is; it must be sound. */
    public Utf8Text put(String text) {
        room(text.length() * 3L);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else {
                i = beyondAscii(text, i, c);
            }
        }
        return this;
    }

    public Utf8Text put(byte[] text) {
        return put(text, 0, text.length);
    }

    /** JSON as it is, or null. */
    public Utf8Text json(@Nullable Utf8 json) {
        return json == null ? put("null") : put(json.bytes());
    }

    public Utf8Text stringOrNull(@Nullable String text) {
        return text == null ? put("null") : string(text);
    }

    public Utf8Text put(Utf8Text text) {
        return put(text.bytes, 0, text.length);
    }

    private Utf8Text put(byte[] from, int start, int end) {
        room((long) end - start);
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
        return this;
    }

    /** Text as a JSON string. */
    public Utf8Text string(String text) {
        room((long) text.length() * CHAR_BYTES_MAX + 2);
        bytes[length++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                i = beyondAscii(text, i, c);
            } else if (ESCAPES[c] == 0) {
                bytes[length++] = (byte) c;
            } else {
                escape(c);
            }
        }
        bytes[length++] = '"';
        return this;
    }

    /** Text as a JSON string, or null. */
    public Utf8Text string(@Nullable Utf8 text) {
        if (text == null) {
            return put("null");
        }
        byte[] from = text.bytes();
        room(from.length + 2L);
        bytes[length++] = '"';
        int start = 0;
        for (int at = escapedAt(from, 0); at < from.length; at = escapedAt(from, start)) {
            put(from, start, at);
            room(CHAR_BYTES_MAX);
            escape((char) from[at]);
            start = at + 1;
        }
        put(from, start, from.length);
        room(1);
        bytes[length++] = '"';
        return this;
    }

    /** Where the next byte stands that is to be escaped, eight looked at at a time. */
    private static int escapedAt(byte[] from, int start) {
        int i = start;
        for (; i <= from.length - Long.BYTES; i += Long.BYTES) {
            long eight = (long) LONGS.get(from, i);
            long quotes = eight ^ (ONES * '"');
            long backslashes = eight ^ (ONES * '\\');
            long found =
                    ((quotes - ONES) & ~quotes)
                            | ((backslashes - ONES) & ~backslashes)
                            | ((eight - ONES * 0x20) & ~eight);
            found &= HIGH_BITS;
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (i < from.length && (from[i] < 0 || ESCAPES[from[i]] == 0)) {
            i++;
        }
        return i;
    }

    private void escape(char c) {
        bytes[length++] = '\\';
        bytes[length++] = ESCAPES[c];
        if (ESCAPES[c] == 'u') {
            bytes[length++] = '0';
            bytes[length++] = '0';
            bytes[length++] = (byte) HEX.charAt(c >> 4);
            bytes[length++] = (byte) HEX.charAt(c & 15);
        }
    }

    /** Gives the index of the last char that it took. */
    private int beyondAscii(String text, int at, char c) {
        if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | (c >> 6));
            bytes[length++] = (byte) (0x80 | (c & 0x3F));
            return at;
        }
        if (!Character.isHighSurrogate(c)) {
            bytes[length++] = (byte) (0xE0 | (c >> 12));
            bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3F));
            bytes[length++] = (byte) (0x80 | (c & 0x3F));
            return at;
        }
        int point = Character.toCodePoint(c, text.charAt(at + 1));
        bytes[length++] = (byte) (0xF0 | (point >> 18));
        bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3F));
        bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        bytes[length++] = (byte) (0x80 | (point & 0x3F));
        return at + 1;
    }

    private void room(long more) {
        long wanted = length + more;
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, wanted * 5 / 4));
        }
    }
}
