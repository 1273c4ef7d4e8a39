package goldset.store;

import goldset.domain.Appended;
import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.ContentHash;
import goldset.domain.Ids;
import goldset.domain.NewItem;
import goldset.domain.OnConflict;
import goldset.domain.Outcome;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** New items under a dataset's lock where some may be there already: still one revision. */
final class Merges {
    private static final UUID NONE = new UUID(0, 0);

    private final Revisions revisions;
    private final Appends appends;

    Merges(Revisions revisions, Appends appends) {
        this.revisions = revisions;
        this.appends = appends;
    }

    Outcome<Appended> append(
            Connection connection,
            Revisions.Locked dataset,
            UUID actor,
            Revisions.Kind kind,
            List<NewItem> items,
            OnConflict onConflict)
            throws SQLException {
        Revisions.Locked keyed = dataset.keyed() ? dataset : ItemKeys.switchOn(connection, dataset);
        List<ByteBuffer> keys =
                items.stream().map(item -> ItemKeys.of(item, onConflict.by(item))).toList();
        Plan plan =
                new Plan(onConflict, ItemKeys.find(connection, keyed, new LinkedHashSet<>(keys)));
        for (int i = 0; i < items.size(); i++) {
            plan.add(i, keys.get(i), items.get(i));
        }
        return plan.clashes.isEmpty()
                ? new Outcome.Done<>(carryOut(connection, keyed, actor, kind, plan))
                : new Outcome.Clash<>(plan.clashes);
    }

    private Appended carryOut(
            Connection connection,
            Revisions.Locked dataset,
            UUID actor,
            Revisions.Kind kind,
            Plan plan)
            throws SQLException {
        List<NewItem> fresh = plan.fresh;
        List<UUID> places = List.copyOf(plan.replacing.keySet());
        if (fresh.isEmpty() && places.isEmpty()) {
            Appended.Met met = plan.met(NONE);
            return new Appended(NONE, 0, dataset.revision(), dataset.itemCount(), met);
        }
        List<NewItem> replacing = List.copyOf(plan.replacing.values());
        ContentHash hash =
                dataset.contentHash().plus(ContentHash.sum(fresh)).plus(ContentHash.sum(replacing));
        if (!places.isEmpty()) {
            hash = hash.minus(Ends.end(connection, dataset, places).hash());
            Appends.insertInPlace(connection, dataset, places, replacing);
        }
        UUID first = fresh.isEmpty() ? null : appends.insertBlock(connection, dataset, fresh);
        Revisions.Change change =
                new Revisions.Change(
                        kind,
                        fresh.size() + (long) places.size(),
                        places.size(),
                        first,
                        first == null ? null : Ids.row(first, fresh.size() - 1),
                        hash);
        Revisions.Locked after = revisions.record(connection, dataset, actor, change);
        UUID block = first == null ? NONE : first;
        return new Appended(
                block, fresh.size(), after.revision(), after.itemCount(), plan.met(block));
    }

    /** What becomes of each item, before anything is written. */
    private static final class Plan {
        private final OnConflict onConflict;
        private final Map<ByteBuffer, ItemKeys.Known> known;
        private final Complaints clashes = new Complaints();
        private final List<NewItem> fresh = new ArrayList<>();
        private final Map<ByteBuffer, Integer> freshByKey = new HashMap<>();
        private final Map<UUID, NewItem> replacing = new LinkedHashMap<>();

        /** The id of a known item, or the index of a fresh one. */
        private final List<Object> ids = new ArrayList<>();

        private int skipped;
        private int replaced;

        Plan(OnConflict onConflict, Map<ByteBuffer, ItemKeys.Known> known) {
            this.onConflict = onConflict;
            this.known = known;
        }

        void add(int index, ByteBuffer key, NewItem item) {
            ItemKeys.Known there = known.get(key);
            Integer twin = freshByKey.get(key);
            if (there != null) {
                ids.add(there.id());
                meets(index, item, there);
            } else if (twin != null) {
                ids.add(twin);
                meets(index, item, twin);
            } else {
                freshByKey.put(key, fresh.size());
                ids.add(fresh.size());
                fresh.add(item);
            }
        }

        private void meets(int index, NewItem item, ItemKeys.Known there) {
            NewItem before = replacing.get(there.id());
            boolean same =
                    before == null
                            ? there.hash().equals(item.hash())
                                    && Objects.equals(there.externalId(), item.externalId())
                            : before.equals(item);
            switch (onConflict.action()) {
                case ERROR -> clash(index, item, "is there already, as " + there.id());
                case SKIP -> skipped++;
                case REPLACE -> {
                    if (same) {
                        skipped++;
                    } else {
                        replacing.put(there.id(), item);
                        replaced++;
                    }
                }
            }
        }

        private void meets(int index, NewItem item, int twin) {
            switch (onConflict.action()) {
                case ERROR -> clash(index, item, "comes twice in this call");
                case SKIP -> skipped++;
                case REPLACE -> {
                    if (fresh.get(twin).equals(item)) {
                        skipped++;
                    } else {
                        fresh.set(twin, item);
                        replaced++;
                    }
                }
            }
        }

        private void clash(int index, NewItem item, String said) {
            List<Object> path = new ArrayList<>(onConflict.path());
            path.add(index);
            String what =
                    switch (onConflict.by(item)) {
                        case CONTENT -> "An item of this content ";
                        case EXTERNAL_ID -> "An item of this external_id ";
                    };
            clashes.add(new Complaint(path, "conflict", what + said, null, null));
        }

        Appended.Met met(UUID block) {
            List<UUID> all =
                    ids.stream()
                            .map(id -> id instanceof UUID u ? u : Ids.row(block, (Integer) id))
                            .toList();
            return new Appended.Met(all, skipped, replaced);
        }
    }
}
