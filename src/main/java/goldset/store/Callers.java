package goldset.store;

import goldset.domain.Caller;
import goldset.domain.KeyOutcome;
import goldset.domain.Role;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whom a key's secret speaks for: looked up by its hash, and remembered for some seconds. */
public final class Callers {
    private final Database database;
    private final Clock clock;
    private final KeyCache cache;

    public Callers(Database database, Clock clock, long cachedForMs) {
        this.database = database;
        this.clock = clock;
        cache = new KeyCache(cachedForMs);
    }

    /** A secret that is a key's own comes before one that a key had. */
    private static final String LOOK_UP =
            """
            select k.id, k.org_id, k.project_id, k.role, k.expires_at, k.revoked_at, o.founder,
              case when k.hash <> ? then k.old_until end as old_until
            from api_key k join org o on o.id = k.org_id
            where k.hash = ? or k.old_hash = ?
            order by k.hash = ? desc
            limit 1
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

    /** Called when keys have changed: this node knows at once, others when their memory ends. */
    void forget() {
        cache.clear();
    }

    private KeyCache.Entry lookUp(byte[] hash) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(LOOK_UP)) {
                for (int i = 1; i <= 4; i++) {
                    statement.setBytes(i, hash);
                }
                try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                            ? new KeyCache.Entry(outcome(row), end(row))
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

    /** The key's end, or that of its old secret if it is asked for by that and comes before. */
    private static @Nullable Instant end(ResultSet row) throws SQLException {
        Instant expires = Rows.timeOrNull(row, "expires_at");
        Instant old = Rows.timeOrNull(row, "old_until");
        return old == null || (expires != null && expires.isBefore(old)) ? expires : old;
    }

    private static Role role(ResultSet row) throws SQLException {
        Role role = Role.of(Rows.text(row, "role"));
        return role == Role.ADMIN && row.getBoolean("founder") ? Role.FOUNDER : role;
    }
}
