package goldset.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** A page whose rows and their sizes are known, read in parts of bounded bytes. */
final class PageParts {
    private static final int PART_BYTES_MAX = 4 << 20;

    private PageParts() {}

    /** A row, and how much text it is. */
    record Key(UUID id, long bytes) {}

    /**
     * Visits rows in their order, but for those that are gone by now.
     *
     * @param memory told how much a part holds before it is read
     * @param read those of the ids that are still there
     */
    static <T> void visit(
            List<Key> wanted,
            LongConsumer memory,
            Function<List<UUID>, Map<UUID, T>> read,
            Consumer<T> visit) {
        int from = 0;
        while (from < wanted.size()) {
            int to = from;
            long bytes = 0;
            do {
                bytes += wanted.get(to++).bytes;
            } while (to < wanted.size() && bytes + wanted.get(to).bytes <= PART_BYTES_MAX);
            memory.accept(bytes * ItemPages.MEMORY_PER_TEXT_BYTE);
            List<UUID> ids = wanted.subList(from, to).stream().map(Key::id).toList();
            Map<UUID, T> part = read.apply(ids);
            ids.forEach(id -> Optional.ofNullable(part.get(id)).ifPresent(visit));
            from = to;
        }
    }
}
