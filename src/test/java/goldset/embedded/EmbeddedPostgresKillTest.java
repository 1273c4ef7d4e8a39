package goldset.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a kill -9 in the middle of writing leaves behind. */
class EmbeddedPostgresKillTest {
    private static final int ROWS = 300;
    private static Path root = Path.of("");

    @BeforeAll
    static void makeRoot() throws IOException {
        Path parent = Files.createDirectories(Path.of("target/embedded"));
        root = Files.createTempDirectory(parent, "killed").toRealPath();
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @AfterAll
    static void delete() throws IOException {
        FileTree.delete(root);
    }

    @Test
    void acknowledgedRowsOutliveTheJvmAndTheServer() throws Exception {
        Written first = writeAndKill(false);
        if (OsCommand.find("setpriv").isPresent()) {
            assertTrue(endsWithin(first.postmaster(), 10), "PostgreSQL outlived its JVM");
        }
        assertAllRowsUpTo(first.acknowledged());

        Written second = writeAndKill(true);
        assertAllRowsUpTo(second.acknowledged());
    }

    /**
     * Where there is no death signal a killed JVM leaves one behind; here it is made on purpose.
     */
    @Test
    void anOrphanIsStoppedBeforeTheNextStart() throws Exception {
        EmbeddedPostgres.start(root).close();
        PostgresServer orphan = orphan();
        try {
            // Root of a container without SYS_PTRACE cannot look at nobody's processes.
            assumeTrue(
                    Files.exists(cwd(ProcessHandle.current())) == Files.exists(cwd(postmaster())));
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(root);
                    Connection connection = postgres.dataSource().getConnection()) {
                assertTrue(orphan.awaitExit(0), "two servers on one folder");
                assertTrue(connection.isValid(5));
            }
        } finally {
            orphan.requestStop();
            orphan.awaitExit();
        }
    }

    private record Written(long acknowledged, ProcessHandle postmaster) {}

    private static Written writeAndKill(boolean serverToo) throws Exception {
        Process jvm =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writer.class.getName(),
                                root.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader lines = jvm.inputReader()) {
            String last = "";
            for (int count = 0; count < ROWS; count++) {
                String line = lines.readLine();
                assertTrue(line != null, "the writer ended early");
                last = String.valueOf(line);
            }
            ProcessHandle postmaster = postmaster();
            if (serverToo) {
                postmaster.destroyForcibly();
            }
            // By its handle: through the Process its output would be closed as well.
            jvm.toHandle().destroyForcibly();
            // What it still said before it died counts as well.
            for (Optional<String> line = next(lines); line.isPresent(); line = next(lines)) {
                last = line.get();
            }
            return new Written(Long.parseLong(last), postmaster);
        } finally {
            jvm.destroyForcibly().waitFor();
        }
    }

    private static Optional<String> next(BufferedReader lines) throws IOException {
        return Optional.ofNullable(lines.readLine());
    }

    private static void assertAllRowsUpTo(long acknowledged) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(root);
                Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select count(*) from written where n <= " + acknowledged)) {
            rows.next();
            assertEquals(acknowledged, rows.getLong(1));
        }
    }

    /** Like the one of an earlier JVM: it runs, and nobody holds the lock for it. */
    private static PostgresServer orphan() throws Exception {
        try (DataFolder folder = DataFolder.open(root)) {
            PostgresServer orphan =
                    PostgresServer.launch(
                            folder,
                            PostgresBinaries.unpack(folder.postgres()),
                            LaunchPrefix.choose(
                                    folder.root(), List.of(LaunchPrefix.RootWay.values())));
            assertEquals(PostgresServer.Outcome.READY, orphan.awaitReady());
            return orphan;
        }
    }

    private static Path cwd(ProcessHandle process) {
        return Path.of("/proc/" + process.pid() + "/cwd");
    }

    private static ProcessHandle postmaster() throws IOException {
        long pid = PostmasterPid.read(root.resolve("postgres-18/data")).orElseThrow().pid();
        return ProcessHandle.of(pid).orElseThrow();
    }

    private static boolean endsWithin(ProcessHandle process, int seconds) throws Exception {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (isRunning(process) && System.nanoTime() < endNanos) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return !isRunning(process);
    }

    /** A dead one that nobody reaps keeps its number. */
    private static boolean isRunning(ProcessHandle process) throws IOException {
        Path state = Path.of("/proc/" + process.pid() + "/stat");
        try {
            return process.isAlive() && !Files.readString(state).contains(") Z ");
        } catch (NoSuchFileException gone) {
            return process.isAlive();
        }
    }

    /** Prints a number only after its row is committed. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(arguments[0]));
            try (Connection connection = postgres.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    PreparedStatement insert =
                            connection.prepareStatement("insert into written values (?)")) {
                statement.execute("create table if not exists written (n bigint primary key)");
                long n = 0;
                try (ResultSet rows =
                        statement.executeQuery("select coalesce(max(n), 0) from written")) {
                    rows.next();
                    n = rows.getLong(1);
                }
                while (true) {
                    insert.setLong(1, ++n);
                    insert.execute();
                    System.out.println(n);
                }
            } catch (SQLException killed) {
                System.err.println("the writer ends: " + killed.getMessage());
            }
        }
    }
}
