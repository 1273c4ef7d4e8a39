package goldset.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * All on one data folder, as on one installation: a first start costs seconds, a later one does
 * not.
 */
class EmbeddedPostgresTest {
    private static Path root = Path.of("");

    @BeforeAll
    static void startOnce() throws IOException, StartException {
        Path parent = Files.createDirectories(Path.of("target/embedded"));
        // A space in the path, as home folders have.
        root = Files.createTempDirectory(parent, "data of ").toRealPath();
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
        EmbeddedPostgres.start(root).close();
    }

    @AfterAll
    static void delete() throws IOException {
        FileTree.delete(root);
    }

    @Test
    void rowsOutliveStopAndStart() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(root)) {
            execute(
                    postgres.dataSource(),
                    "create table kept (n int)",
                    "insert into kept values (7)");
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(root)) {
            assertEquals("7", value(postgres.dataSource(), "select n from kept"));
            execute(postgres.dataSource(), "drop table kept");
        }
    }

    @Test
    void theFolderBelongsToOneAtATime() throws Exception {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(root)) {
            String refusal = refusal(root);
            assertTrue(refusal.contains("in use by another"), refusal);
            assertEquals("1", value(first.dataSource(), "select 1"));
        }
    }

    @Test
    void nothingIsTradedForSpeed() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(root)) {
            DataSource source = postgres.dataSource();
            for (String setting :
                    List.of("fsync", "full_page_writes", "synchronous_commit", "data_checksums")) {
                assertEquals("on", value(source, "show " + setting), setting);
            }
            assertEquals("127.0.0.1", value(source, "show listen_addresses"));
            assertEquals("", value(source, "show unix_socket_directories"));
            assertEquals("C.UTF-8", value(source, "select datlocale from pg_database limit 1"));
            assertEquals("goldset", value(source, "select current_database()"));
        }
    }

    @Test
    void onlyThePasswordOpensIt() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(root)) {
            PGSimpleDataSource stranger = new PGSimpleDataSource();
            stranger.setPortNumbers(new int[] {port(postgres)});
            stranger.setServerNames(new String[] {"127.0.0.1"});
            stranger.setUser("goldset");
            stranger.setDatabaseName("goldset");
            stranger.setPassword("guess");
            SQLException refusal = assertThrows(SQLException.class, stranger::getConnection);
            assertEquals("28P01", refusal.getSQLState());
        }
        for (String file : List.of("secrets/postgres-password", "postgres-18/postgres.log")) {
            assertEquals("rw-------", mode(root.resolve(file)), file);
        }
        assertEquals("rwx------", mode(root.resolve("secrets")));
        assertEquals("rwx------", mode(root.resolve("postgres-18/data")));
    }

    @Test
    void theLogHoldsNothingOfTheUsers() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(root)) {
            DataSource source = postgres.dataSource();
            execute(source, "create table once (word text primary key)");
            execute(source, "insert into once values ('confidential')");
            for (String failing :
                    List.of(
                            "insert into once values ('confidential')",
                            "select 'confidential'::int",
                            "select confidential")) {
                assertThrows(SQLException.class, () -> execute(source, failing));
            }
            execute(source, "drop table once");
        }
        assertFalse(
                Files.readString(root.resolve("postgres-18/postgres.log"))
                        .contains("confidential"));
    }

    @Test
    void dataOfAnotherMajorIsLeftAlone() throws Exception {
        Path other = Files.createDirectories(root.resolve("other"));
        Files.createDirectory(other.resolve("postgres-17"));

        String refusal = refusal(other);

        assertTrue(refusal.contains("PostgreSQL 17"), refusal);
        try (var files = Files.list(other)) {
            assertEquals(List.of(other.resolve("postgres-17")), files.toList());
        }
    }

    @Test
    void aStrangerWithTheOldPidIsSpared() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(
                    root.resolve("postgres-18/data/postmaster.pid"),
                    stranger.pid() + "\n/nowhere\n");
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(root)) {
                assertEquals("1", value(postgres.dataSource(), "select 1"));
            }
            assertTrue(stranger.isAlive());
        } finally {
            stranger.destroy();
        }
    }

    @Test
    void aStrangerInTheDataFolderStopsTheStartAndIsSpared() throws Exception {
        Process stranger =
                new ProcessBuilder("sleep", "60")
                        .directory(root.resolve("postgres-18/data").toFile())
                        .start();
        try {
            String refusal = refusal(root);
            assertTrue(refusal.contains("Process " + stranger.pid()));
            assertTrue(stranger.isAlive());
        } finally {
            stranger.destroy();
            stranger.waitFor();
        }
    }

    @Test
    void itComesBackWhenKilled() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(root)) {
            DataSource source = postgres.dataSource();
            execute(source, "create table survivor (n int)", "insert into survivor values (5)");

            kill(postmasterPid());

            assertEquals("5", valueOnceBack(source, "select n from survivor"));
            assertEquals("goldset", value(postgres.dataSource(), "select current_database()"));
            execute(source, "drop table survivor");
        }
    }

    @Test
    void whatAKilledFirstStartLeftIsMended() throws Exception {
        Path unfinished = root.resolve("postgres-18/unfinished-1/data");
        Files.createDirectories(unfinished);
        Files.writeString(unfinished.resolve("PG_VERSION"), "18\n");
        Path half = Files.createDirectories(root.resolve("postgres-18/dist-000000000000.tmp/bin"));
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(root)) {
            execute(postgres.dataSource("postgres"), "drop database goldset");
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(root)) {
            assertEquals("1", value(postgres.dataSource(), "select 1"));
        }
        assertFalse(Files.exists(unfinished.getParent()));
        assertFalse(Files.exists(half.getParent()));
    }

    @Test
    void halfUnpackedProgramsAreUnpackedAgain() throws Exception {
        Path dist;
        try (var entries = Files.newDirectoryStream(root.resolve("postgres-18"), "dist-*")) {
            dist = entries.iterator().next();
        }
        Files.delete(dist.resolve("archive-sha256"));
        Files.delete(dist.resolve("lib/libz.so.1"));

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(root)) {
            assertEquals("1", value(postgres.dataSource(), "select 1"));
        }
        assertTrue(Files.exists(dist.resolve("lib/libz.so.1")));
    }

    @Test
    void aLostPasswordIsNamed() throws Exception {
        Path secret = root.resolve("secrets/postgres-password");
        String password = Files.readString(secret);
        Files.delete(secret);
        try {
            String refusal = refusal(root);
            assertTrue(refusal.contains(secret + " is missing"));

            Secrets.write(root, "postgres-password", "another");
            refusal = refusal(root);
            assertTrue(refusal.contains("refuses the password"), refusal);
        } finally {
            Secrets.write(root, "postgres-password", password);
        }
    }

    @Test
    void aBrokenConfigurationIsExplainedByTheLog() throws Exception {
        Path file = root.resolve("postgres-18/data/postgresql.auto.conf");
        String before = Files.readString(file);
        Files.writeString(file, "max_connections = many\n");
        try {
            String refusal = refusal(root);
            assertTrue(refusal.contains("max_connections"), refusal);
        } finally {
            Files.writeString(file, before);
        }
    }

    @Test
    void closingTwiceIsClosingOnce() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(root);
        long pid = postmasterPid();
        postgres.close();
        assertFalse(ProcessHandle.of(pid).isPresent());
        try (EmbeddedPostgres next = EmbeddedPostgres.start(root)) {
            postgres.close();
            assertThrows(StartException.class, () -> EmbeddedPostgres.start(root).close());
            assertEquals("1", value(next.dataSource(), "select 1"));
        }
    }

    @Test
    void rootTakesEitherWayAfterTheOther() throws Exception {
        for (LaunchPrefix.RootWay way : LaunchPrefix.RootWay.values()) {
            assumeTrue(isPossible(way), "for root where both ways are open");
        }
        for (LaunchPrefix.RootWay way :
                List.of(
                        LaunchPrefix.RootWay.NOBODY,
                        LaunchPrefix.RootWay.UNSHARE,
                        LaunchPrefix.RootWay.NOBODY,
                        LaunchPrefix.RootWay.UNSHARE)) {
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(root, List.of(way))) {
                int owner = way == LaunchPrefix.RootWay.UNSHARE ? 0 : 65534;
                assertEquals(owner, FileTree.ownerUid(root.resolve("postgres-18/data/base")));
                assertEquals(owner, FileTree.ownerUid(Path.of("/proc/" + postmasterPid())));
                assertEquals("1", value(postgres.dataSource(), "select 1"));
            }
        }
    }

    private static boolean isPossible(LaunchPrefix.RootWay way) throws Exception {
        try {
            return LaunchPrefix.choose(root, List.of(way)).ownerUid() != null;
        } catch (StartException closed) {
            return false;
        }
    }

    private static String refusal(Path folder) {
        return String.valueOf(
                assertThrows(StartException.class, () -> EmbeddedPostgres.start(folder).close())
                        .getMessage());
    }

    private static void execute(DataSource source, String... statements) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String value(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static String valueOnceBack(DataSource source, String sql) throws Exception {
        long endNanos = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            try {
                return value(source, sql);
            } catch (SQLException away) {
                if (System.nanoTime() > endNanos) {
                    throw away;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private static int port(EmbeddedPostgres postgres) throws SQLException {
        return Integer.parseInt(value(postgres.dataSource(), "show port"));
    }

    private static long postmasterPid() throws IOException {
        return PostmasterPid.read(root.resolve("postgres-18/data")).orElseThrow().pid();
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
