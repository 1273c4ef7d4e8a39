package goldset.store;

import goldset.domain.Checked;
import goldset.domain.Item;
import goldset.domain.PastState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The health of a stored dataset, counted by the database. */
public final class Checks {
    private final Database database;

    public Checks(Database database) {
        this.database = database;
    }

    /** A state can't change, so that its statements see one and the same. */
    public Checked check(UUID org, UUID dataset, PastState state) {
        return database.read(c -> {
            List<Checked.Decision> decisions = decisions(c, org, dataset, state);
            Checked.Equals items = equals(c, EQUAL_ITEMS, org, dataset, state);
            Checked.Equals inputs = equals(c, EQUAL_INPUTS, org, dataset, state);
            try (PreparedStatement statement = c.prepareStatement(COUNTS)) {
                int next = Contents.bind(statement, org, dataset, state);
                statement.setInt(next, Checked.LONG_BYTES);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return new Checked(
                            row.getLong("rows"),
                            row.getLong("empty"),
                            row.getLong("lengthy"),
                            row.getLong("unexpecting"),
                            decisions,
                            items,
                            inputs);
                }
            }
        });
    }

    private static final String COUNTS =
            Contents.STATE
                    + """
                    select count(*) as rows,
                      count(*) filter (where input !~ '[^[:space:]]') as empty,
                      count(*) filter (where octet_length(input) > ?) as lengthy,
                      count(*) filter (where expected_output is null and expected_decision is null)
                        as unexpecting
                    from state
                    """;

    private static final String DECISIONS =
            Contents.STATE
                    + """
                    select expected_decision, count(*) as rows
                    from state
                    where expected_decision is not null
                    group by expected_decision
                    """;

    private static List<Checked.Decision> decisions(
            Connection connection, UUID org, UUID dataset, PastState state) throws SQLException {
        Map<String, Long> counts = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(DECISIONS)) {
            Contents.bind(statement, org, dataset, state);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    counts.put(Rows.text(row, "expected_decision"), row.getLong("rows"));
                }
            }
        }
        return Item.DECISIONS.stream()
                .filter(counts::containsKey)
                .map(decision -> new Checked.Decision(decision, counts.getOrDefault(decision, 0L)))
                .toList();
    }

    private static final String ITEM_KEYS =
            """
            , keyed as materialized (select id, content_hash as key from state)
            """;

    /** A digest in place of the text, which would be sorted and spilled. */
    private static final String INPUT_KEYS =
            """
            , keyed as materialized (select id, sha256(convert_to(input, 'UTF8')) as key from state)
            """;

    /** The largest groups with their first ids, and on each row how many groups there are. */
    private static final String GROUPS =
            """
            , equal as materialized (
              select key, count(*) as rows from keyed group by key having count(*) > 1),
            largest as (select key, rows from equal order by rows desc, key limit 10)
            select a.groups, a.rows as all_rows, l.key, l.rows, f.id
            from (select count(*) as groups, coalesce(sum(rows), 0) as rows from equal) a
              left join largest l on true
              left join lateral (
                select k.id from keyed k where k.key = l.key order by k.id limit 5) f on true
            order by l.rows desc, l.key, f.id
            """;

    private static final String EQUAL_ITEMS = Contents.STATE + ITEM_KEYS + GROUPS;
    private static final String EQUAL_INPUTS = Contents.STATE + INPUT_KEYS + GROUPS;

    private static Checked.Equals equals(
            Connection connection, String sql, UUID org, UUID dataset, PastState state)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Contents.bind(statement, org, dataset, state);
            try (ResultSet row = statement.executeQuery()) {
                long groups = 0;
                long rows = 0;
                List<Checked.Group> largest = new ArrayList<>();
                String last = "";
                while (row.next()) {
                    groups = row.getLong("groups");
                    rows = row.getLong("all_rows");
                    String key = row.getString("key");
                    if (key == null) {
                        continue;
                    }
                    if (!key.equals(last)) {
                        largest.add(new Checked.Group(row.getLong("rows"), new ArrayList<>()));
                        last = key;
                    }
                    largest.getLast().ids().add(Rows.uuid(row, "id"));
                }
                return new Checked.Equals(groups, rows, largest);
            }
        }
    }
}
