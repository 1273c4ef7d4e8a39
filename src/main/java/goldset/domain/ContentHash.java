package goldset.domain;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * The sum of item hashes modulo 2^256: equal content in any order has an equal hash, and a change
 * costs what it changes. It tells equal from different; it is no seal against someone who crafts
 * items to collide.
 */
public record ContentHash(long a, long b, long c, long d) {
    public static final ContentHash EMPTY = new ContentHash(0, 0, 0, 0);
    private static final ContentHash ONE = new ContentHash(0, 0, 0, 1);
    private static final int BYTES = 32;

    public static ContentHash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new ContentHash(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    public static ContentHash sum(List<NewItem> items) {
        ContentHash sum = EMPTY;
        for (NewItem item : items) {
            sum = sum.plus(item.hash());
        }
        return sum;
    }

    public ContentHash plus(ContentHash other) {
        long d2 = d + other.d;
        long carry = carry(d, d2);
        long c2 = c + other.c + carry;
        carry = c2 == c ? carry : carry(c, c2);
        long b2 = b + other.b + carry;
        carry = b2 == b ? carry : carry(b, b2);
        return new ContentHash(a + other.a + carry, b2, c2, d2);
    }

    public ContentHash minus(ContentHash other) {
        return plus(new ContentHash(~other.a, ~other.b, ~other.c, ~other.d)).plus(ONE);
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(a).putLong(b).putLong(c).putLong(d).array();
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    private static long carry(long before, long after) {
        return Long.compareUnsigned(after, before) < 0 ? 1 : 0;
    }
}
