package goldset.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was done in an org and is no revision: written in the transaction that did it. */
public final class Events {
    private final Clock clock;

    public Events(Clock clock) {
        this.clock = clock;
    }

    /** What may be done; the word before the point says to what. */
    enum Action {
        ORG_CREATE("org.create"),
        PROJECT_CREATE("project.create"),
        PROJECT_EDIT("project.edit"),
        PROJECT_DELETE("project.delete"),
        KEY_CREATE("key.create"),
        KEY_EDIT("key.edit"),
        KEY_ROTATE("key.rotate"),
        KEY_REVOKE("key.revoke"),
        DATASET_CREATE("dataset.create"),
        DATASET_EDIT("dataset.edit"),
        DATASET_DELETE("dataset.delete"),
        VERSION_CREATE("version.create"),
        TARGET_CREATE("target.create"),
        TARGET_EDIT("target.edit"),
        TARGET_DELETE("target.delete"),
        RUN_CREATE("run.create"),
        RUN_DELETE("run.delete");

        private final String word;

        Action(String word) {
            this.word = word;
        }
    }

    private static final String RECORD =
            "insert into event (org_id, at, actor, action, subject, name) values (?, ?, ?, ?, ?, ?)";

    /**
     * Writes down what this transaction does.
     *
     * @param actor the key that does it; null for the operator's settings
     * @param name what the subject is called
     */
    void record(
            Connection connection,
            UUID org,
            @Nullable UUID actor,
            Action action,
            UUID subject,
            @Nullable String name)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
            statement.setObject(1, org);
            statement.setTimestamp(2, Timestamp.from(clock.instant()));
            statement.setObject(3, actor);
            statement.setString(4, action.word);
            statement.setObject(5, subject);
            statement.setString(6, name);
            Rows.exactlyOne(statement.executeUpdate());
        }
    }
}
