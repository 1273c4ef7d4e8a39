package goldset.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;

/** Traces go when they are old, or when their project is gone, with what was said of them. */
public final class TracePurge {
    private static final int CHUNK_ROWS = 1000;

    private final Clock clock;
    private final Duration kept;

    public TracePurge(Clock clock, Duration kept) {
        this.clock = clock;
        this.kept = kept;
    }

    private static final String OLD =
            """
            delete from trace
            where id in (select id from trace where id < ? order by id limit ?)
            """;

    private static final String OF_NO_PROJECT =
            """
            delete from trace
            where id in (
              select t.id
              from project p join trace t on t.org_id = p.org_id and t.project_id = p.id
              where p.deleted_at is not null
              limit ?)
            """;

    /** False when none is left. */
    boolean chunk(Connection connection) throws SQLException {
        try (PreparedStatement old = connection.prepareStatement(OLD);
                PreparedStatement ofNoProject = connection.prepareStatement(OF_NO_PROJECT)) {
            old.setObject(1, Traces.firstId(clock.instant().minus(kept)));
            old.setInt(2, CHUNK_ROWS);
            ofNoProject.setInt(1, CHUNK_ROWS);
            return old.executeUpdate() + ofNoProject.executeUpdate() > 0;
        }
    }
}
