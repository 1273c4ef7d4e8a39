package goldset.store;

import goldset.domain.ItemFilter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Where pages ended, so that a reader who walks by offset goes on by key: what costs more the
 * deeper it is becomes what costs the same everywhere.
 */
final class Offsets {
    private static final int ENTRIES_MAX = 2000;

    /** A change of the dataset makes another place of it. */
    record Place(UUID dataset, long revision, ItemFilter filter, long offset) {}

    private final Map<Place, UUID> ends =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Place, UUID> eldest) {
                    return size() > ENTRIES_MAX;
                }
            };

    synchronized void ended(Place place, UUID last) {
        ends.put(place, last);
    }

    /** The last id before the place. */
    synchronized Optional<UUID> before(Place place) {
        return Optional.ofNullable(ends.get(place));
    }
}
