package goldset.store;

import goldset.domain.ApiKey;
import goldset.domain.Budget;
import goldset.domain.KeyChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What keys may spend: kept, and given back. */
public final class Budgets {
    private final Database database;
    private final Keys keys;
    private final Events events;

    public Budgets(Database database, Keys keys, Events events) {
        this.database = database;
        this.keys = keys;
        this.events = events;
    }

    private static final String GET =
            """
            select id, name, budget_usd, budget_period
            from api_key
            where org_id = ? and id = ? and (?::uuid is null or project_id = ?)
            """;

    /**
     * The budget of a key, revoked or not.
     *
     * @param project the only project whose keys are seen; null for any of the org
     */
    public Optional<Budget> get(UUID org, @Nullable UUID project, UUID key) {
        return database.read(c -> get(c, org, project, key));
    }

    private static Optional<Budget> get(
            Connection connection, UUID org, @Nullable UUID project, UUID key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(GET)) {
            statement.setObject(1, org);
            statement.setObject(2, key);
            statement.setObject(3, project);
            statement.setObject(4, project);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(budget(row)) : Optional.empty();
            }
        }
    }

    private static Budget budget(ResultSet row) throws SQLException {
        return new Budget(
                Rows.uuid(row, "id"),
                Rows.text(row, "name"),
                new Budget.Terms(
                        row.getBigDecimal("budget_usd"),
                        Budget.Period.of(Rows.text(row, "budget_period"))));
    }

    private static final String SET =
            "update api_key set budget_usd = ?, budget_period = ? where org_id = ? and id = ?";

    /**
     * Changes a living key's budget.
     *
     * @param change makes the new of the old; it runs under the lock
     */
    public KeyChange<Budget> edit(
            UUID org, UUID actor, UUID key, UnaryOperator<Budget.Terms> change) {
        return keys.change(
                org,
                new Keys.Which(key, null),
                (c, locked) -> {
                    Budget old = get(c, org, null, key).orElseThrow();
                    set(c, locked, change.apply(old.terms()));
                    events.record(c, org, actor, Events.Action.KEY_EDIT, key, old.name());
                    return get(c, org, null, key).orElseThrow();
                });
    }

    private static void set(Connection connection, ApiKey key, Budget.Terms terms)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setBigDecimal(1, terms.usd());
            statement.setString(2, terms.period().word());
            statement.setObject(3, key.org());
            statement.setObject(4, key.id());
            Rows.exactlyOne(statement.executeUpdate());
        }
    }
}
