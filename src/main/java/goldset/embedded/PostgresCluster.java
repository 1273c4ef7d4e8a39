package goldset.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Makes the data folder once, whole or not at all, and keeps its password. */
final class PostgresCluster {
    static final String USER = "goldset";

    private static final System.Logger LOGGER = System.getLogger("goldset");
    private static final String SECRET = "postgres-password";
    private static final int PASSWORD_BYTES = 32;
    private static final String UNFINISHED = "unfinished-";

    private PostgresCluster() {}

    /**
     * Kept in its secret file before it is used: a crash must not leave data that nobody can open.
     */
    static String password(DataFolder folder) throws IOException, StartException {
        Optional<String> kept = Secrets.read(folder.root(), SECRET);
        if (kept.isPresent()) {
            return kept.get().strip();
        }
        if (Files.exists(folder.data())) {
            throw new StartException(
                    "%s is missing, and %s cannot be opened without it. Put it back from your backup."
                            .formatted(secretFile(folder), folder.data()));
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        Secrets.write(folder.root(), SECRET, password);
        return password;
    }

    static void createIfAbsent(
            DataFolder folder, PostgresBinaries binaries, LaunchPrefix prefix, String password)
            throws IOException, InterruptedException, StartException {
        deleteUnfinished(folder);
        if (!Files.exists(folder.data())) {
            create(folder, binaries, prefix, password);
        }
    }

    static Path secretFile(DataFolder folder) {
        return Secrets.file(folder.root(), SECRET);
    }

    private static void create(
            DataFolder folder, PostgresBinaries binaries, LaunchPrefix prefix, String password)
            throws IOException, InterruptedException, StartException {
        Path unfinished =
                Files.createTempDirectory(
                        folder.postgres(),
                        UNFINISHED,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        Path data = Files.createDirectory(unfinished.resolve("data"));
        Path passwordFile = unfinished.resolve("password");
        Files.createFile(
                passwordFile,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(passwordFile, password.getBytes(StandardCharsets.US_ASCII));
        prefix.own(unfinished);
        OsCommand.Result result =
                initialize(prefix, initdb(binaries.program("initdb"), data, passwordFile));
        if (result.exitCode() != 0) {
            FileTree.delete(unfinished);
            throw new StartException(
                    "PostgreSQL could not make its data in %s. Remove the cause, or set DATABASE_URL:%n%s"
                            .formatted(folder.postgres(), result.output()));
        }
        // initdb has synced every file; only the new name is left to be made durable.
        FileTree.moveDurably(data, folder.data());
        FileTree.delete(unfinished);
    }

    /**
     * initdb, unlike the server, wants its account to have a name. A container may run us under a
     * bare number; in a namespace of its own that number shows as nobody.
     */
    private static OsCommand.Result initialize(LaunchPrefix prefix, List<String> initdb)
            throws IOException, InterruptedException {
        OsCommand.Result result = OsCommand.run(prefix.command(initdb));
        Optional<String> unshare = OsCommand.find("unshare");
        if (result.output().contains("could not look up effective user ID")
                && unshare.isPresent()) {
            List<String> named = new ArrayList<>(List.of(unshare.get(), "-U"));
            named.addAll(initdb);
            OsCommand.Result second = OsCommand.run(prefix.command(named));
            return second.exitCode() == 0 ? second : result;
        }
        return result;
    }

    private static List<String> initdb(String program, Path data, Path passwordFile) {
        return List.of(
                program,
                "-D",
                data.toString(),
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                // Many rounds protect weak passwords. This one is random; they only cost time.
                "--set=scram_iterations=1",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions");
    }

    /**
     * Of a start that was killed; should its initdb still be at it, the next start deletes the
     * rest.
     */
    private static void deleteUnfinished(DataFolder folder) throws IOException {
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(folder.postgres(), UNFINISHED + "*")) {
            for (Path entry : entries) {
                try {
                    FileTree.delete(entry);
                } catch (IOException stillWrittenTo) {
                    LOGGER.log(
                            System.Logger.Level.WARNING,
                            "left for later: " + stillWrittenTo.getMessage());
                }
            }
        }
    }
}
