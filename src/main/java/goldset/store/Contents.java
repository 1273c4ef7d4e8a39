package goldset.store;

import goldset.domain.Filled;
import goldset.domain.PastState;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** What a state of a dataset holds, counted by the database without its text. */
public final class Contents {
    private final Database database;

    public Contents(Database database) {
        this.database = database;
    }

    /** The rows of a state; what changes later changes neither them nor their number. */
    static final String STATE =
            """
            with d as (select id from dataset where org_id = ? and id = ? and deleted_at is null),
            state as (
              select i.id, i.input, i.context, i.expected_output, i.expected_decision, i.rule_hits,
                i.external_id, i.content_hash
              from item i, d
              where i.dataset_id = d.id and i.id <= ? and i.born <= ?
              union all
              select h.id, h.input, h.context, h.expected_output, h.expected_decision, h.rule_hits,
                h.external_id, h.content_hash
              from item_history h, d
              where h.dataset_id = d.id and h.born <= ? and h.died > ?)
            """;

    private static final String FILLED =
            STATE
                    + """
                    select count(*) as rows, count(expected_output) as expected_output,
                      count(*) filter (where context <> 'input') as context,
                      count(expected_decision) as expected_decision, count(rule_hits) as rule_hits,
                      count(external_id) as external_id
                    from state
                    """;

    public Filled filled(UUID org, UUID dataset, PastState state) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(FILLED)) {
                bind(statement, org, dataset, state);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return new Filled(
                            row.getLong("rows"),
                            row.getLong("expected_output"),
                            row.getLong("context"),
                            row.getLong("expected_decision"),
                            row.getLong("rule_hits"),
                            row.getLong("external_id"));
                }
            }
        });
    }

    /** Binds the state, and returns the number of the parameter after it. */
    static int bind(PreparedStatement statement, UUID org, UUID dataset, PastState state)
            throws SQLException {
        statement.setObject(1, org);
        statement.setObject(2, dataset);
        statement.setObject(3, state.lastId());
        statement.setLong(4, state.revision());
        statement.setLong(5, state.revision());
        statement.setLong(6, state.revision());
        return 7;
    }
}
