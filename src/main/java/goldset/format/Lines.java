package goldset.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads a text line by line, as bytes. */
final class Lines {
    private static final int START_BYTES = 1000;

    private final InputStream in;
    private final int bytesMax;
    private byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    private int end;
    private boolean ended;
    private long number;

    /**
     * @param bytesMax how long a line may be
     */
    Lines(InputStream in, int bytesMax) {
        this.in = in;
        this.bytesMax = bytesMax;
    }

    /** Steps to the next line that is not blank; false when there is none. */
    boolean next() throws IOException {
        do {
            from = number == 0 ? 0 : to + 1;
            if (!find()) {
                return false;
            }
            number++;
        } while (isBlank());
        return true;
    }

    /** The number of the line, the first being 1. */
    long number() {
        return number;
    }

    InputStream bytes() {
        return new ByteArrayInputStream(buffer, from, to - from);
    }

    /** The beginning, for people. */
    String start() {
        int upTo = Math.min(to, from + START_BYTES);
        return new String(buffer, from, upTo - from, StandardCharsets.UTF_8);
    }

    String text() {
        return new String(buffer, from, to - from, StandardCharsets.UTF_8);
    }

    boolean begins(byte[] with) {
        int upTo = Math.min(to, from + with.length);
        return Arrays.equals(buffer, from, upTo, with, 0, with.length);
    }

    /** Looks for the end of the line that begins at {@code from}. */
    private boolean find() throws IOException {
        to = from;
        while (true) {
            for (; to < end; to++) {
                if (buffer[to] == '\n') {
                    return true;
                }
            }
            if (ended) {
                return from < end;
            }
            fill();
        }
    }

    private void fill() throws IOException {
        if (from > 0) {
            int shift = Math.min(from, end);
            System.arraycopy(buffer, shift, buffer, 0, end - shift);
            from -= shift;
            to -= shift;
            end -= shift;
        } else if (end == buffer.length) {
            if (end >= bytesMax) {
                throw new TooLarge(
                        "line %d has more than %d bytes".formatted(number + 1, bytesMax));
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(bytesMax, buffer.length * 3L / 2));
        }
        int count = in.read(buffer, end, buffer.length - end);
        ended = count < 0;
        end += Math.max(0, count);
    }

    private boolean isBlank() {
        for (int i = from; i < to; i++) {
            if (buffer[i] > ' ' || buffer[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
