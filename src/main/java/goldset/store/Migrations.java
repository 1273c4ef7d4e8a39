package goldset.store;

import goldset.domain.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Brings a database to this jar's schema: {@code sql/001.sql} and on, each in one transaction, each
 * once, whatever number of nodes start together.
 */
public final class Migrations {
    /** PostgreSQL's number for 15.0. */
    private static final int VERSION_MIN = 150_000;

    private final Database database;
    private final Clock clock;

    private record Script(int number, String sql, String checksum) {}

    public Migrations(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** All that is new or nothing, in one transaction. */
    public void run() {
        List<Script> scripts = scripts();
        database.write(c -> {
            lock(c);
            checkServer(c);
            if (!hasTable(c)) {
                createTable(c);
            }
            SortedMap<Integer, String> applied = applied(c);
            checkNotNewer(applied, scripts.size());
            for (Script script : scripts) {
                String checksum = applied.get(script.number);
                if (checksum != null) {
                    checkSame(script, checksum);
                } else {
                    apply(c, script);
                }
            }
            return true;
        });
    }

    private static final String LOCK = "select pg_advisory_xact_lock(6021023172314)";

    /** Held to the end of the transaction by one starting node at a time. */
    static void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Another node's migration may take longer than a write's lock may be waited for.
            statement.execute("set local lock_timeout = '10min'");
            statement.execute("set local statement_timeout = '10min'");
            statement.execute(LOCK);
        }
    }

    private static void checkServer(Connection connection) throws SQLException {
        int version = Integer.parseInt(setting(connection, "server_version_num"));
        if (version < VERSION_MIN) {
            throw new Refused(
                    "the database server is PostgreSQL "
                            + setting(connection, "server_version")
                            + "; Goldset needs 15 or later");
        }
        String encoding = setting(connection, "server_encoding");
        if (!encoding.equals("UTF8")) {
            throw new Refused(
                    "the database's encoding is "
                            + encoding
                            + "; Goldset needs UTF8: create database … encoding 'UTF8' template"
                            + " template0");
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select current_setting(?)")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static final String TABLE =
            """
            create table migration (
              number integer primary key,
              checksum text not null,
              applied_at timestamptz not null
            )
            """;

    private static boolean hasTable(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("select to_regclass('migration') is not null");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static void createTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
    }

    private static final String APPLIED = "select number, checksum from migration";

    /** The checksums by number. */
    private static SortedMap<Integer, String> applied(Connection connection) throws SQLException {
        SortedMap<Integer, String> checksums = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(APPLIED);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                checksums.put(row.getInt("number"), Rows.text(row, "checksum"));
            }
        }
        return checksums;
    }

    private static void checkNotNewer(SortedMap<Integer, String> applied, int known) {
        if (!applied.isEmpty() && applied.lastKey() > known) {
            throw new Refused(
                    "the database is at migration "
                            + applied.lastKey()
                            + ", newer than this jar, which knows "
                            + known
                            + ": start the newer jar, or restore a backup that is older");
        }
    }

    private static final String RECORD =
            "insert into migration (number, checksum, applied_at) values (?, ?, ?)";

    private void apply(Connection connection, Script script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(script.sql);
        }
        try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
            statement.setInt(1, script.number);
            statement.setString(2, script.checksum);
            statement.setTimestamp(3, Timestamp.from(clock.instant()));
            Rows.exactlyOne(statement.executeUpdate());
        }
    }

    private static void checkSame(Script script, String applied) {
        if (!script.checksum.equals(applied)) {
            throw new Refused(
                    "migration "
                            + script.number
                            + " of this jar differs from the one that the database was made with:"
                            + " released migrations are never edited");
        }
    }

    private static List<Script> scripts() {
        List<Script> scripts = new ArrayList<>();
        while (true) {
            int number = scripts.size() + 1;
            String name = String.format(Locale.ROOT, "/sql/%03d.sql", number);
            try (InputStream in = Migrations.class.getResourceAsStream(name)) {
                if (in == null) {
                    return scripts;
                }
                byte[] bytes = in.readAllBytes();
                String sql = new String(bytes, StandardCharsets.UTF_8);
                scripts.add(
                        new Script(
                                number,
                                sql,
                                HexFormat.of().formatHex(Sha256.digest().digest(bytes))));
            } catch (IOException e) {
                throw new IllegalStateException("can't read " + name + " in the jar", e);
            }
        }
    }
}
