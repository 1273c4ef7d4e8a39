package goldset.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of the PostgreSQL in our jar, unpacked into {@code dist-<start of the archive's
 * SHA-256>}.
 */
record PostgresBinaries(Path dist) {
    private static final System.Logger LOGGER = System.getLogger("goldset");
    private static final String INSTEAD = " Set DATABASE_URL to a PostgreSQL 15 or later instead.";

    /** Written last: a folder without it, or with another archive's hash, is not complete. */
    private static final String MARKER = "archive-sha256";

    static PostgresBinaries unpack(Path postgresFolder) throws IOException, StartException {
        String archive = archiveOfPlatform();
        String sha256 = sha256(archive);
        Path dist = postgresFolder.resolve("dist-" + sha256.substring(0, 12));
        Path marker = dist.resolve(MARKER);
        if (!Files.exists(marker) || !Files.readString(marker).equals(sha256)) {
            unpack(archive, sha256, dist);
        }
        return new PostgresBinaries(dist);
    }

    String program(String name) {
        return dist.resolve("bin").resolve(name).toString();
    }

    /** Proves in the way it will be run that it can be: reachable, of our kind of machine. */
    void check(LaunchPrefix prefix) throws IOException, InterruptedException, StartException {
        OsCommand.Result result =
                OsCommand.run(prefix.command(List.of(program("postgres"), "--version")));
        if (result.exitCode() != 0) {
            throw new StartException(
                    "%s does not run here (%s). Is its file system mounted noexec?%s"
                            .formatted(program("postgres"), result.output(), INSTEAD));
        }
        if (!result.output().contains("(PostgreSQL) " + DataFolder.MAJOR + ".")) {
            throw new StartException(
                    "%s is %s, expected major %d: this jar was put together wrongly."
                            .formatted(program("postgres"), result.output(), DataFolder.MAJOR));
        }
    }

    /** Only when nothing runs from them any more. */
    void deleteOthers() {
        Path folder = dist.resolveSibling(".").normalize();
        try (DirectoryStream<Path> others = Files.newDirectoryStream(folder, "dist-*")) {
            for (Path other : others) {
                if (!other.equals(dist)) {
                    FileTree.delete(other);
                }
            }
        } catch (IOException e) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "an old PostgreSQL stays in place: " + e.getMessage());
        }
    }

    private static void unpack(String archive, String sha256, Path dist) throws IOException {
        Path unfinished = dist.resolveSibling(dist.getFileName() + ".tmp");
        FileTree.delete(unfinished);
        FileTree.delete(dist);
        Files.createDirectory(unfinished);
        try (InputStream in = new XZInputStream(open(archive))) {
            Tar.unpack(in, unfinished, PostgresBinaries::neededToRun);
        }
        openToAll(unfinished);
        Files.writeString(unfinished.resolve(MARKER), sha256);
        FileTree.forceAll(unfinished);
        FileTree.moveDurably(unfinished, dist);
    }

    /** A narrow umask must not keep another account from running it. */
    private static void openToAll(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isDirectory)::iterator) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    private static boolean neededToRun(String name) {
        return !name.endsWith(".a")
                && !name.contains("/pgxs/")
                && !name.startsWith("include/")
                && !name.startsWith("share/doc/")
                && !name.startsWith("share/man/");
    }

    private static String archiveOfPlatform() throws StartException {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String cpu = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean intel = cpu.equals("amd64") || cpu.equals("x86_64");
        boolean arm = cpu.equals("aarch64") || cpu.equals("arm64");
        boolean linux = system.equals("linux");
        if (!(intel || arm) || !(linux || system.startsWith("mac"))) {
            throw new StartException(
                    "There is no bundled PostgreSQL for %s on %s.".formatted(system, cpu)
                            + INSTEAD);
        }
        // The dynamic loader that the programs name; without it they cannot start (musl).
        Path loader = Path.of(intel ? "/lib64/ld-linux-x86-64.so.2" : "/lib/ld-linux-aarch64.so.1");
        if (linux && !Files.exists(loader)) {
            throw new StartException(
                    "The bundled PostgreSQL needs a Linux with glibc (%s is missing)."
                                    .formatted(loader)
                            + INSTEAD);
        }
        String archive =
                "/postgres-"
                        + (linux ? "linux" : "darwin")
                        + (intel ? "-x86_64" : "-arm_64")
                        + ".txz";
        if (PostgresBinaries.class.getResource(archive) == null) {
            throw new StartException(
                    "This jar was built without PostgreSQL for %s on %s.".formatted(system, cpu)
                            + INSTEAD);
        }
        return archive;
    }

    private static String sha256(String archive) throws IOException {
        try (InputStream in = open(archive)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[256 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static InputStream open(String archive) throws IOException {
        InputStream in = PostgresBinaries.class.getResourceAsStream(archive);
        if (in == null) {
            throw new IOException("not on the class path: " + archive);
        }
        return in;
    }
}
