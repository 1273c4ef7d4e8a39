package goldset.format;

import java.io.IOException;
import java.io.InputStream;

/** Where a byte of a text stands, for people. */
final class Position {
    private Position() {}

    /** Counted anew, for a fault is rarer than a line. */
    static String of(Source source, long offset) throws IOException {
        long line = 1;
        long column = 1;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = source.open()) {
            long left = offset;
            for (int n = in.read(buffer); n > 0 && left > 0; n = in.read(buffer)) {
                for (int i = 0; i < Math.min(n, left); i++) {
                    boolean ends = buffer[i] == '\n';
                    // Bytes within a character are none of their own.
                    column += ends || (buffer[i] & 0xC0) == 0x80 ? 0 : 1;
                    line += ends ? 1 : 0;
                    column = ends ? 1 : column;
                }
                left -= n;
            }
        }
        return "on line %d, column %d".formatted(line, column);
    }
}
