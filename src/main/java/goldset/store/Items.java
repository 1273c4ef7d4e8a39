package goldset.store;

import goldset.domain.Appended;
import goldset.domain.ContentHash;
import goldset.domain.Ids;
import goldset.domain.Item;
import goldset.domain.NewItem;
import goldset.domain.OnConflict;
import goldset.domain.Once;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import goldset.domain.Removed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Samples and cases: added, changed and removed under the dataset's lock, one revision each time.
 */
public final class Items {
    private static final UUID NONE = new UUID(0, 0);

    private final Changes changes;
    private final Revisions revisions;
    private final Appends appends;
    private final Ids ids;
    private final AppendLines lines;

    public Items(Database database, Answers answers, Heads heads, Ids ids, Clock clock) {
        revisions = new Revisions(clock);
        changes = new Changes(answers, revisions, heads);
        lines = new AppendLines(database, revisions, heads, ids, clock);
        appends = new Appends(revisions, ids);
        this.ids = ids;
    }

    /**
     * Who changes what.
     *
     * @param project the only project that the actor may write; null for any of the org
     */
    public record Where(UUID org, @Nullable UUID project, UUID dataset, UUID actor) {}

    /**
     * Adds all items, or none. Adding nothing makes no revision.
     *
     * @param onConflict what to do with those that are there already; null to add them once more
     */
    public Outcome<Appended> append(
            Where where,
            Once<Appended> once,
            List<NewItem> items,
            Revisions.Kind kind,
            @Nullable OnConflict onConflict) {
        Optional<Outcome<Appended>> together =
                onConflict == null && !items.isEmpty()
                        ? lines.append(new Part(where, once, kind, items))
                        : Optional.empty();
        return together.orElseGet(() ->
                changes.run(
                        where,
                        once,
                        (c, locked) -> append(c, locked, where, items, kind, onConflict)));
    }

    private Outcome<Appended> append(
            Connection connection,
            Revisions.Locked locked,
            Where where,
            List<NewItem> items,
            Revisions.Kind kind,
            @Nullable OnConflict onConflict)
            throws SQLException {
        if (onConflict != null) {
            return merged(connection, locked, where, items, kind, onConflict);
        }
        return new Outcome.Done<>(
                items.isEmpty()
                        ? new Appended(NONE, 0, locked.revision(), locked.itemCount(), null)
                        : appends.append(connection, locked, where.actor(), kind, items));
    }

    private Outcome<Appended> merged(
            Connection connection,
            Revisions.Locked locked,
            Where where,
            List<NewItem> items,
            Revisions.Kind kind,
            OnConflict onConflict)
            throws SQLException {
        Merges merge = new Merges(connection, locked, ids, onConflict, true);
        merge.add(items);
        if (!merge.clashes().isEmpty()) {
            return new Outcome.Clash<>(merge.clashes());
        }
        return new Outcome.Done<>(
                merge.appended(
                        merge.changes()
                                ? revisions.record(
                                        connection, locked, where.actor(), merge.change(kind))
                                : locked));
    }

    /**
     * Puts another row in the place of an item, under its id.
     *
     * @param change makes the new content of the old; it runs under the lock
     */
    public Outcome<Item> edit(
            Where where, Once<Item> once, UUID id, Function<Item, NewItem> change) {
        return changes.run(
                where,
                once,
                (c, locked) -> {
                    Optional<Item> old = ItemPages.live(c, where.org(), where.dataset(), id);
                    if (old.isEmpty()) {
                        return new Outcome.Absent<>(What.ITEM);
                    }
                    NewItem item = change.apply(old.get());
                    ContentHash removed = Ends.end(c, locked, List.of(id)).hash();
                    Appends.insertInPlace(c, locked, List.of(id), List.of(item));
                    ContentHash after = locked.contentHash().minus(removed).plus(item.hash());
                    revisions.record(
                            c,
                            locked,
                            where.actor(),
                            new Revisions.Change(Revisions.Kind.EDIT, 1, 1, null, null, after));
                    return new Outcome.Done<>(item.stored(id));
                });
    }

    public Outcome<Removed> delete(Where where, Once<Removed> once, UUID id) {
        return changes.run(
                where,
                once,
                (c, locked) -> {
                    Ends.Ended ended = Ends.end(c, locked, List.of(id));
                    return ended.count() == 0
                            ? new Outcome.Absent<>(What.ITEM)
                            : removed(c, locked, where, ended);
                });
    }

    /** Removes those of the items that are there; removing nothing makes no revision. */
    public Outcome<Removed> deleteMany(Where where, Once<Removed> once, List<UUID> ids) {
        return changes.run(
                where,
                once,
                (c, locked) -> {
                    Ends.Ended ended = Ends.end(c, locked, ids);
                    return ended.count() == 0
                            ? new Outcome.Done<>(
                                    new Removed(0, locked.revision(), locked.itemCount()))
                            : removed(c, locked, where, ended);
                });
    }

    private Outcome<Removed> removed(
            Connection connection, Revisions.Locked locked, Where where, Ends.Ended ended)
            throws SQLException {
        Revisions.Change change =
                new Revisions.Change(
                        Revisions.Kind.DELETE,
                        0,
                        ended.count(),
                        null,
                        null,
                        locked.contentHash().minus(ended.hash()));
        Revisions.Locked after = revisions.record(connection, locked, where.actor(), change);
        return new Outcome.Done<>(new Removed(ended.count(), after.revision(), after.itemCount()));
    }
}
