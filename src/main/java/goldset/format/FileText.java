package goldset.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * The text of a file as it comes: out of gzip or a zip of one file, and UTF-8 whatever it was in.
 */
public final class FileText {
    private static final int BUFFER = 1 << 16;
    private static final int[] GZIP = {0x1F, 0x8B};
    private static final int[] ZIP = {'P', 'K', 3, 4};
    private static final int[] EMPTY_ZIP = {'P', 'K', 5, 6};
    private static final int[] UTF_8 = {0xEF, 0xBB, 0xBF};
    private static final int[] UTF_16_LE = {0xFF, 0xFE};
    private static final int[] UTF_16_BE = {0xFE, 0xFF};

    /** What the system of some who pack adds to each file. */
    private static final String BESIDE = "__MACOSX/";

    private static final long BESIDE_BYTES_MAX = 1 << 16;

    private final InputStream in;
    private final String name;

    private FileText(InputStream in, String name) {
        this.in = in;
        this.name = name;
    }

    /**
     * @param name what the file is called; empty when nobody says it
     */
    public static FileText of(InputStream file, String name) throws IOException {
        InputStream in = new BufferedInputStream(file, BUFFER);
        if (begins(in, GZIP)) {
            InputStream text = new BufferedInputStream(Unpacked.gzip(in), BUFFER);
            return new FileText(text, name.replaceFirst("(?i)\\.gz$", ""));
        }
        if (begins(in, ZIP) || begins(in, EMPTY_ZIP)) {
            Unpacked one = Unpacked.zip(in);
            return new FileText(new BufferedInputStream(one, BUFFER), one.name);
        }
        return new FileText(in, name);
    }

    /** The last part of the name, as {@code csv}; empty without one. */
    public String ending() {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** Without folders and control characters; empty when nobody says it. */
    public String name() {
        int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
        return Text.shown(name.substring(slash + 1));
    }

    /** Writes all of it in UTF-8 without a byte order mark. */
    public void copyTo(OutputStream out) throws IOException {
        if (begins(in, UTF_16_LE)) {
            in.skipNBytes(UTF_16_LE.length);
            recoded(StandardCharsets.UTF_16LE, out);
        } else if (begins(in, UTF_16_BE)) {
            in.skipNBytes(UTF_16_BE.length);
            recoded(StandardCharsets.UTF_16BE, out);
        } else {
            boolean marked = begins(in, UTF_8);
            in.skipNBytes(marked ? UTF_8.length : 0);
            checked(marked ? UTF_8.length : 0, out);
        }
    }

    private void checked(int mark, OutputStream out) throws IOException {
        Utf8Stream text = new Utf8Stream(in);
        byte[] buffer = new byte[BUFFER];
        long copied = 0;
        long lines = 1;
        try {
            for (int n = text.read(buffer); n >= 0; n = text.read(buffer)) {
                out.write(buffer, 0, n);
                copied += n;
                lines += lines(buffer, n);
            }
        } catch (BadJson e) {
            // The bytes are in the buffer, the fault among them.
            long line = lines + lines(buffer, (int) (e.offset() - copied));
            boolean nul = e.offset() - copied < BUFFER && buffer[(int) (e.offset() - copied)] == 0;
            throw fault(e.offset() + mark, line, nul ? "text: it is NUL" : "UTF-8");
        }
    }

    private static int lines(byte[] bytes, int end) {
        int lines = 0;
        for (int i = 0; i < Math.min(end, bytes.length); i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        return lines;
    }

    private void recoded(Charset charset, OutputStream out) throws IOException {
        CharsetDecoder decoder = charset.newDecoder();
        ByteBuffer from = ByteBuffer.allocate(BUFFER);
        CharBuffer to = CharBuffer.allocate(BUFFER);
        long done = Character.BYTES;
        long lines = 1;
        boolean ended = false;
        while (!ended) {
            int n = in.read(from.array(), from.position(), from.remaining());
            ended = n < 0;
            from.position(from.position() + Math.max(0, n)).flip();
            CoderResult result = decoder.decode(from, to, ended);
            done += from.position();
            int nul = write(to.flip(), out);
            lines += to.chars().filter(c -> c == '\n').count();
            if (result.isError() || nul >= 0) {
                throw fault(done, lines, nul >= 0 ? "text: there is a NUL" : charset.name());
            }
            from.compact();
            to.clear();
        }
    }

    /** Where there is a NUL, nothing is written. */
    private static int write(CharBuffer text, OutputStream out) throws IOException {
        String all = text.toString();
        int nul = all.indexOf('\0');
        if (nul < 0) {
            out.write(all.getBytes(StandardCharsets.UTF_8));
        }
        return nul;
    }

    private static BadFile fault(long offset, long line, String charset) {
        return new BadFile(
                "the file should be UTF-8, or UTF-16 with a byte order mark, and its byte %d, on line %d, is no %s"
                        .formatted(offset, line, charset));
    }

    private static boolean begins(InputStream in, int[] with) throws IOException {
        in.mark(with.length);
        boolean does = true;
        for (int b : with) {
            does = does && in.read() == b;
        }
        in.reset();
        return does;
    }

    /** The JDK's takes what is no further member for nothing. */
    private static final class Members extends GZIPInputStream {
        private static final int TRAILER_BYTES = 8;

        Members(InputStream in) throws IOException {
            super(in, BUFFER);
        }

        boolean hasMore() throws IOException {
            return inf.getRemaining() > TRAILER_BYTES || in.read() >= 0;
        }
    }

    /** What comes out of a packed file; another file behind it is found when this one ends. */
    private static final class Unpacked extends FilterInputStream {
        private final String kind;
        private final String name;

        private Unpacked(InputStream in, String kind, String name) {
            super(in);
            this.kind = kind;
            this.name = name;
        }

        static Unpacked gzip(InputStream packed) throws IOException {
            try {
                return new Unpacked(new Members(packed), "gzip", "");
            } catch (ZipException | EOFException e) {
                throw broken("gzip", e);
            }
        }

        static Unpacked zip(InputStream packed) throws IOException {
            ZipInputStream zip = new ZipInputStream(packed);
            String name =
                    next(zip)
                            .orElseThrow(() ->
                                    new BadFile("the zip should hold one file, and has none"));
            return new Unpacked(zip, "zip", name);
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            try {
                int count = in.read(to, from, length);
                if (count < 0 && in instanceof ZipInputStream zip) {
                    next(zip).ifPresent(this::refuse);
                }
                if (count < 0 && in instanceof Members members && members.hasMore()) {
                    throw new BadFile("the file should be valid gzip, and something is behind it");
                }
                return count;
            } catch (ZipException | EOFException e) {
                throw broken(kind, e);
            }
        }

        private void refuse(String other) {
            throw new BadFile(
                    "the zip should hold one file, and has \"%s\" and \"%s\""
                            .formatted(Text.shown(name), Text.shown(other)));
        }

        private static Optional<String> next(ZipInputStream zip) throws IOException {
            try {
                ZipEntry entry = zip.getNextEntry();
                while (entry != null
                        && (entry.isDirectory() || entry.getName().startsWith(BESIDE))) {
                    skip(zip);
                    entry = zip.getNextEntry();
                }
                return Optional.ofNullable(entry).map(ZipEntry::getName);
            } catch (ZipException | EOFException e) {
                throw broken("zip", e);
            } catch (IllegalArgumentException e) {
                throw new BadFile("the file in the zip should have a name in UTF-8");
            }
        }

        /** A small file may swell to any size. */
        private static void skip(ZipInputStream zip) throws IOException {
            byte[] sink = new byte[BUFFER];
            long left = BESIDE_BYTES_MAX;
            for (int n = zip.read(sink); n >= 0; n = zip.read(sink)) {
                left -= n;
                if (left < 0) {
                    throw new BadFile(
                            "the zip should hold one file, and what is beside it is long");
                }
            }
        }

        private static BadFile broken(String kind, IOException e) {
            String reason = Text.printable(String.valueOf(e.getMessage()));
            return new BadFile("the file should be valid " + kind + ", and isn't: " + reason);
        }
    }
}
