package goldset.store;

import goldset.domain.ApiKey;
import goldset.domain.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** The key that the operator's settings name: an admin key from every start on. */
final class OperatorKey {
    private static final String NAME = "GOLDSET_ADMIN_KEY";

    private final Keys keys;
    private final Events events;
    private final Clock clock;

    OperatorKey(Keys keys, Events events, Clock clock) {
        this.keys = keys;
        this.events = events;
        this.clock = clock;
    }

    /** Makes the secret an admin key, and the one it was before a revoked one. */
    void configure(Connection connection, UUID org, String secret) throws SQLException {
        byte[] hash = KeyText.hash(secret);
        revokeEarlier(connection, org, hash);
        dropOld(connection, org, hash);
        if (isThere(connection, org, hash)) {
            renew(connection, org, hash);
        } else {
            keys.insert(connection, org, null, draft(NAME), secret, true);
        }
    }

    /** An admin key of the whole org that no call asked for. */
    static ApiKey.Draft draft(String name) {
        return new ApiKey.Draft(
                null, Role.ADMIN, name, List.of("org:admin"), null, null, ApiKey.Limits.NONE);
    }

    private static final String REVOKE_EARLIER =
            """
            update api_key
            set revoked_at = ?
            where org_id = ? and configured and hash <> ? and revoked_at is null
            returning id, name
            """;

    private void revokeEarlier(Connection connection, UUID org, byte[] hash) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REVOKE_EARLIER)) {
            statement.setTimestamp(1, Timestamp.from(clock.instant()));
            statement.setObject(2, org);
            statement.setBytes(3, hash);
            record(connection, org, Events.Action.KEY_REVOKE, statement);
        }
    }

    private static final String DROP_OLD =
            "update api_key set old_hash = null, old_until = null where org_id = ? and old_hash = ?";

    /** It may be what a key was called before a rotation: from now on it is a key of its own. */
    private static void dropOld(Connection connection, UUID org, byte[] hash) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DROP_OLD)) {
            statement.setObject(1, org);
            statement.setBytes(2, hash);
            statement.executeUpdate();
        }
    }

    private static final String IS_THERE = "select 1 from api_key where org_id = ? and hash = ?";

    private static boolean isThere(Connection connection, UUID org, byte[] hash)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(IS_THERE)) {
            statement.setObject(1, org);
            statement.setBytes(2, hash);
            return statement.executeQuery().next();
        }
    }

    private static final String RENEW =
            """
            update api_key
            set revoked_at = null, role = 'admin', project_id = null, expires_at = null,
              old_hash = null, old_until = null, configured = true
            where org_id = ? and hash = ?
              and not (configured and revoked_at is null and role = 'admin' and project_id is null
                and expires_at is null)
            returning id, name
            """;

    private void renew(Connection connection, UUID org, byte[] hash) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RENEW)) {
            statement.setObject(1, org);
            statement.setBytes(2, hash);
            record(connection, org, Events.Action.KEY_EDIT, statement);
        }
    }

    private void record(
            Connection connection, UUID org, Events.Action action, PreparedStatement changed)
            throws SQLException {
        try (ResultSet row = changed.executeQuery()) {
            while (row.next()) {
                UUID key = Rows.uuid(row, "id");
                events.record(connection, org, null, action, key, Rows.text(row, "name"));
            }
        }
    }
}
