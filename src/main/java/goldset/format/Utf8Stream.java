package goldset.format;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Passes bytes on and stops at the first that is no well-formed UTF-8.
 *
 * <p>The JSON parser alone takes overlong forms, code points above U+10FFFF, UTF-16 and UTF-32, so
 * a body could mean one thing to a proxy and another here.
 */
final class Utf8Stream extends FilterInputStream {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long LOW_BITS = 0x0101_0101_0101_0101L;

    private long offset;
    private int pending;
    private int low = 0x80;
    private int high = 0xBF;

    Utf8Stream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
        int count = in.read(to, from, length);
        if (count < 0) {
            if (pending > 0) {
                throw new BadJson(offset, "the text ends within a UTF-8 character");
            }
            return count;
        }
        check(to, from, from + count);
        return count;
    }

    private void check(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end) {
            if (pending == 0 && end - i >= Long.BYTES && plain((long) LONGS.get(bytes, i))) {
                i += Long.BYTES;
                offset += Long.BYTES;
            } else {
                step(bytes[i++] & 0xFF);
                offset++;
            }
        }
    }

    /** Eight ASCII bytes, none of them NUL. */
    private static boolean plain(long eight) {
        return ((eight | (eight - LOW_BITS)) & HIGH_BITS) == 0;
    }

    private void step(int b) {
        if (pending > 0) {
            if (b < low || b > high) {
                throw new BadJson(offset, "not well-formed UTF-8");
            }
            low = 0x80;
            high = 0xBF;
            pending--;
        } else if (b == 0) {
            throw new BadJson(
                    offset,
                    "a NUL byte: the text should be UTF-8, not UTF-16 or UTF-32, and write NUL as an escape");
        } else if (b >= 0x80) {
            lead(b);
        }
    }

    private void lead(int b) {
        if (offset == 0 && b == 0xEF) {
            throw new BadJson(0, "a byte order mark: JSON text starts with its value");
        }
        if (b < 0xC2 || b > 0xF4) {
            throw new BadJson(offset, "not well-formed UTF-8");
        }
        pending = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
        switch (b) {
            case 0xE0 -> low = 0xA0;
            case 0xED -> high = 0x9F;
            case 0xF0 -> low = 0x90;
            case 0xF4 -> high = 0x8F;
            default -> {}
        }
    }
}
