package goldset.jar;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Where a test's processes keep their data and what they said; deleted at the end.
 *
 * @param name of the data folder in it
 */
record TestFolder(Path path, String name) implements AutoCloseable {
    private static final int DELETE_TRIES = 100;

    static TestFolder create() throws IOException {
        return create("data");
    }

    static TestFolder create(String name) throws IOException {
        Path parent = Files.createDirectories(Path.of("target/jar-tests"));
        Path path = Files.createTempDirectory(parent, "t").toRealPath();
        // PostgreSQL may have to run under another account.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
        return new TestFolder(path, name);
    }

    Path data() {
        return path.resolve(name);
    }

    Path secrets() {
        return data().resolve("secrets");
    }

    Path postmasterPid() {
        return data().resolve("postgres-18/data/postmaster.pid");
    }

    @Override
    public void close() throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                delete();
                return;
            } catch (DirectoryNotEmptyException e) {
                // A PostgreSQL whose server was killed is still at its last checkpoint.
                if (tries == DELETE_TRIES) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void delete() throws IOException {
        Files.walkFileTree(
                path,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException goneMeanwhile) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder, @Nullable IOException fault) throws IOException {
                        Files.deleteIfExists(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
