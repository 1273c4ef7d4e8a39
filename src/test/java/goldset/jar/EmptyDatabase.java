package goldset.jar;

import goldset.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/** A database without anything, which processes reach by a URL. */
final class EmptyDatabase {
    private final PGSimpleDataSource source = (PGSimpleDataSource) TestDatabase.empty();

    /** The setting that leads a process here, and few connections, for there are many processes. */
    Map<String, String> settings() {
        return settings(String.valueOf(source.getUser()), String.valueOf(source.getPassword()));
    }

    Map<String, String> settings(String user, String password) {
        return Map.of(
                "DATABASE_URL",
                "postgres://%s:%s@%s:%d/%s"
                        .formatted(
                                encoded(user),
                                encoded(password),
                                source.getServerNames()[0],
                                source.getPortNumbers()[0],
                                source.getDatabaseName()),
                "GOLDSET_WRITERS",
                "2",
                "GOLDSET_READERS",
                "2");
    }

    String user() {
        return String.valueOf(source.getUser());
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String text(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
