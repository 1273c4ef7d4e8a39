package goldset.bench;

import goldset.domain.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** What PostgreSQL does of itself, asked for in the cheapest way that its driver has. */
final class Ceiling {
    static final String COLUMNS =
            "dataset_id, id, born, input, context, expected_output, expected_decision, rule_hits,"
                    + " metadata, content_hash, external_id, bytes";

    private static final String COPY = "copy item (" + COLUMNS + ") from stdin";
    static final String INSERT =
            "insert into item ("
                    + COLUMNS
                    + ") values (?, ?, ?, ?, ?, ?, ?, ?::text[], ?::json, ?, ?, ?)";

    private Ceiling() {}

    /** All rows of a load in one COPY and one transaction; returns rows a second. */
    static double copy(World world, Load load) throws SQLException {
        try (Connection connection = world.connect()) {
            connection.setAutoCommit(false);
            long begin = System.nanoTime();
            copy(connection, COPY, load.parts().stream().map(Load.Part::copy).toList());
            connection.commit();
            return load.rows() / ((System.nanoTime() - begin) / 1e9);
        }
    }

    static void copy(Connection connection, String sql, Iterable<byte[]> parts)
            throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        for (byte[] part : parts) {
            copy.writeToCopy(part, 0, part.length);
        }
        copy.endCopy();
    }

    /** All lines of a file. */
    static void copyFrom(Connection connection, InputStream lines)
            throws SQLException, IOException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
        byte[] buffer = new byte[1 << 16];
        for (int n = lines.read(buffer); n >= 0; n = lines.read(buffer)) {
            copy.writeToCopy(buffer, 0, n);
        }
        copy.endCopy();
    }

    /** A batch and a commit for each part; returns rows a second. */
    static double batches(World world, Load load) throws SQLException {
        try (Connection connection = world.connect();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            long begin = System.nanoTime();
            for (Load.Part part : load.parts()) {
                for (int i = 0; i < part.rows(); i++) {
                    UUID id = Ids.row(part.firstId(), i);
                    bind(insert, load.dataset(), id, part.samples().get(i));
                    insert.addBatch();
                }
                insert.executeBatch();
                connection.commit();
            }
            return load.rows() / ((System.nanoTime() - begin) / 1e9);
        }
    }

    static void bind(PreparedStatement insert, UUID dataset, UUID id, Sample sample)
            throws SQLException {
        insert.setObject(1, dataset);
        insert.setObject(2, id);
        insert.setLong(3, 1);
        insert.setString(4, sample.input());
        insert.setString(5, Sample.CONTEXT);
        insert.setString(6, null);
        insert.setString(7, sample.decision());
        insert.setString(8, sample.hitsLiteral());
        insert.setString(9, sample.metadata());
        insert.setBytes(10, sample.hash().bytes());
        insert.setString(11, null);
        insert.setInt(12, sample.bytes());
    }

    static final String PAGE =
            """
            select id, input, context, expected_output, expected_decision, rule_hits, metadata,
              external_id
            from item
            where dataset_id = ? and id > ?
            order by id
            limit ?
            """;

    /** Reads a page with all its values, and returns how many rows it had. */
    static int page(PreparedStatement page, UUID dataset, UUID after, int limit)
            throws SQLException {
        page.setObject(1, dataset);
        page.setObject(2, after);
        page.setInt(3, limit);
        int rows = 0;
        try (ResultSet row = page.executeQuery()) {
            while (row.next()) {
                row.getObject(1, UUID.class);
                for (int column = 2; column <= 8; column++) {
                    row.getString(column);
                }
                rows++;
            }
        }
        return rows;
    }

    /** Everything that a dataset has, as text, into the sink; returns the number of rows. */
    static long copyOut(Connection connection, UUID dataset, OutputStream sink)
            throws SQLException, IOException {
        String sql =
                "copy (select id, input, expected_output, metadata from item where dataset_id = '"
                        + dataset
                        + "' order by id) to stdout";
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
            sink.write(row);
        }
        return copy.getHandledRowCount();
    }
}
