package goldset.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.core.Oid;
import org.postgresql.ds.PGSimpleDataSource;

/** The data sources of one server; after a restart on another port they lead there. */
final class PostgresSources {
    private static final int SOCKET_SECONDS_MAX = 600;

    static final String DATABASE = "goldset";

    private static final int FIRST_CONNECTION_SECONDS_MAX = 60;

    private final String password;
    private final Map<String, PGSimpleDataSource> byDatabase = new HashMap<>();
    private int port;

    PostgresSources(String password) {
        this.password = password;
    }

    String password() {
        return password;
    }

    synchronized DataSource of(String database) {
        return byDatabase.computeIfAbsent(database, name -> source(name, port));
    }

    synchronized void follow(int newPort) {
        port = newPort;
        byDatabase.values().forEach(source -> source.setPortNumbers(new int[] {newPort}));
    }

    /**
     * Whoever answers there must serve our folder; then the database of our name is made if absent.
     */
    void check(DataFolder folder, int newPort) throws SQLException, StartException {
        PGSimpleDataSource source = source("postgres", newPort);
        source.setLoginTimeout(FIRST_CONNECTION_SECONDS_MAX);
        source.setSocketTimeout(FIRST_CONNECTION_SECONDS_MAX);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            Path served = Path.of(text(statement, "select current_setting('data_directory')"));
            if (!served.equals(folder.data())) {
                throw new StartException(
                        "Port %d is served by a PostgreSQL on %s, not on %s. Stop it, start again."
                                .formatted(newPort, served, folder.data()));
            }
            String names = "select string_agg(datname, ' ') from pg_database";
            if (!List.of(text(statement, names).split(" ")).contains(DATABASE)) {
                statement.execute("create database " + DATABASE);
            }
        } catch (SQLException e) {
            if ("28P01".equals(e.getSQLState())) {
                throw new StartException(
                        "PostgreSQL on %s refuses the password in %s. Put that file back from your backup."
                                .formatted(folder.data(), PostgresCluster.secretFile(folder)),
                        e);
            }
            throw e;
        }
    }

    /**
     * Only a server that proves by SCRAM to know the password gets a connection. Errors of a
     * session carry the users' data and reach us anyway, so the server's log leaves them out.
     */
    private PGSimpleDataSource source(String database, int sourcePort) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {sourcePort});
        source.setDatabaseName(database);
        source.setUser(PostgresCluster.USER);
        // A server that is there but silent must not hold its callers for ever.
        source.setSocketTimeout(SOCKET_SECONDS_MAX);
        source.setPassword(password);
        source.setRequireAuth("scram-sha-256");
        source.setSslMode("disable");
        source.setBinaryTransferEnable(Integer.toString(Oid.TEXT));
        source.setOptions("-c log_min_messages=log");
        return source;
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
