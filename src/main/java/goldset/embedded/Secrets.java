package goldset.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Texts that only the account of the server may read, one file each, under {@code secrets}. */
public final class Secrets {
    private static final Set<PosixFilePermission> OWNER_READS_WRITES =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_ENTERS =
            PosixFilePermissions.fromString("rwx------");

    private Secrets() {}

    /** When this returns, the text survives a power cut; a reader sees the old or the new text. */
    public static Path write(Path dataFolder, String name, String text) throws IOException {
        Path file = file(dataFolder, name);
        Path folder = createFolders(dataFolder);
        Path unfinished =
                Files.createTempFile(folder, "." + name + "-", ".tmp", only(OWNER_READS_WRITES));
        try {
            writeAndForce(unfinished, text);
            FileTree.moveDurably(unfinished, file);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return file;
    }

    public static Optional<String> read(Path dataFolder, String name) throws IOException {
        try {
            return Optional.of(Files.readString(file(dataFolder, name)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    static Path file(Path dataFolder, String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("not a plain file name: " + name);
        }
        return dataFolder.resolve("secrets").resolve(name);
    }

    private static Path createFolders(Path dataFolder) throws IOException {
        DataFolder.create(dataFolder);
        Path folder = dataFolder.resolve("secrets");
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder, only(OWNER_ENTERS));
            FileTree.force(dataFolder);
        }
        if (!Files.getPosixFilePermissions(folder).equals(OWNER_ENTERS)) {
            Files.setPosixFilePermissions(folder, OWNER_ENTERS);
        }
        return folder;
    }

    private static FileAttribute<Set<PosixFilePermission>> only(Set<PosixFilePermission> allowed) {
        return PosixFilePermissions.asFileAttribute(EnumSet.copyOf(allowed));
    }

    private static void writeAndForce(Path file, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
