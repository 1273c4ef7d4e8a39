package goldset.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A file as it came: a part of some bytes, and what it is called.
 *
 * @param name empty when nobody says it
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares files, and a copy would cost memory.
public record FileBytes(byte[] bytes, int from, int to, String name) {
    private static final int[] GZIP = {0x1F, 0x8B};
    private static final int[] ZIP = {'P', 'K', 3, 4};
    private static final int[] EMPTY_ZIP = {'P', 'K', 5, 6};
    private static final int[] UTF_8 = {0xEF, 0xBB, 0xBF};
    private static final int[] UTF_16_LE = {0xFF, 0xFE};
    private static final int[] UTF_16_BE = {0xFE, 0xFF};

    /** What the system of some who pack adds to each file. */
    private static final String BESIDE = "__MACOSX/";

    /**
     * The file within gzip or zip, told by the first bytes; this one if it is neither.
     *
     * @param bounded bounds what is read of what comes out
     */
    public FileBytes unpacked(UnaryOperator<InputStream> bounded) {
        InputStream packed = new ByteArrayInputStream(bytes, from, to - from);
        try {
            if (begins(GZIP)) {
                byte[] all = bounded.apply(new GZIPInputStream(packed, 8192)).readAllBytes();
                return new FileBytes(all, 0, all.length, name.replaceFirst("(?i)\\.gz$", ""));
            }
            if (begins(ZIP) || begins(EMPTY_ZIP)) {
                return only(new ZipInputStream(packed), bounded);
            }
            return this;
        } catch (IOException e) {
            String kind = begins(GZIP) ? "gzip" : "zip";
            String reason = Text.printable(String.valueOf(e.getMessage()));
            throw new BadFile("the file should be valid " + kind + ", and isn't: " + reason);
        } catch (IllegalArgumentException e) {
            throw new BadFile("the file in the zip should have a name in UTF-8");
        }
    }

    private static FileBytes only(ZipInputStream zip, UnaryOperator<InputStream> bounded)
            throws IOException {
        InputStream in = bounded.apply(zip);
        FileBytes found = null;
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            boolean beside = entry.isDirectory() || entry.getName().startsWith(BESIDE);
            if (!beside && found != null) {
                throw new BadFile(
                        "the zip should hold one file, and has \"%s\" and \"%s\""
                                .formatted(Text.shown(found.name), Text.shown(entry.getName())));
            }
            byte[] all = in.readAllBytes();
            found = beside ? found : new FileBytes(all, 0, all.length, entry.getName());
        }
        if (found == null) {
            throw new BadFile("the zip should hold one file, and has none");
        }
        return found;
    }

    /** What the file says, without its byte order mark. */
    public String text() {
        if (begins(UTF_16_LE)) {
            return text(StandardCharsets.UTF_16LE, UTF_16_LE.length);
        }
        if (begins(UTF_16_BE)) {
            return text(StandardCharsets.UTF_16BE, UTF_16_BE.length);
        }
        return text(StandardCharsets.UTF_8, begins(UTF_8) ? UTF_8.length : 0);
    }

    /** The last part of the name, as {@code csv}; empty without one. */
    public String ending() {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private String text(Charset charset, int mark) {
        ByteBuffer in = ByteBuffer.wrap(bytes, from + mark, to - from - mark);
        CharBuffer sink = CharBuffer.allocate(8192);
        CharsetDecoder decoder = charset.newDecoder();
        // Twice over the bytes, for the place of a fault is known only to the decoder, and the
        // shorter form of a string only to its constructor.
        CoderResult result = decoder.decode(in, sink, true);
        while (result.isOverflow()) {
            result = decoder.decode(in, sink.clear(), true);
        }
        if (result.isError()) {
            throw new BadFile(
                    "the file should be UTF-8, or UTF-16 with a byte order mark, and its byte %d is no %s"
                            .formatted(in.position() - from, charset.name()));
        }
        return new String(bytes, from + mark, to - from - mark, charset);
    }

    private boolean begins(int[] with) {
        if (to - from < with.length) {
            return false;
        }
        for (int i = 0; i < with.length; i++) {
            if ((bytes[from + i] & 0xFF) != with[i]) {
                return false;
            }
        }
        return true;
    }
}
