package goldset;

import goldset.embedded.EmbeddedPostgres;
import goldset.embedded.StartException;
import goldset.store.Database;
import goldset.store.DatabaseUrl;
import goldset.store.Migrations;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The PostgreSQL that the tests run on: a given one, else a container where Docker answers, else
 * the bundled one. It is migrated once, and each test gets a clone.
 */
public final class TestDatabase implements LauncherSessionListener {
    private static final String TEMPLATE = "goldset_test_template";
    private static final String CLONE = "goldset_test_";
    private static final AtomicInteger CLONES = new AtomicInteger();
    private static final List<Runnable> AT_END = new ArrayList<>();
    private static final Function<String, DataSource> SOURCES = open();

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        AT_END.forEach(Runnable::run);
        AT_END.clear();
    }

    /** A database of its own with the schema in it. */
    static DataSource migrated() {
        return named(" template " + TEMPLATE);
    }

    /** A database of its own without anything. */
    public static DataSource empty() {
        return named("");
    }

    private static DataSource named(String template) {
        String name = CLONE + CLONES.incrementAndGet();
        execute("create database " + name + template);
        return SOURCES.apply(name);
    }

    private static Function<String, DataSource> open() {
        Function<String, DataSource> sources = provider();
        for (String leftOver : leftOvers(sources)) {
            execute(sources, "drop database " + leftOver);
        }
        execute(sources, "create database " + TEMPLATE);
        Database.Pools pools = new Database.Pools(1, 1, 5000, 5000, 60_000);
        try (Database database = Database.open(sources.apply(TEMPLATE), pools)) {
            new Migrations(database, Clock.systemUTC()).run();
        }
        return sources;
    }

    private static Function<String, DataSource> provider() {
        String given = System.getenv("GOLDSET_TEST_DATABASE_URL");
        if (given != null) {
            say("the PostgreSQL of GOLDSET_TEST_DATABASE_URL");
            return name -> database(given, name);
        }
        if (docker()) {
            PostgreSQLContainer container = new PostgreSQLContainer("postgres:18");
            container.start();
            AT_END.add(container::stop);
            say("PostgreSQL 18 in a container");
            String url =
                    "postgres://%s:%s@%s:%d/postgres"
                            .formatted(
                                    container.getUsername(),
                                    container.getPassword(),
                                    container.getHost(),
                                    container.getMappedPort(5432));
            return name -> database(url, name);
        }
        try {
            EmbeddedPostgres bundled =
                    EmbeddedPostgres.start(Path.of("target/test-postgres").toAbsolutePath());
            AT_END.add(bundled::close);
            say(
                    "the bundled PostgreSQL: Docker doesn't answer, GOLDSET_TEST_DATABASE_URL isn't set");
            return name -> bundled.dataSource(name.isEmpty() ? "goldset" : name);
        } catch (StartException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean docker() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static DataSource database(String url, String name) {
        PGSimpleDataSource source = (PGSimpleDataSource) DatabaseUrl.source(url, 60_000);
        if (!name.isEmpty()) {
            source.setDatabaseName(name);
        }
        return source;
    }

    private static List<String> leftOvers(Function<String, DataSource> sources) {
        try (Connection connection = sources.apply("").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select datname from pg_database where datname like 'goldset_test%'")) {
            List<String> names = new ArrayList<>();
            while (row.next()) {
                names.add(row.getString(1));
            }
            return names;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(String sql) {
        execute(SOURCES, sql);
    }

    /**
     * A clone's pages are logged, and to press them takes longer than all else; who may, doesn't.
     */
    private static final String LOOSE =
            """
            select set_config('wal_compression', 'off', false)
            from pg_roles
            where rolname = current_user and rolsuper
            """;

    private static synchronized void execute(Function<String, DataSource> sources, String sql) {
        try (Connection connection = sources.apply("").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(LOOSE);
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static void say(String what) {
        System.out.println("tests run on " + what);
    }
}
