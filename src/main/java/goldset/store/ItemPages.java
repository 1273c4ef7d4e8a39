package goldset.store;

import goldset.domain.Dataset;
import goldset.domain.Item;
import goldset.domain.ItemFilter;
import goldset.domain.PastState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Items read in the order of arrival, as they are or as they were. Memory is bounded by bytes,
 * whatever the limit: a page is read in slices, and no connection is held while one is visited.
 */
public final class ItemPages {
    /** How much text of a page is read at a time: little at first, for most pages are small. */
    private static final int FIRST_BYTES_MAX = 256 << 10;

    private static final int SLICE_BYTES_MAX = 4 << 20;

    /** A row's bytes, and those of the answer that it becomes. */
    static final int MEMORY_PER_TEXT_BYTE = 2;

    private static final int COUNT_MAX = 10_000;

    private final Database database;
    private final int itemBytesMax;
    private final int searchMs;
    private final Offsets offsets = new Offsets();

    /**
     * @param itemBytesMax by how much one row may go over a slice
     * @param searchMs how long a filter may look for a page
     */
    public ItemPages(Database database, int itemBytesMax, int searchMs) {
        this.database = database;
        this.itemBytesMax = itemBytesMax;
        this.searchMs = searchMs;
    }

    /**
     * The part of a dataset that is asked for.
     *
     * @param revision the dataset's latest, or that of the past state
     * @param past the state to read; null for the present
     * @param after the id that the page begins behind; null for the beginning
     */
    public record Range(
            UUID org,
            UUID dataset,
            long revision,
            @Nullable PastState past,
            ItemFilter filter,
            @Nullable UUID after,
            long offset,
            int limit) {

        /** All items of a past state. */
        public static Range whole(UUID org, UUID dataset, PastState past) {
            return whole(org, dataset, past, ItemFilter.ANY);
        }

        /** All items of a past state that a filter lets through. */
        public static Range whole(UUID org, UUID dataset, PastState past, ItemFilter filter) {
            return new Range(
                    org, dataset, past.revision(), past, filter, null, 0, Integer.MAX_VALUE - 1);
        }

        private Range from(UUID id) {
            return new Range(org, dataset, revision, past, filter, id, 0, limit);
        }

        private Offsets.Place place(long at) {
            return new Offsets.Place(dataset, revision, filter, at);
        }
    }

    /**
     * How many items there are.
     *
     * @param lowerBound whether there may be more
     */
    public record Total(long count, boolean lowerBound) {}

    /** A page that is about to be visited, of a dataset that is there. */
    public static final class Opened {
        private final Range range;
        private final long itemCount;
        private final ItemSlices.@Nullable Slice first;

        private Opened(Range range, long itemCount, ItemSlices.@Nullable Slice first) {
            this.range = range;
            this.itemCount = itemCount;
            this.first = first;
        }

        /** A page of a dataset as it is, or of a past state of it. */
        public static Opened of(
                UUID org,
                Dataset dataset,
                @Nullable PastState past,
                ItemFilter filter,
                @Nullable UUID after,
                int offset,
                int limit) {
            long revision = past == null ? dataset.revision() : past.revision();
            return new Opened(
                    new Range(org, dataset.id(), revision, past, filter, after, offset, limit),
                    past == null ? dataset.itemCount() : past.itemCount(),
                    null);
        }

        public Range range() {
            return range;
        }

        public long itemCount() {
            return itemCount;
        }
    }

    /**
     * Opens a page of a dataset as it is, without a filter and without an offset, by one statement:
     * the commonest of all, and half as slow as with a look at the dataset before it.
     *
     * @param project the only project that may be seen; null for any of the org
     * @return nothing when there is no item, perhaps for want of a dataset
     */
    public Optional<Opened> open(
            UUID org,
            @Nullable UUID project,
            UUID dataset,
            @Nullable UUID after,
            int limit,
            LongConsumer memory) {
        memory.accept((FIRST_BYTES_MAX + (long) itemBytesMax) * MEMORY_PER_TEXT_BYTE);
        return database.read(c ->
                        ItemSlices.first(
                                c, org, project, dataset, after, limit + 1, FIRST_BYTES_MAX))
                .map(first ->
                        new Opened(
                                new Range(
                                        org,
                                        dataset,
                                        first.revision(),
                                        null,
                                        ItemFilter.ANY,
                                        after,
                                        0,
                                        limit),
                                first.itemCount(),
                                first.slice()));
    }

    /** Visits a page that is opened, see {@link #page(Range, LongConsumer, Consumer)}. */
    public Optional<UUID> page(Opened opened, LongConsumer memory, Consumer<Item> visit) {
        return page(opened.range, opened.first, memory, visit);
    }

    /**
     * Visits a page. One with a filter may come back short, when the time for it is over.
     *
     * @param memory told how much a slice holds before it is visited, and free to refuse by
     *     throwing
     * @return where to go on, when items may follow
     */
    public Optional<UUID> page(Range range, LongConsumer memory, Consumer<Item> visit) {
        return page(range, null, memory, visit);
    }

    /** Visits a page to its end, however long a filter looks for it. */
    public void all(Range range, LongConsumer memory, Consumer<Item> visit) {
        Optional<UUID> next = page(range, memory, visit);
        while (next.isPresent()) {
            next = page(range.from(next.get()), memory, visit);
        }
    }

    private Optional<UUID> page(
            Range range,
            ItemSlices.@Nullable Slice first,
            LongConsumer memory,
            Consumer<Item> visit) {
        Optional<UUID> known =
                range.after == null && range.offset > 0
                        ? offsets.before(range.place(range.offset))
                        : Optional.ofNullable(range.after);
        int[] visited = {0};
        long skip = range.after == null && known.isEmpty() ? range.offset : 0;
        Optional<UUID> end =
                walk(
                        range,
                        known.orElse(ItemSlices.BEFORE_ALL),
                        skip,
                        range.limit,
                        first,
                        memory,
                        item -> {
                            visited[0]++;
                            visit.accept(item);
                        });
        if (range.after == null) {
            end.ifPresent(id -> offsets.ended(range.place(range.offset + visited[0]), id));
        }
        return end;
    }

    /** Counts what a filter lets through, up to a bound and for a while. */
    public Total total(Opened opened, LongConsumer memory) {
        Range range = opened.range;
        if (range.filter.isAny()) {
            return new Total(opened.itemCount, false);
        }
        int[] count = {0};
        Optional<UUID> end =
                walk(range, ItemSlices.BEFORE_ALL, 0, COUNT_MAX, null, memory, item -> count[0]++);
        return new Total(count[0], end.isPresent());
    }

    private Optional<UUID> walk(
            Range range,
            UUID from,
            long offset,
            int limit,
            ItemSlices.@Nullable Slice first,
            LongConsumer memory,
            Consumer<Item> visit) {
        ItemSlices slices = new ItemSlices(database, range);
        CompletableFuture<ItemSlices.Slice> ahead =
                first == null ? null : CompletableFuture.completedFuture(first);
        UUID last = from;
        long skip = offset;
        int left = limit;
        int bytesMax = FIRST_BYTES_MAX;
        long heldBytes = 0;
        long end = System.nanoTime() + searchMs * 1_000_000L;
        while (true) {
            memory.accept((bytesMax + (long) itemBytesMax + heldBytes) * MEMORY_PER_TEXT_BYTE);
            ItemSlices.Slice slice =
                    ahead == null ? slices.read(last, skip, left + 1, bytesMax) : got(ahead);
            memory.accept(slice.bytes() * MEMORY_PER_TEXT_BYTE);
            bytesMax = SLICE_BYTES_MAX;
            ahead = null;
            heldBytes = 0;
            int rest = left - slice.items().size();
            if (skip == 0 && rest > 0 && range.filter.isAny() && slice.next().isPresent()) {
                heldBytes = slice.bytes();
                memory.accept((bytesMax + (long) itemBytesMax + heldBytes) * MEMORY_PER_TEXT_BYTE);
                ahead = ahead(slices, slice.next().get(), rest);
            }
            for (Item item : slice.items()) {
                if (skip > 0 && slice.skips()) {
                    skip--;
                    continue;
                }
                if (left-- == 0) {
                    return Optional.of(last);
                }
                visit.accept(item);
                last = item.id();
            }
            if (slice.next().isEmpty()) {
                return Optional.empty();
            }
            last = slice.next().get();
            skip = slice.skips() ? skip : 0;
            if (!range.filter.isAny() && skip == 0 && System.nanoTime() - end > 0) {
                return Optional.of(last);
            }
        }
    }

    /** Reads the next part while this one is visited: the database need not wait for the client. */
    private static CompletableFuture<ItemSlices.Slice> ahead(
            ItemSlices slices, UUID after, int rest) {
        return CompletableFuture.supplyAsync(
                () -> slices.read(after, 0, rest + 1, SLICE_BYTES_MAX), Thread::startVirtualThread);
    }

    private static ItemSlices.Slice got(CompletableFuture<ItemSlices.Slice> ahead) {
        try {
            return ahead.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static final String GET =
            """
            select id, input, context, expected_output, expected_decision, rule_hits, metadata,
              external_id, bytes
            from item
            where dataset_id =
                (select id from dataset where org_id = ? and id = ? and deleted_at is null)
              and id = ?
            """;

    public Optional<Item> get(UUID org, UUID dataset, UUID id) {
        return database.read(c -> live(c, org, dataset, id));
    }

    static Optional<Item> live(Connection connection, UUID org, UUID dataset, UUID id)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(GET)) {
            statement.setObject(1, org);
            statement.setObject(2, dataset);
            statement.setObject(3, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(ItemSlices.item(row)) : Optional.empty();
            }
        }
    }
}
