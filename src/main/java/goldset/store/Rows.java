package goldset.store;

import goldset.domain.Utf8;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Typed values out of a row; what the schema calls not null is never null here. */
final class Rows {
    private Rows() {}

    static UUID uuid(ResultSet row, String column) throws SQLException {
        return present(row.getObject(column, UUID.class), column);
    }

    static String text(ResultSet row, String column) throws SQLException {
        return present(row.getString(column), column);
    }

    /** The driver hands over the bytes that came, and makes no string of them. */
    static @Nullable Utf8 utf8OrNull(ResultSet row, int column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? null : Utf8.of(bytes);
    }

    static Utf8 utf8(ResultSet row, int column) throws SQLException {
        return present(utf8OrNull(row, column), "column " + column);
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return present(row.getTimestamp(column), column).toInstant();
    }

    static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        return present(textsOrNull(row, column), column);
    }

    static @Nullable List<String> textsOrNull(ResultSet row, String column) throws SQLException {
        return textsOrNull(row, row.findColumn(column));
    }

    /** The driver's way over its own array takes as long as all other columns of an item. */
    static @Nullable List<String> textsOrNull(ResultSet row, int column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        if (bytes == null) {
            return null;
        }
        return BinaryArray.isOne(bytes)
                ? BinaryArray.texts(bytes)
                : List.of((String[]) row.getArray(column).getArray());
    }

    /** How an enum stands in the database. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static void exactlyOne(int changed) {
        if (changed != 1) {
            throw new IllegalStateException("changed " + changed + " rows in place of one");
        }
    }

    private static <T> T present(@Nullable T value, String column) {
        if (value == null) {
            throw new IllegalStateException(column + " is null");
        }
        return value;
    }
}
