package goldset.store;

import goldset.domain.Appended;
import goldset.domain.ContentHash;
import goldset.domain.Ids;
import goldset.domain.Item;
import goldset.domain.NewItem;
import goldset.domain.Once;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import goldset.domain.Removed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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

    public Items(Answers answers, Ids ids, Clock clock) {
        revisions = new Revisions(clock);
        changes = new Changes(answers, revisions);
        appends = new Appends(revisions, ids);
    }

    /**
     * Who changes what.
     *
     * @param project the only project that the actor may write; null for any of the org
     */
    public record Where(UUID org, @Nullable UUID project, UUID dataset, UUID actor) {}

    /** Adds all items, or none. Adding nothing makes no revision. */
    public Outcome<Appended> append(
            Where where, Once<Appended> once, List<NewItem> items, Revisions.Kind kind) {
        return changes.run(
                where,
                once,
                (c, locked) ->
                        new Outcome.Done<>(
                                items.isEmpty()
                                        ? new Appended(
                                                NONE, 0, locked.revision(), locked.itemCount())
                                        : appends.append(c, locked, where.actor(), items, kind)));
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
                    ContentHash removed = end(c, locked, new UUID[] {id}).hash;
                    Appends.insertEdited(c, locked, id, item);
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
                    Ended ended = end(c, locked, new UUID[] {id});
                    return ended.count == 0
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
                    Ended ended = end(c, locked, ids.toArray(UUID[]::new));
                    return ended.count == 0
                            ? new Outcome.Done<>(
                                    new Removed(0, locked.revision(), locked.itemCount()))
                            : removed(c, locked, where, ended);
                });
    }

    private Outcome<Removed> removed(
            Connection connection, Revisions.Locked locked, Where where, Ended ended)
            throws SQLException {
        Revisions.Change change =
                new Revisions.Change(
                        Revisions.Kind.DELETE,
                        0,
                        ended.count,
                        null,
                        null,
                        locked.contentHash().minus(ended.hash));
        Revisions.Locked after = revisions.record(connection, locked, where.actor(), change);
        return new Outcome.Done<>(new Removed(ended.count, after.revision(), after.itemCount()));
    }

    private record Ended(int count, ContentHash hash) {}

    private static final String END =
            """
            with d as (select id from dataset where org_id = ? and id = ?),
            gone as (
              delete from item i using d
              where i.dataset_id = d.id and i.id = any (?)
              returning i.*)
            insert into item_history (dataset_id, id, born, input, context, expected_output,
              expected_decision, rule_hits, metadata, content_hash, external_id, bytes, died)
            select dataset_id, id, born, input, context, expected_output,
              expected_decision, rule_hits, metadata, content_hash, external_id, bytes, ?
            from gone
            returning content_hash
            """;

    /** Moves live rows to the history, and sums up what they were. */
    private static Ended end(Connection connection, Revisions.Locked locked, UUID[] ids)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END)) {
            statement.setObject(1, locked.org());
            statement.setObject(2, locked.dataset());
            statement.setArray(3, connection.createArrayOf("uuid", ids));
            statement.setLong(4, locked.revision() + 1);
            int count = 0;
            ContentHash hash = ContentHash.EMPTY;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    count++;
                    hash = hash.plus(ContentHash.of(rows.getBytes(1)));
                }
            }
            return new Ended(count, hash);
        }
    }
}
