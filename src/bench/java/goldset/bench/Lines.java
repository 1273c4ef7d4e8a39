package goldset.bench;

import java.io.OutputStream;

/** Counts lines, and keeps none. */
final class Lines extends OutputStream {
    private long count;

    long count() {
        return count;
    }

    @Override
    public void write(int b) {
        count += b == '\n' ? 1 : 0;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            count += bytes[i] == '\n' ? 1 : 0;
        }
    }
}
