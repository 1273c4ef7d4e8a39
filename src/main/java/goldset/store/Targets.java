package goldset.store;

import goldset.domain.Target;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Guardrails that an org's admins named. */
public final class Targets {
    private final Database database;
    private final Events events;

    public Targets(Database database, Events events) {
        this.database = database;
        this.events = events;
    }

    private static final String INSERT =
            """
            insert into target (id, org_id, name, url, kind, mapping, header, secret, concurrency,
              timeout_ms, retries, created_at, updated_at)
            values (?, ?, ?, ?, ?, ?::json, ?, ?, ?, ?, ?, ?, ?)
            on conflict (org_id, name) do nothing
            """;

    /** False when the name is taken. */
    public boolean create(UUID org, UUID actor, Target target) {
        return database.write(c -> {
            try (PreparedStatement statement = c.prepareStatement(INSERT)) {
                statement.setObject(1, target.id());
                statement.setObject(2, org);
                statement.setString(3, target.name());
                int next = bind(statement, 4, target);
                statement.setTimestamp(next, Timestamp.from(target.createdAt()));
                statement.setTimestamp(next + 1, Timestamp.from(target.updatedAt()));
                if (statement.executeUpdate() == 0) {
                    return false;
                }
            }
            events.record(c, org, actor, Events.Action.TARGET_CREATE, target.id(), target.name());
            return true;
        });
    }

    private static int bind(PreparedStatement statement, int first, Target target)
            throws SQLException {
        statement.setString(first, target.url());
        statement.setString(first + 1, target.mapping() == null ? "runtime" : "mapped");
        statement.setString(first + 2, target.mapping());
        statement.setString(first + 3, target.header());
        statement.setString(first + 4, target.secret());
        statement.setInt(first + 5, target.pace().concurrency());
        statement.setInt(first + 6, target.pace().timeoutMs());
        statement.setInt(first + 7, target.pace().retries());
        return first + 8;
    }

    private static final String UPDATE =
            """
            update target
            set url = ?, kind = ?, mapping = ?::json, header = ?, secret = ?, concurrency = ?,
              timeout_ms = ?, retries = ?, updated_at = ?
            where org_id = ? and id = ?
            """;

    /** False when it is gone. */
    public boolean edit(UUID org, UUID actor, Target target) {
        return database.write(c -> {
            try (PreparedStatement statement = c.prepareStatement(UPDATE)) {
                int next = bind(statement, 1, target);
                statement.setTimestamp(next, Timestamp.from(target.updatedAt()));
                statement.setObject(next + 1, org);
                statement.setObject(next + 2, target.id());
                if (statement.executeUpdate() == 0) {
                    return false;
                }
            }
            events.record(c, org, actor, Events.Action.TARGET_EDIT, target.id(), target.name());
            return true;
        });
    }

    private static final String LIST =
            "select * from target where org_id = ? and (?::text is null or name = ? or id::text = ?)"
                    + " order by name";

    public List<Target> list(UUID org) {
        return database.read(c -> list(c, org, null));
    }

    public Optional<Target> find(UUID org, String idOrName) {
        return database.read(c -> list(c, org, idOrName)).stream().findFirst();
    }

    private static List<Target> list(Connection connection, UUID org, @Nullable String idOrName)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LIST)) {
            statement.setObject(1, org);
            statement.setString(2, idOrName);
            statement.setString(3, idOrName);
            statement.setString(4, idOrName);
            List<Target> targets = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    targets.add(target(row));
                }
            }
            return targets;
        }
    }

    private static Target target(ResultSet row) throws SQLException {
        return new Target(
                Rows.uuid(row, "id"),
                Rows.text(row, "name"),
                Rows.text(row, "url"),
                row.getString("mapping"),
                Rows.text(row, "header"),
                row.getString("secret"),
                new Target.Pace(
                        row.getInt("concurrency"), row.getInt("timeout_ms"), row.getInt("retries")),
                Rows.time(row, "created_at"),
                Rows.time(row, "updated_at"));
    }

    private static final String DELETE = "delete from target where org_id = ? and id = ?";

    public void delete(UUID org, UUID actor, Target target) {
        database.write(c -> {
            try (PreparedStatement statement = c.prepareStatement(DELETE)) {
                statement.setObject(1, org);
                statement.setObject(2, target.id());
                if (statement.executeUpdate() == 1) {
                    events.record(
                            c, org, actor, Events.Action.TARGET_DELETE, target.id(), target.name());
                }
            }
            return true;
        });
    }
}
