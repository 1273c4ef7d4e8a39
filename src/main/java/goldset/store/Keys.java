package goldset.store;

import goldset.domain.ApiKey;
import goldset.domain.Caller;
import goldset.domain.Ids;
import goldset.domain.KeyOutcome;
import goldset.domain.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** API keys: kept as hashes, found by hash, shown once. */
public final class Keys {
    private final Database database;
    private final Ids ids;
    private final Clock clock;
    private final RandomGenerator random;
    private final KeyCache cache;

    /**
     * @param random makes the keys' secrets
     */
    public Keys(Database database, Ids ids, Clock clock, RandomGenerator random, long cachedForMs) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
        cache = new KeyCache(cachedForMs);
    }

    /** What became of making a runtime key: one at most stands for a project and environment. */
    public sealed interface RuntimeOutcome {
        record Made(ApiKey.Made made) implements RuntimeOutcome {}

        record Exists() implements RuntimeOutcome {}
    }

    private static final String LOOK_UP =
            """
            select k.id, k.org_id, k.project_id, k.role, k.expires_at, k.revoked_at, o.founder
            from api_key k join org o on o.id = k.org_id
            where k.hash = ?
            """;

    /** Whose key it is, as of some seconds ago at most. */
    public KeyOutcome check(String key) {
        if (key.isEmpty()) {
            return new KeyOutcome.Unknown();
        }
        byte[] hash = KeyText.hash(key);
        KeyCache.Entry entry = cache.get(hash, () -> lookUp(hash));
        boolean expired = entry.expiresAt() != null && !clock.instant().isBefore(entry.expiresAt());
        return expired ? new KeyOutcome.Unknown() : entry.outcome();
    }

    private KeyCache.Entry lookUp(byte[] hash) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(LOOK_UP)) {
                statement.setBytes(1, hash);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                            ? new KeyCache.Entry(outcome(row), Rows.timeOrNull(row, "expires_at"))
                            : new KeyCache.Entry(new KeyOutcome.Unknown(), null);
                }
            }
        });
    }

    private static KeyOutcome outcome(ResultSet row) throws SQLException {
        if (Rows.timeOrNull(row, "revoked_at") != null) {
            return new KeyOutcome.Revoked();
        }
        return new KeyOutcome.Known(
                new Caller(
                        Rows.uuid(row, "id"),
                        Rows.uuid(row, "org_id"),
                        row.getObject("project_id", UUID.class),
                        role(row)));
    }

    private static Role role(ResultSet row) throws SQLException {
        Role role = Role.of(Rows.text(row, "role"));
        return role == Role.ADMIN && row.getBoolean("founder") ? Role.FOUNDER : role;
    }

    public ApiKey.Made create(UUID org, ApiKey.Draft draft) {
        return database.write(c -> create(c, org, draft));
    }

    private static final String RUNTIME_EXISTS =
            """
            select 1
            from api_key
            where org_id = ? and project_id = ? and role = 'runtime'
              and environment is not distinct from ?
              and revoked_at is null and (expires_at is null or expires_at > ?)
            """;

    /** Makes a runtime key unless a living one stands for the same project and environment. */
    public RuntimeOutcome createRuntime(UUID org, ApiKey.Draft draft) {
        return database.write(c -> {
            lock(c, org);
            try (PreparedStatement statement = c.prepareStatement(RUNTIME_EXISTS)) {
                statement.setObject(1, org);
                statement.setObject(2, draft.project());
                statement.setString(3, draft.environment());
                statement.setTimestamp(4, Timestamp.from(clock.instant()));
                if (statement.executeQuery().next()) {
                    return new RuntimeOutcome.Exists();
                }
            }
            return new RuntimeOutcome.Made(create(c, org, draft));
        });
    }

    private static final String LOCK = "select 1 from org where id = ? for update";

    private static void lock(Connection connection, UUID org) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setObject(1, org);
            statement.execute();
        }
    }

    private static final String REVOKE =
            """
            update api_key
            set revoked_at = ?
            where org_id = ? and number = ? and revoked_at is null
            """;

    /** False when the org has no such living key. */
    public boolean revoke(UUID org, long number) {
        boolean done =
                database.write(c -> {
                    try (PreparedStatement statement = c.prepareStatement(REVOKE)) {
                        statement.setTimestamp(1, Timestamp.from(clock.instant()));
                        statement.setObject(2, org);
                        statement.setLong(3, number);
                        return statement.executeUpdate() == 1;
                    }
                });
        cache.clear();
        return done;
    }

    private static final String COLUMNS =
            """
            id, number, project_id, role, name, scopes, environment, prefix, created_at, expires_at,
              revoked_at
            """;

    private static final String LIST =
            "select " + COLUMNS + "from api_key where org_id = ? order by number";

    /** All keys of the org, the revoked ones too, in the order of their making. */
    public List<ApiKey> list(UUID org) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(LIST)) {
                statement.setObject(1, org);
                List<ApiKey> keys = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        keys.add(key(row, org));
                    }
                }
                return keys;
            }
        });
    }

    private static final String ROTATE =
            """
            update api_key
            set hash = ?, prefix = ?, configured = false
            where org_id = ? and number = ? and revoked_at is null
            returning
            """
                    + COLUMNS;

    /** Gives a living key a new secret; the old one is dead at once. */
    public Optional<ApiKey.Made> rotate(UUID org, long number) {
        String secret = KeyText.make(random);
        Optional<ApiKey.Made> made =
                database.write(c -> {
                    try (PreparedStatement statement = c.prepareStatement(ROTATE)) {
                        statement.setBytes(1, KeyText.hash(secret));
                        statement.setString(2, KeyText.shown(secret));
                        statement.setObject(3, org);
                        statement.setLong(4, number);
                        try (ResultSet row = statement.executeQuery()) {
                            return row.next()
                                    ? Optional.of(new ApiKey.Made(key(row, org), secret))
                                    : Optional.empty();
                        }
                    }
                });
        cache.clear();
        return made;
    }

    private static ApiKey key(ResultSet row, UUID org) throws SQLException {
        return new ApiKey(
                Rows.uuid(row, "id"),
                org,
                row.getLong("number"),
                new ApiKey.Draft(
                        row.getObject("project_id", UUID.class),
                        Role.of(Rows.text(row, "role")),
                        Rows.text(row, "name"),
                        Rows.texts(row, "scopes"),
                        row.getString("environment"),
                        Rows.timeOrNull(row, "expires_at")),
                Rows.text(row, "prefix"),
                Rows.time(row, "created_at"),
                Rows.timeOrNull(row, "revoked_at"));
    }

    ApiKey.Made create(Connection connection, UUID org, ApiKey.Draft draft) throws SQLException {
        return insert(connection, org, draft, KeyText.make(random), false);
    }

    private static final String CONFIGURED =
            """
            update api_key
            set revoked_at = ?
            where org_id = ? and configured and hash <> ? and revoked_at is null
            """;

    private static final String RENEWED =
            """
            update api_key
            set revoked_at = null, role = 'admin', project_id = null, expires_at = null,
              configured = true
            where org_id = ? and hash = ?
            """;

    /** Makes the operator's own key an admin key, and the one it was before a revoked one. */
    void configure(Connection connection, UUID org, String secret) throws SQLException {
        byte[] hash = KeyText.hash(secret);
        try (PreparedStatement statement = connection.prepareStatement(CONFIGURED)) {
            statement.setTimestamp(1, Timestamp.from(clock.instant()));
            statement.setObject(2, org);
            statement.setBytes(3, hash);
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(RENEWED)) {
            statement.setObject(1, org);
            statement.setBytes(2, hash);
            if (statement.executeUpdate() == 0) {
                insert(connection, org, adminDraft("GOLDSET_ADMIN_KEY"), secret, true);
            }
        }
    }

    static ApiKey.Draft adminDraft(String name) {
        return new ApiKey.Draft(null, Role.ADMIN, name, List.of("org:admin"), null, null);
    }

    private static final String INSERT =
            """
            with o as (
              update org set keys_made = keys_made + 1 where id = ? returning id, keys_made)
            insert into api_key (id, org_id, number, project_id, role, name, scopes, environment,
              hash, prefix, configured, created_at, expires_at)
            select ?, o.id, o.keys_made, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
            from o
            returning number
            """;

    private ApiKey.Made insert(
            Connection connection, UUID org, ApiKey.Draft draft, String secret, boolean configured)
            throws SQLException {
        UUID id = ids.next();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setObject(1, org);
            statement.setObject(2, id);
            statement.setObject(3, draft.project());
            statement.setString(4, draft.role().word());
            statement.setString(5, draft.name());
            statement.setArray(6, connection.createArrayOf("text", draft.scopes().toArray()));
            statement.setString(7, draft.environment());
            statement.setBytes(8, KeyText.hash(secret));
            statement.setString(9, KeyText.shown(secret));
            statement.setBoolean(10, configured);
            statement.setTimestamp(11, Timestamp.from(now));
            statement.setTimestamp(12, timestamp(draft.expiresAt()));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("no org " + org);
                }
                long number = row.getLong("number");
                String shown = KeyText.shown(secret);
                return new ApiKey.Made(
                        new ApiKey(id, org, number, draft, shown, now, null), secret);
            }
        }
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }
}
