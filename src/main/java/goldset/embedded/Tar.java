package goldset.embedded;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads an archive: files, folders, links, long names of GNU and of pax. */
final class Tar {
    private static final int BLOCK_BYTES = 512;
    private static final int META_BYTES_MAX = 64 * 1024;

    private final InputStream in;
    private final Path root;
    private final byte[] header = new byte[BLOCK_BYTES];
    private final byte[] buffer = new byte[64 * 1024];
    private String longName = "";
    private String longTarget = "";

    private Tar(InputStream in, Path root) {
        this.in = in;
        this.root = root;
    }

    /** Writes nothing outside {@code root}, an existing empty folder. */
    static void unpack(InputStream in, Path root, Predicate<String> wanted) throws IOException {
        new Tar(in, root.toAbsolutePath().normalize()).unpack(wanted);
    }

    private void unpack(Predicate<String> wanted) throws IOException {
        while (readHeader()) {
            long sizeBytes = octal(124, 12);
            char type = (char) header[156];
            if (type == 'L' || type == 'K' || type == 'x') {
                readMeta(type, sizeBytes);
            } else {
                String name = longName.isEmpty() ? headerName() : longName;
                String target = longTarget.isEmpty() ? text(157, 100) : longTarget;
                longName = "";
                longTarget = "";
                if (type == 'g' || !wanted.test(name)) {
                    in.skipNBytes(padded(sizeBytes));
                } else {
                    unpackEntry(type, inside(root.resolve(name)), target, sizeBytes);
                }
            }
        }
    }

    private void unpackEntry(char type, Path path, String target, long sizeBytes)
            throws IOException {
        Path parent = path.getParent();
        if (parent != null && !path.equals(root)) {
            Files.createDirectories(parent);
        }
        switch (type) {
            case '0', '\0' -> unpackFile(path, sizeBytes);
            case '5' -> Files.createDirectories(path);
            case '1' -> Files.createLink(path, inside(root.resolve(target)));
            case '2' -> {
                inside(path.resolveSibling(target));
                Files.createSymbolicLink(path, Path.of(target));
            }
            default -> throw new IOException("unknown kind of entry '" + type + "': " + path);
        }
    }

    private void unpackFile(Path path, long sizeBytes) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            long leftBytes = sizeBytes;
            while (leftBytes > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, leftBytes));
                if (count < 0) {
                    throw new EOFException("the archive ends within " + path);
                }
                out.write(buffer, 0, count);
                leftBytes -= count;
            }
        }
        in.skipNBytes(padded(sizeBytes) - sizeBytes);
        boolean program = (octal(100, 8) & 0111) != 0;
        Files.setPosixFilePermissions(
                path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private Path inside(Path path) throws IOException {
        Path plain = path.normalize();
        if (!plain.startsWith(root)) {
            throw new IOException("the archive reaches out of its folder: " + path);
        }
        return plain;
    }

    /** False at the end: two blocks of zeros, or nothing more. */
    private boolean readHeader() throws IOException {
        int count = in.readNBytes(header, 0, BLOCK_BYTES);
        if (count == 0) {
            return false;
        }
        if (count < BLOCK_BYTES) {
            throw new EOFException("the archive ends within a header");
        }
        return header[0] != 0;
    }

    /**
     * GNU gives the next entry's name or link target as a body, pax as lines "length key=value".
     */
    private void readMeta(char type, long sizeBytes) throws IOException {
        if (sizeBytes > META_BYTES_MAX) {
            throw new IOException("a name of " + sizeBytes + " bytes");
        }
        String body = new String(in.readNBytes((int) sizeBytes), StandardCharsets.UTF_8);
        in.skipNBytes(padded(sizeBytes) - sizeBytes);
        switch (type) {
            case 'L' -> longName = upToZero(body);
            case 'K' -> longTarget = upToZero(body);
            default -> {
                longName = paxValue(body, "path").orElse(longName);
                longTarget = paxValue(body, "linkpath").orElse(longTarget);
            }
        }
    }

    private static Optional<String> paxValue(String body, String key) {
        return body.lines()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst();
    }

    private String headerName() {
        String name = text(0, 100);
        // GNU archives keep times where POSIX ones keep the front part of a long name.
        boolean posix = header[257 + 5] == 0;
        String front = posix ? text(345, 155) : "";
        return front.isEmpty() ? name : front + "/" + name;
    }

    private String text(int offset, int length) {
        return upToZero(new String(header, offset, length, StandardCharsets.UTF_8));
    }

    private long octal(int offset, int length) throws IOException {
        String digits = text(offset, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 8);
        } catch (NumberFormatException notOctal) {
            throw new IOException("not an octal number in a header: " + digits, notOctal);
        }
    }

    private static String upToZero(String text) {
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static long padded(long sizeBytes) {
        return (sizeBytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }
}
