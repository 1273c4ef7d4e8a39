package goldset.bench;

import goldset.domain.ContentHash;
import goldset.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of its own with a server in front of it. */
final class World implements AutoCloseable {
    private final EmbeddedPostgres postgres;
    private final String name;
    private Node node;

    private World(EmbeddedPostgres postgres, String name, Node node) {
        this.postgres = postgres;
        this.name = name;
        this.node = node;
    }

    static World open(EmbeddedPostgres postgres, String row, Map<String, String> settings)
            throws Exception {
        String name = "bench_" + row.replace('-', '_');
        execute(postgres.dataSource("postgres"), "create database " + name);
        return new World(postgres, name, start(postgres, name, settings));
    }

    static World open(EmbeddedPostgres postgres, String row) throws Exception {
        return open(postgres, row, Map.of());
    }

    private static Node start(EmbeddedPostgres postgres, String name, Map<String, String> settings)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(settings);
        all.put("DATABASE_URL", url(postgres, name));
        return Node.start(name, Node.RUN, all);
    }

    static String url(EmbeddedPostgres postgres, String name) {
        PGSimpleDataSource source = (PGSimpleDataSource) postgres.dataSource(name);
        return "postgres://%s:%s@127.0.0.1:%d/%s"
                .formatted(
                        source.getUser(), source.getPassword(), source.getPortNumbers()[0], name);
    }

    /** The same database, another process. */
    void restart(Map<String, String> settings) throws IOException, InterruptedException {
        node.close();
        node = start(postgres, name, settings);
    }

    void stop() {
        node.close();
    }

    Node node() {
        return node;
    }

    String url() {
        return url(postgres, name);
    }

    Wire wire() throws IOException {
        return new Wire(node.port());
    }

    Connection connect() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(
                "jdbc:postgresql://127.0.0.1:%d/%s?reWriteBatchedInserts=true"
                        .formatted(shared().getPortNumbers()[0], name));
        source.setUser(shared().getUser());
        source.setPassword(shared().getPassword());
        return source.getConnection();
    }

    /** Of a pool. */
    PGSimpleDataSource shared() {
        return (PGSimpleDataSource) postgres.dataSource(name);
    }

    UUID newDataset(Wire wire) throws IOException {
        byte[] body = Sample.utf8("{\"name\":\"bench\"}");
        String made = wire.ask(Http.post(Http.znyx("/datasets"), body.length), body);
        int at = made.indexOf("\"id\":\"") + 6;
        return UUID.fromString(made.substring(at, at + 36));
    }

    void fill(UUID dataset, Load load) throws Exception {
        try (Wire wire = wire()) {
            for (Load.Part part : load.parts()) {
                wire.done(Http.samples(dataset, part.body().length), part.body());
            }
        }
    }

    /** What came must be there: so many rows, and that content. */
    void check(UUID dataset, long rows, ContentHash hash) throws SQLException {
        String sql =
                """
                select d.item_count, d.content_hash,
                  (select count(*) from item i where i.dataset_id = d.id)
                from dataset d
                where d.id = ?
                """;
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, dataset);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                expect("item_count", rows, row.getLong(1));
                expect("content hash", hash.hex(), ContentHash.of(row.getBytes(2)).hex());
                expect("rows", rows, row.getLong(3));
            }
        }
    }

    /** The rows of a ceiling, which stand under no dataset. */
    void checkRows(UUID dataset, long rows) throws SQLException {
        expect(
                "rows",
                rows,
                number("select count(*) from item where dataset_id = '" + dataset + "'"));
    }

    static void expect(String what, Object wanted, Object got) {
        if (!wanted.equals(got)) {
            throw new IllegalStateException("%s should be %s, not %s".formatted(what, wanted, got));
        }
    }

    long number(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Empty tables and nothing left to write, so that each half begins alike. */
    void clear() throws SQLException {
        execute("truncate item, item_history, revision, version, answer, item_key, event, dataset");
        execute("checkpoint");
    }

    /** What autovacuum would do at some time of its own choice. */
    void settle() throws SQLException {
        execute("vacuum (analyze) item, revision, dataset");
        execute("checkpoint");
    }

    void execute(String sql) throws SQLException {
        execute(shared(), sql);
    }

    private static void execute(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        node.close();
        execute(postgres.dataSource("postgres"), "drop database " + name + " with (force)");
    }
}
