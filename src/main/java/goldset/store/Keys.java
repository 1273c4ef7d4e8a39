package goldset.store;

import goldset.domain.ApiKey;
import goldset.domain.Ids;
import goldset.domain.KeyChange;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import goldset.domain.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** API keys: kept as hashes, shown once, changed and revoked. {@link Callers} lets them in. */
public final class Keys {
    private final Database database;
    private final Callers callers;
    private final Events events;
    private final Ids ids;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param random makes the keys' secrets
     */
    public Keys(
            Database database,
            Callers callers,
            Events events,
            Ids ids,
            Clock clock,
            RandomGenerator random) {
        this.database = database;
        this.callers = callers;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
    }

    /** What became of making a runtime key: one at most stands for a project and environment. */
    public sealed interface RuntimeOutcome {
        record Made(ApiKey.Made made) implements RuntimeOutcome {}

        record Exists() implements RuntimeOutcome {}

        record NoProject() implements RuntimeOutcome {}
    }

    /** Which key is meant; each dialect has its own name for it, and the other is null. */
    public record Which(@Nullable UUID id, @Nullable Long number) {}

    /** Makes a key; absent is the project that it should be bound to. */
    public Outcome<ApiKey.Made> create(UUID org, UUID actor, ApiKey.Draft draft) {
        return database.write(c -> {
            if (!holdProject(c, org, draft)) {
                return new Outcome.Absent<>(What.PROJECT);
            }
            return new Outcome.Done<>(create(c, org, actor, draft));
        });
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
    public RuntimeOutcome createRuntime(UUID org, UUID actor, ApiKey.Draft draft) {
        return database.write(c -> {
            if (!holdProject(c, org, draft)) {
                return new RuntimeOutcome.NoProject();
            }
            try (PreparedStatement statement = c.prepareStatement(RUNTIME_EXISTS)) {
                statement.setObject(1, org);
                statement.setObject(2, draft.project());
                statement.setString(3, draft.environment());
                statement.setTimestamp(4, Timestamp.from(clock.instant()));
                if (statement.executeQuery().next()) {
                    return new RuntimeOutcome.Exists();
                }
            }
            return new RuntimeOutcome.Made(create(c, org, actor, draft));
        });
    }

    private static boolean holdProject(Connection connection, UUID org, ApiKey.Draft draft)
            throws SQLException {
        if (draft.project() == null) {
            return true;
        }
        // Before the project, as its deletion does.
        Orgs.lock(connection, org);
        return Projects.hold(connection, org, draft.project());
    }

    ApiKey.Made create(Connection connection, UUID org, @Nullable UUID actor, ApiKey.Draft draft)
            throws SQLException {
        return insert(connection, org, actor, draft, KeyText.make(random), false);
    }

    private static final String INSERT =
            """
            with o as (
              update org set keys_made = keys_made + 1 where id = ? returning id, keys_made)
            insert into api_key (id, org_id, number, project_id, role, name, scopes, environment,
              hash, prefix, configured, created_at, expires_at, tpm_limit, rpm_limit, max_parallel,
              model_allowlist)
            select ?, o.id, o.keys_made, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
            from o
            returning number
            """;

    ApiKey.Made insert(
            Connection connection,
            UUID org,
            @Nullable UUID actor,
            ApiKey.Draft draft,
            String secret,
            boolean configured)
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
            bind(connection, statement, 13, draft.limits());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("no org " + org);
                }
                long number = row.getLong("number");
                events.record(connection, org, actor, Events.Action.KEY_CREATE, id, draft.name());
                String shown = KeyText.shown(secret);
                return new ApiKey.Made(
                        new ApiKey(id, org, number, draft, shown, now, null), secret);
            }
        }
    }

    private static final String LIST =
            """
            select id, number, project_id, role, name, scopes, environment, prefix, created_at,
              expires_at, revoked_at, tpm_limit, rpm_limit, max_parallel, model_allowlist
            from api_key
            where org_id = ? and (?::uuid is null or project_id = ?)
            order by number
            """;

    /**
     * All keys, the revoked ones too, in the order of their making.
     *
     * @param project only those that are bound to it; null for all of the org
     */
    public List<ApiKey> list(UUID org, @Nullable UUID project) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(LIST)) {
                statement.setObject(1, org);
                statement.setObject(2, project);
                statement.setObject(3, project);
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

    private static final String LIMIT =
            """
            update api_key
            set tpm_limit = ?, rpm_limit = ?, max_parallel = ?, model_allowlist = ?
            where org_id = ? and id = ?
            """;

    /**
     * Changes a key's limits.
     *
     * @param change makes the new of the old; it runs under the lock
     */
    public KeyChange<ApiKey> limit(
            UUID org, UUID actor, Which which, UnaryOperator<ApiKey.Limits> change) {
        return change(
                org,
                which,
                (c, old) -> {
                    try (PreparedStatement statement = c.prepareStatement(LIMIT)) {
                        int next = bind(c, statement, 1, change.apply(old.draft().limits()));
                        statement.setObject(next, org);
                        statement.setObject(next + 1, old.id());
                        Rows.exactlyOne(statement.executeUpdate());
                    }
                    record(c, actor, Events.Action.KEY_EDIT, old);
                    return locked(c, org, which).orElseThrow();
                });
    }

    private static final String ROTATE =
            """
            update api_key
            set old_hash = case when ?::timestamptz is null then null else hash end,
              old_until = ?, hash = ?, prefix = ?, configured = false
            where org_id = ? and id = ?
            """;

    /**
     * A new secret, and since when the one before it is dead.
     *
     * @param oldUntil now or later
     */
    public record Rotated(ApiKey.Made made, Instant oldUntil) {}

    /**
     * Gives a living key a new secret. The old one works on for the grace; the one before that is
     * dead at once.
     */
    public KeyChange<Rotated> rotate(UUID org, UUID actor, Which which, Duration grace) {
        String secret = KeyText.make(random);
        Instant oldUntil = clock.instant().truncatedTo(ChronoUnit.MILLIS).plus(grace);
        Timestamp until = grace.isZero() ? null : Timestamp.from(oldUntil);
        return change(
                org,
                which,
                (c, old) -> {
                    try (PreparedStatement statement = c.prepareStatement(ROTATE)) {
                        statement.setTimestamp(1, until);
                        statement.setTimestamp(2, until);
                        statement.setBytes(3, KeyText.hash(secret));
                        statement.setString(4, KeyText.shown(secret));
                        statement.setObject(5, org);
                        statement.setObject(6, old.id());
                        Rows.exactlyOne(statement.executeUpdate());
                    }
                    record(c, actor, Events.Action.KEY_ROTATE, old);
                    ApiKey key = locked(c, org, which).orElseThrow();
                    return new Rotated(new ApiKey.Made(key, secret), oldUntil);
                });
    }

    private static final String REVOKE =
            "update api_key set revoked_at = ? where org_id = ? and id = ?";

    /** Ends a living key, with its old secret. */
    public KeyChange<ApiKey> revoke(UUID org, UUID actor, Which which) {
        return change(
                org,
                which,
                (c, old) -> {
                    try (PreparedStatement statement = c.prepareStatement(REVOKE)) {
                        statement.setTimestamp(1, Timestamp.from(clock.instant()));
                        statement.setObject(2, org);
                        statement.setObject(3, old.id());
                        Rows.exactlyOne(statement.executeUpdate());
                    }
                    record(c, actor, Events.Action.KEY_REVOKE, old);
                    return locked(c, org, which).orElseThrow();
                });
    }

    /** What is done to a living key while its row is held. */
    @FunctionalInterface
    interface Change<T> {
        T in(Connection connection, ApiKey key) throws SQLException;
    }

    <T> KeyChange<T> change(UUID org, Which which, Change<T> change) {
        KeyChange<T> outcome =
                database.write(c -> {
                    Optional<ApiKey> key = locked(c, org, which);
                    if (key.isEmpty()) {
                        return new KeyChange.Absent<>();
                    }
                    return key.get().revokedAt() == null
                            ? new KeyChange.Done<>(change.in(c, key.get()))
                            : new KeyChange.Revoked<>();
                });
        callers.forget();
        return outcome;
    }

    private static final String LOCKED =
            """
            select id, number, project_id, role, name, scopes, environment, prefix, created_at,
              expires_at, revoked_at, tpm_limit, rpm_limit, max_parallel, model_allowlist
            from api_key
            where org_id = ? and (id = ? or number = ?)
            for update
            """;

    private static Optional<ApiKey> locked(Connection connection, UUID org, Which which)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCKED)) {
            statement.setObject(1, org);
            statement.setObject(2, which.id(), Types.OTHER);
            statement.setObject(3, which.number(), Types.BIGINT);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(key(row, org)) : Optional.empty();
            }
        }
    }

    private void record(Connection connection, UUID actor, Events.Action action, ApiKey key)
            throws SQLException {
        events.record(connection, key.org(), actor, action, key.id(), key.draft().name());
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
                        Rows.timeOrNull(row, "expires_at"),
                        limits(row)),
                Rows.text(row, "prefix"),
                Rows.time(row, "created_at"),
                Rows.timeOrNull(row, "revoked_at"));
    }

    private static ApiKey.Limits limits(ResultSet row) throws SQLException {
        return new ApiKey.Limits(
                row.getObject("tpm_limit", Integer.class),
                row.getObject("rpm_limit", Integer.class),
                row.getObject("max_parallel", Integer.class),
                Rows.textsOrNull(row, "model_allowlist"));
    }

    private static int bind(
            Connection connection, PreparedStatement statement, int from, ApiKey.Limits limits)
            throws SQLException {
        statement.setObject(from, limits.tpm(), Types.INTEGER);
        statement.setObject(from + 1, limits.rpm(), Types.INTEGER);
        statement.setObject(from + 2, limits.parallel(), Types.INTEGER);
        List<String> models = limits.models();
        statement.setArray(
                from + 3,
                models == null ? null : connection.createArrayOf("text", models.toArray()));
        return from + 4;
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }
}
