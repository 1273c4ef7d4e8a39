package goldset.store;

import goldset.domain.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * A list of values as PostgreSQL takes it, put together as bytes at once: out of strings, the
 * driver would make each value's bytes first, and then copy them twice.
 */
final class BinaryArray {
    private static final int HEAD_BYTES = 20;
    private static final int NULL = -1;

    private final int type;
    private final int arrayType;
    private final int count;
    private byte[] bytes;
    private int length = HEAD_BYTES;
    private boolean hasNull;

    private BinaryArray(int type, int arrayType, int count, int allBytes) {
        this.type = type;
        this.arrayType = arrayType;
        this.count = count;
        bytes = new byte[HEAD_BYTES + count * Integer.BYTES + allBytes];
    }

    /**
     * @param count how many values will be added, at least one
     */
    static BinaryArray uuids(int count) {
        return new BinaryArray(Oid.UUID, Oid.UUID_ARRAY, count, count * 2 * Long.BYTES);
    }

    static BinaryArray longs(int count) {
        return new BinaryArray(Oid.INT8, Oid.INT8_ARRAY, count, count * Long.BYTES);
    }

    static BinaryArray ints(int count) {
        return new BinaryArray(Oid.INT4, Oid.INT4_ARRAY, count, count * Integer.BYTES);
    }

    /**
     * @param allBytes how many all values have together; saves copies where it is right
     */
    static BinaryArray texts(int count, int allBytes) {
        return new BinaryArray(Oid.TEXT, Oid.TEXT_ARRAY, count, allBytes);
    }

    static BinaryArray bytes(int count, int allBytes) {
        return new BinaryArray(Oid.BYTEA, Oid.BYTEA_ARRAY, count, allBytes);
    }

    /** Text form begins with a brace, this one with the number of dimensions. */
    static boolean isOne(byte[] sent) {
        return sent[0] == 0;
    }

    /** Texts that were sent as such an array; none of them is null. */
    static List<String> texts(byte[] sent) {
        ByteBuffer in = ByteBuffer.wrap(sent);
        boolean isEmpty = in.getInt() == 0;
        if (isEmpty) {
            return List.of();
        }
        String[] texts = new String[in.getInt(HEAD_BYTES - 2 * Integer.BYTES)];
        in.position(HEAD_BYTES);
        for (int i = 0; i < texts.length; i++) {
            int size = in.getInt();
            texts[i] = new String(sent, in.position(), size, StandardCharsets.UTF_8);
            in.position(in.position() + size);
        }
        return List.of(texts);
    }

    void add(UUID value) {
        room(2 * Long.BYTES);
        putInt(2 * Long.BYTES);
        putLong(value.getMostSignificantBits());
        putLong(value.getLeastSignificantBits());
    }

    void add(long value) {
        room(Long.BYTES);
        putInt(Long.BYTES);
        putLong(value);
    }

    void add(int value) {
        room(Integer.BYTES);
        putInt(Integer.BYTES);
        putInt(value);
    }

    void add(@Nullable Utf8 text) {
        add(text == null ? null : text.bytes());
    }

    void add(@Nullable String text) {
        add(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    void add(byte @Nullable [] value) {
        if (value == null) {
            hasNull = true;
            room(0);
            putInt(NULL);
            return;
        }
        room(value.length);
        putInt(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
    }

    Array on(Connection connection) throws SQLException {
        int end = length;
        length = 0;
        putInt(1);
        putInt(hasNull ? 1 : 0);
        putInt(type);
        putInt(count);
        putInt(1);
        length = end;
        return new PgArray(
                connection.unwrap(BaseConnection.class),
                arrayType,
                end == bytes.length ? bytes : Arrays.copyOf(bytes, end));
    }

    private void room(int value) {
        long wanted = (long) length + Integer.BYTES + value;
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, wanted * 3 / 2));
        }
    }

    private void putInt(int value) {
        bytes[length] = (byte) (value >> 24);
        bytes[length + 1] = (byte) (value >> 16);
        bytes[length + 2] = (byte) (value >> 8);
        bytes[length + 3] = (byte) value;
        length += Integer.BYTES;
    }

    private void putLong(long value) {
        putInt((int) (value >> 32));
        putInt((int) value);
    }
}
