package goldset.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Text put together as UTF-8 at once: what an export writes is read as strings and wanted as bytes,
 * and a step between would cost more than all the rest.
 */
final class Utf8Text {
    private static final String HEX = "0123456789abcdef";

    /** A character of a string takes this many bytes at most: that of an escape. */
    private static final int CHAR_BYTES_MAX = 6;

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

    private byte[] bytes = new byte[96 << 10];
    private int length;

    int length() {
        return length;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }

    /** Takes back what came behind a length. */
    void cut(int to) {
        length = to;
    }

    /** Text as it is; it must be sound. */
    Utf8Text put(String text) {
        room(text.length());
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

    /** Text as a JSON string, as {@link goldset.domain.ItemHasher} has it. */
    Utf8Text string(String text) {
        room(text.length() + 2);
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

    private void room(int chars) {
        long wanted = length + (long) chars * CHAR_BYTES_MAX;
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, wanted * 5 / 4));
        }
    }
}
