package goldset.store;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What datasets were after this node's last append to them: a guess that spares the next one a
 * look. Whoever builds on it must have the database check it.
 */
public final class Heads {
    private static final int ENTRIES_MAX = 10_000;

    private final Map<Place, Revisions.Locked> known = new ConcurrentHashMap<>();

    private record Place(UUID org, UUID dataset) {}

    Optional<Revisions.Locked> get(UUID org, UUID dataset) {
        return Optional.ofNullable(known.get(new Place(org, dataset)));
    }

    void put(UUID org, UUID dataset, Revisions.Locked head) {
        if (known.size() >= ENTRIES_MAX) {
            known.clear();
        }
        known.put(new Place(org, dataset), head);
    }

    void forget(UUID org, UUID dataset) {
        known.remove(new Place(org, dataset));
    }
}
