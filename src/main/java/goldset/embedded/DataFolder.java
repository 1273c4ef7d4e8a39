package goldset.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder that one server owns for as long as it lives; its parts, and the checks before use.
 */
final class DataFolder implements AutoCloseable {
    /**
     * The bundled PostgreSQL opens only data of its own major, and the bundle has no pg_upgrade.
     */
    static final int MAJOR = 18;

    private static final long FREE_MIB_MIN = 256;

    // Closing any channel of a file drops every lock this JVM has on it, so a folder that is held
    // here must not even be opened a second time.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path root;
    private final FileChannel lockChannel;

    private DataFolder(Path root, FileChannel lockChannel) {
        this.root = root;
        this.lockChannel = lockChannel;
    }

    /** Touches nothing when the folder holds data of another major. */
    static DataFolder open(Path path) throws IOException, StartException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new StartException(path + " is not a folder. Name another data folder.");
        }
        refuseOtherMajors(path);
        create(path);
        Path root = path.toRealPath();
        refuseFullDisk(root);
        return lock(root);
    }

    /** Others may pass through, not list: PostgreSQL may have to run under another account. */
    static void create(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
        }
    }

    Path root() {
        return root;
    }

    Path postgres() {
        return root.resolve("postgres-" + MAJOR);
    }

    Path data() {
        return postgres().resolve("data");
    }

    Path log() {
        return postgres().resolve("postgres.log");
    }

    @Override
    public synchronized void close() throws IOException {
        // Once only: by a second call the folder may be held by somebody else.
        if (lockChannel.isOpen()) {
            lockChannel.close();
            HELD.remove(root);
        }
    }

    private static void refuseOtherMajors(Path path) throws IOException, StartException {
        if (!Files.isDirectory(path)) {
            return;
        }
        String ours = "postgres-" + MAJOR;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, "postgres-*")) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (name.matches("postgres-\\d+") && !name.equals(ours)) {
                    throw otherMajor(entry, name.substring("postgres-".length()));
                }
            }
        }
        Path version = path.resolve(ours).resolve("data").resolve("PG_VERSION");
        if (Files.exists(version)) {
            String major = Files.readString(version).strip();
            if (!major.equals(String.valueOf(MAJOR))) {
                throw otherMajor(version, major);
            }
        }
    }

    private static StartException otherMajor(Path place, String major) {
        return new StartException(
                "%s is data of PostgreSQL %s, this Goldset brings PostgreSQL %d, which cannot open it."
                                .formatted(place, major, MAJOR)
                        + " Nothing was changed. Use the Goldset that made it, or another data folder.");
    }

    private static void refuseFullDisk(Path root) throws IOException, StartException {
        long freeMib = Files.getFileStore(root).getUsableSpace() >> 20;
        if (freeMib < FREE_MIB_MIN) {
            throw new StartException(
                    "%s: only %d MiB are free on its disk, at least %d MiB are needed. Make room, then start again."
                            .formatted(root, freeMib, FREE_MIB_MIN));
        }
    }

    private static DataFolder lock(Path root) throws IOException, StartException {
        Path file = root.resolve("lock");
        if (!HELD.add(root)) {
            throw inUse(root, "this process");
        }
        boolean held = false;
        FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(root, "process " + Files.readString(file).strip());
            }
            channel.truncate(0);
            String pid = ProcessHandle.current().pid() + "\n";
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            held = true;
            return new DataFolder(root, channel);
        } finally {
            if (!held) {
                channel.close();
                HELD.remove(root);
            }
        }
    }

    private static StartException inUse(Path root, String by) {
        return new StartException(
                "%s is in use by another Goldset (%s). Stop that one, or name another data folder."
                        .formatted(root, by));
    }
}
