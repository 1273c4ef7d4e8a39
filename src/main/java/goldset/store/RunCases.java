package goldset.store;

import goldset.domain.Run;
import goldset.domain.Utf8;
import goldset.domain.scoring.Expected;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What a run's dataset expects, by the places of its items from 0 on, as of the run's revision. */
public final class RunCases {
    private final Database database;

    public RunCases(Database database) {
        this.database = database;
    }

    /** A case, and what is expected of it. */
    public record Case(UUID item, Expected expected, @Nullable Utf8 output) {}

    private record Placed(int place, PageParts.Key key) {}

    /**
     * Counted in one go, however far apart the places are: nobody keeps which item stands where.
     */
    private static final String PLACED =
            """
            select place, id, coalesce(octet_length(expected_output), 0) as bytes
            from (
              select id, expected_output, row_number() over (order by id) - 1 as place
              from (
                select i.id, i.expected_output
                from item i
                where i.dataset_id = ? and i.born <= ?
                  and exists (select from dataset where org_id = ? and id = ?)
                union all
                select h.id, h.expected_output
                from item_history h
                where h.dataset_id = ? and h.born <= ? and h.died > ?
                  and exists (select from dataset where org_id = ? and id = ?)
                order by id
                limit ?) alive) counted
              join unnest(?::int8[]) w(place) using (place)
            """;

    /**
     * The cases at these places; those that the dataset doesn't have are left out.
     *
     * @param memory told how much text they are before it is read
     */
    public Map<Integer, Case> at(Run run, List<Integer> places, LongConsumer memory) {
        Run.Over over = run.over();
        if (over == null || places.isEmpty()) {
            return Map.of();
        }
        List<Placed> placed = database.read(c -> placed(c, run.org(), over, places));
        List<PageParts.Key> keys = placed.stream().map(Placed::key).toList();
        memory.accept(
                keys.stream().mapToLong(PageParts.Key::bytes).sum()
                        * ItemPages.MEMORY_PER_TEXT_BYTE);
        Map<UUID, Case> byItem = new HashMap<>();
        PageParts.visit(
                keys,
                part -> {},
                ids -> database.read(c -> cases(c, run, ids)),
                one -> byItem.put(one.item, one));
        Map<Integer, Case> found = new HashMap<>();
        for (Placed one : placed) {
            Case there = byItem.get(one.key.id());
            if (there != null) {
                found.put(one.place, there);
            }
        }
        return found;
    }

    private static List<Placed> placed(
            Connection connection, UUID org, Run.Over over, List<Integer> places)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PLACED)) {
            Object[] values = {
                over.dataset(),
                over.revision(),
                org,
                over.dataset(),
                over.dataset(),
                over.revision(),
                over.revision(),
                org,
                over.dataset(),
                Collections.max(places) + 1L,
                connection.createArrayOf("int8", places.toArray())
            };
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            List<Placed> placed = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    placed.add(
                            new Placed(
                                    row.getInt("place"),
                                    new PageParts.Key(Rows.uuid(row, "id"), row.getLong("bytes"))));
                }
            }
            return placed;
        }
    }

    private static final String CASES =
            RunRows.RUN
                    + """
                    select r.item_id, i.expected_decision, i.expected_hits, i.expected_output
                    from u cross join unnest(?::uuid[]) as r(item_id)
                    """
                    + RunRows.ITEM
                    + "where i.context is not null";

    private static Map<UUID, Case> cases(Connection connection, Run run, List<UUID> ids)
            throws SQLException {
        Map<UUID, Case> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(CASES)) {
            statement.setObject(1, run.org());
            statement.setObject(2, run.id());
            statement.setArray(3, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Case one =
                            new Case(
                                    Rows.uuid(row, "item_id"),
                                    new Expected(
                                            row.getString("expected_decision"),
                                            Rows.textsOrNull(row, "expected_hits")),
                                    Utf8.orNull(row.getString("expected_output")));
                    found.put(one.item, one);
                }
            }
        }
        return found;
    }
}
