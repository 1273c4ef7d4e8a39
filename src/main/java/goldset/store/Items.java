package goldset.store;

import goldset.domain.AppendOutcome;
import goldset.domain.Ids;
import goldset.domain.Item;
import goldset.domain.NewItem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Samples and cases: appended under the dataset's lock, read in the order of their ids. */
public final class Items {
    /** How much text of a page is held at a time. */
    private static final int SLICE_BYTES_MAX = 4 << 20;

    private static final int MEMORY_PER_TEXT_BYTE = 2;

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Database database;
    private final Revisions revisions;
    private final Turns turns;

    public Items(Database database, Ids ids, Clock clock, int lockWaitMs) {
        this.database = database;
        revisions = new Revisions(ids, clock);
        turns = new Turns(lockWaitMs);
    }

    /**
     * Adds all items as one revision, or none. Adding nothing makes no revision.
     *
     * @param project the only project that the actor may write; null for any of the org
     */
    public AppendOutcome append(
            UUID org, @Nullable UUID project, UUID dataset, UUID actor, List<NewItem> items) {
        return turns.run(
                dataset, () -> database.write(c -> append(c, org, project, dataset, actor, items)));
    }

    private AppendOutcome append(
            Connection connection,
            UUID org,
            @Nullable UUID project,
            UUID dataset,
            UUID actor,
            List<NewItem> items)
            throws SQLException {
        Optional<Revisions.Locked> locked = revisions.lock(connection, org, dataset);
        if (locked.isEmpty()) {
            return new AppendOutcome.NoDataset();
        }
        if (project != null && !project.equals(locked.get().project())) {
            return new AppendOutcome.OtherProject();
        }
        if (items.isEmpty()) {
            return new AppendOutcome.Appended(
                    BEFORE_ALL, 0, locked.get().revision(), locked.get().itemCount());
        }
        return revisions.append(connection, locked.get(), actor, items);
    }

    /**
     * Visits a page in the order of arrival. Memory is bounded by bytes, whatever the limit: a
     * large page is read in slices, and no connection is held while a slice is visited.
     *
     * @param after the id that the page begins behind; null for the beginning
     * @param memory told how much a slice holds before it is visited, and free to refuse by
     *     throwing
     * @return the last id visited when more items follow it
     */
    public Optional<UUID> page(
            UUID org,
            UUID dataset,
            @Nullable UUID after,
            long offset,
            int limit,
            LongConsumer memory,
            Consumer<Item> visit) {
        UUID last = after == null ? BEFORE_ALL : after;
        long skip = offset;
        int left = limit;
        while (true) {
            Slice slice = slice(org, dataset, last, skip, left + 1);
            memory.accept(slice.bytes * MEMORY_PER_TEXT_BYTE);
            for (Item item : slice.items) {
                if (left-- == 0) {
                    return Optional.of(last);
                }
                visit.accept(item);
                last = item.id();
            }
            if (slice.bytes < SLICE_BYTES_MAX) {
                return Optional.empty();
            }
            skip = 0;
        }
    }

    /** One that reaches the bytes was ended by them, so that more may follow. */
    private record Slice(List<Item> items, long bytes) {}

    private static final String SLICE =
            """
            select id, input, context, expected_output, expected_decision, rule_hits, metadata,
              external_id, bytes
            from (
              select *, sum(bytes) over (order by id) - bytes as bytes_before
              from (
                select *
                from item
                where dataset_id =
                    (select id from dataset where org_id = ? and id = ? and deleted_at is null)
                  and id > ?
                order by id
                offset ?
                limit ?) page) slice
            where bytes_before < ?
            order by id
            """;

    private Slice slice(UUID org, UUID dataset, UUID after, long offset, int limit) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(SLICE)) {
                statement.setObject(1, org);
                statement.setObject(2, dataset);
                statement.setObject(3, after);
                statement.setLong(4, offset);
                statement.setInt(5, limit);
                statement.setInt(6, SLICE_BYTES_MAX);
                return slice(statement.executeQuery());
            }
        });
    }

    private static Slice slice(ResultSet rows) throws SQLException {
        List<Item> items = new ArrayList<>();
        long bytes = 0;
        while (rows.next()) {
            items.add(item(rows));
            bytes += rows.getInt("bytes");
        }
        return new Slice(items, bytes);
    }

    private static Item item(ResultSet row) throws SQLException {
        return new Item(
                Rows.uuid(row, "id"),
                Rows.text(row, "input"),
                Rows.text(row, "context"),
                row.getString("expected_output"),
                row.getString("expected_decision"),
                Rows.textsOrNull(row, "rule_hits"),
                row.getString("metadata"),
                row.getString("external_id"));
    }
}
