package goldset.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A file packed by gzip while it is written. One that fails on the way has no end: whoever unpacks
 * what came of it is told.
 */
final class Packed extends GZIPOutputStream {
    /** Of the packer and of what it has packed, for as long as it works. */
    static final int MEMORY_BYTES = 512 << 10;

    private static final int BUFFER = 64 << 10;

    private Packed(OutputStream out) throws IOException {
        super(out, BUFFER);
    }

    static void write(Response.TextWriter body, OutputStream out) throws IOException {
        Packed packed = new Packed(out);
        try {
            body.write(packed);
            packed.finish();
        } finally {
            // Closing it would write the end that a part must not have.
            packed.def.end();
        }
    }
}
