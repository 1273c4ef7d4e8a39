package goldset.bench;

import goldset.embedded.EmbeddedPostgres;
import goldset.embedded.StartException;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What rows share: the PostgreSQL, loads, and a large dataset that is made once. */
final class Stage implements AutoCloseable {
    /** Rows of the large dataset up to the deepest page that is asked for. */
    static final int DEPTH = 1_000_000;

    private static final int BULK_PARTS = 100;
    private static final int BULK_ROWS = 4000;

    private final EmbeddedPostgres postgres;
    private @Nullable Load bulk;
    private @Nullable World million;
    private @Nullable UUID millionDataset;

    Stage() throws StartException {
        postgres = EmbeddedPostgres.start(Node.FOLDER.resolve("postgres"));
    }

    EmbeddedPostgres postgres() {
        return postgres;
    }

    /** 400,000 rows in calls of 4,000. */
    Load bulk() {
        if (bulk == null) {
            bulk = Load.large(1, BULK_PARTS, BULK_ROWS);
        }
        return bulk;
    }

    /** A server that has a dataset of a little more than a million rows. */
    World million() throws Exception {
        if (million == null) {
            million = World.open(postgres, "million");
            try (Wire wire = million.wire()) {
                millionDataset = million.newDataset(wire);
            }
            fill(million, millionDataset, DEPTH + BULK_ROWS);
            million.settle();
        }
        return million;
    }

    UUID millionDataset() {
        if (millionDataset == null) {
            throw new IllegalStateException("not made yet");
        }
        return millionDataset;
    }

    /** Equal rows again and again, through the front door. */
    static void fill(World world, UUID dataset, int rows) throws Exception {
        Load.Part part = Load.large(2, 1, BULK_ROWS).parts().getFirst();
        int calls = rows / BULK_ROWS;
        try (Wire wire = world.wire()) {
            byte[] head = Http.samples(dataset, part.body().length);
            for (int i = 0; i < calls; i++) {
                wire.done(head, part.body());
            }
        }
        world.check(dataset, (long) calls * BULK_ROWS, Load.times(part.hash(), calls));
    }

    @Override
    public void close() {
        try {
            if (million != null) {
                million.close();
            }
        } catch (SQLException e) {
            System.err.println("a database stays behind: " + e.getMessage());
        } finally {
            postgres.close();
        }
    }
}
