package goldset.store;

import goldset.domain.Appended;
import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.ContentHash;
import goldset.domain.Ids;
import goldset.domain.NewItem;
import goldset.domain.OnConflict;
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
import org.jspecify.annotations.Nullable;

/**
 * New items under a dataset's lock where some may be there already: still one revision, however
 * many times items are added. One instance serves one change.
 */
final class Merges {
    private static final UUID NONE = new UUID(0, 0);

    private final Connection connection;
    private final Revisions.Locked dataset;
    private final Ids ids;
    private final OnConflict onConflict;
    private final Complaints clashes = new Complaints();
    private final boolean tellsIds;
    private final List<UUID> met = new ArrayList<>();
    private @Nullable UUID first;
    private ContentHash hash;
    private int seen;
    private int fresh;
    private int ended;
    private int skipped;
    private int replaced;

    /**
     * @param tellsIds whether each item's id is wanted afterwards
     */
    Merges(
            Connection connection,
            Revisions.Locked dataset,
            Ids ids,
            OnConflict onConflict,
            boolean tellsIds)
            throws SQLException {
        this.connection = connection;
        this.dataset = dataset.keyed() ? dataset : ItemKeys.switchOn(connection, dataset);
        this.ids = ids;
        this.onConflict = onConflict;
        this.tellsIds = tellsIds;
        hash = dataset.contentHash();
    }

    /** Adds items behind those added before. After a clash nothing is written any more. */
    void add(List<NewItem> items) throws SQLException {
        List<ByteBuffer> keys =
                items.stream().map(item -> ItemKeys.of(item, onConflict.by(item))).toList();
        Plan plan = new Plan(ItemKeys.find(connection, dataset, new LinkedHashSet<>(keys)));
        for (int i = 0; i < items.size(); i++) {
            plan.add(keys.get(i), items.get(i));
        }
        if (clashes.isEmpty()) {
            carryOut(plan);
        }
    }

    /** Items that are there already where none should be. */
    Complaints clashes() {
        return clashes;
    }

    /** Whether there is anything to record. */
    boolean changes() {
        return fresh + ended > 0;
    }

    /** What the revision does. */
    Revisions.Change change(Revisions.Kind kind) {
        return new Revisions.Change(
                kind,
                fresh + (long) ended,
                ended,
                first,
                first == null ? null : Ids.row(first, fresh - 1),
                hash);
    }

    /**
     * @param after the dataset, with the revision if there is one
     */
    Appended appended(Revisions.Locked after) {
        return new Appended(
                first == null ? NONE : first,
                fresh,
                after.revision(),
                after.itemCount(),
                new Appended.Met(met, skipped, replaced));
    }

    private void carryOut(Plan plan) throws SQLException {
        hash = hash.plus(ContentHash.sum(plan.fresh));
        end(plan.replacing);
        if (!plan.fresh.isEmpty()) {
            UUID block = first == null ? ids.block(dataset.lastId()) : first;
            first = block;
            int from = fresh;
            Appends.insert(connection, dataset, i -> Ids.row(block, from + i), plan.fresh);
            fresh += plan.fresh.size();
            ItemKeys.add(connection, dataset, Ids.row(block, from), Ids.row(block, fresh - 1));
        }
        if (tellsIds) {
            UUID block = first == null ? NONE : first;
            int from = fresh - plan.fresh.size();
            plan.ids.forEach(
                    id -> met.add(id instanceof UUID u ? u : Ids.row(block, from + (Integer) id)));
        }
    }

    /** Puts others in the place of items that are there. */
    private void end(Map<UUID, Replacing> replacing) throws SQLException {
        if (replacing.isEmpty()) {
            return;
        }
        List<UUID> old = new ArrayList<>();
        List<UUID> young = new ArrayList<>();
        List<NewItem> items = new ArrayList<>();
        replacing.forEach((id, by) -> {
            (by.there.born() > dataset.revision() ? young : old).add(id);
            items.add(by.item);
        });
        hash = hash.plus(ContentHash.sum(items));
        if (!old.isEmpty()) {
            hash = hash.minus(Ends.end(connection, dataset, old).hash());
        }
        if (!young.isEmpty()) {
            hash = hash.minus(Ends.discard(connection, dataset, young));
        }
        Appends.insertInPlace(connection, dataset, List.copyOf(replacing.keySet()), items);
        ended += old.size();
    }

    /** What takes the place of an item. */
    private record Replacing(ItemKeys.Known there, NewItem item) {}

    /** What becomes of each of some items, before anything of them is written. */
    private final class Plan {
        private final Map<ByteBuffer, ItemKeys.Known> known;
        private final List<NewItem> fresh = new ArrayList<>();
        private final Map<ByteBuffer, Integer> freshByKey = new HashMap<>();
        private final Map<UUID, Replacing> replacing = new LinkedHashMap<>();

        /** The id of a known item, or the index of a fresh one. */
        private final List<Object> ids = new ArrayList<>();

        Plan(Map<ByteBuffer, ItemKeys.Known> known) {
            this.known = known;
        }

        void add(ByteBuffer key, NewItem item) {
            int index = seen++;
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
            Replacing before = replacing.get(there.id());
            boolean same =
                    before == null
                            ? there.hash().equals(item.hash())
                                    && Objects.equals(there.externalId(), item.externalId())
                            : before.item.equals(item);
            switch (onConflict.action()) {
                case ERROR ->
                        clash(
                                index,
                                item,
                                there.born() > dataset.revision()
                                        ? "comes twice in this call"
                                        : "is there already, as " + there.id());
                case SKIP -> skipped++;
                case REPLACE -> {
                    if (same) {
                        skipped++;
                    } else {
                        replacing.put(there.id(), new Replacing(there, item));
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
    }
}
