package goldset.store;

import goldset.domain.Appended;
import goldset.domain.ContentHash;
import goldset.domain.Ids;
import goldset.domain.NewItem;
import goldset.domain.Once;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Several appends of one dataset in one statement, each its own revision. The statement does
 * nothing unless the dataset still is what its caller takes it to be, so it needs no lock before
 * it: the row is held from its update on.
 */
final class GroupAppends {
    private final Ids ids;
    private final Clock clock;

    GroupAppends(Ids ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /** What became of each part, and the dataset after all of them. */
    record Written(Revisions.Locked after, List<Appended> appended) {}

    /** Whether all fits into the one statement, so that no transaction is needed around it. */
    static boolean isOneStatement(List<Part> parts) {
        List<NewItem> items = items(parts);
        return parts.stream().allMatch(part -> part.once().asked() == null)
                && Appends.chunkEnd(items, 0) == items.size();
    }

    private static List<NewItem> items(List<Part> parts) {
        if (parts.size() == 1) {
            return parts.getFirst().items();
        }
        List<NewItem> items = new ArrayList<>();
        parts.forEach(part -> items.addAll(part.items()));
        return items;
    }

    private static final String UPDATE =
            """
            d as (
              update dataset
              set head_revision = ?, item_count = ?, content_hash = ?, last_id = ?, updated_at = ?
              where org_id = ? and id = ? and head_revision = ? and deleted_at is null
                and not keyed
            """;

    private static final String INSERTS =
            """
              returning id),
            r as (
              insert into revision (dataset_id, number, kind, actor, at, added, removed, first_id,
                last_id, item_count, content_hash)
              select d.id, n.number, n.kind, n.actor, ?, n.added, 0, n.first_id, n.last_id,
                n.item_count, n.content_hash
              from d, unnest(?::bigint[], ?::text[], ?::uuid[], ?::bigint[], ?::uuid[], ?::uuid[],
                ?::bigint[], ?::bytea[])
                as n (number, kind, actor, added, first_id, last_id, item_count, content_hash)),
            i as (
              insert into item (dataset_id, id, born, input, context, expected_output,
                expected_decision, rule_hits, metadata, content_hash, external_id, bytes)
              select d.id, n.id, n.born, n.input, n.context, n.expected_output,
                n.expected_decision, n.rule_hits::text[], n.metadata::json, n.content_hash,
                n.external_id, n.bytes
              from d, unnest(?::bigint[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::text[], ?::bytea[], ?::text[], ?::int[])
                as n (born, id, input, context, expected_output, expected_decision, rule_hits,
                  metadata, content_hash, external_id, bytes))
            select count(*) from d
            """;

    private static final String WRITE = "with " + UPDATE + INSERTS;

    private static final String WRITE_WITH_ANSWERS =
            """
            with a as (
              insert into answer (owner, key, request_hash, at, outcome)
              select n.owner, n.key, n.request_hash, ?, n.outcome
              from unnest(?::uuid[], ?::bytea[], ?::bytea[], ?::text[])
                as n (owner, key, request_hash, outcome)
              on conflict do nothing
              returning 1),
            """
                    + UPDATE
                    + """
                        and (select count(*) from a) = ?
                    """
                    + INSERTS;

    /**
     * Writes all parts, each with at least one item, or none: then the dataset is another than was
     * thought, or a part's idempotency key is known, and the transaction must not stay.
     */
    Optional<Written> write(Connection connection, Revisions.Locked before, List<Part> parts)
            throws SQLException {
        Plan plan = new Plan(before, parts);
        List<NewItem> items = items(parts);
        List<Part> asked = parts.stream().filter(part -> part.once().asked() != null).toList();
        Timestamp now = Timestamp.from(clock.instant());
        int chunk = Appends.chunkEnd(items, 0);
        boolean written =
                (items.size() == 1 && asked.isEmpty())
                        ? OneAppend.write(
                                connection,
                                before,
                                plan.after,
                                parts.getFirst(),
                                plan.appended.getFirst(),
                                now)
                        : writeLists(connection, before, plan, items.subList(0, chunk), asked, now);
        if (!written) {
            return Optional.empty();
        }
        if (chunk < items.size()) {
            // More than one chunk comes from one part alone.
            Appends.insert(
                    connection,
                    before,
                    plan.ids.subList(chunk, items.size())::get,
                    items.subList(chunk, items.size()));
        }
        return Optional.of(new Written(plan.after, plan.appended));
    }

    private static boolean writeLists(
            Connection connection,
            Revisions.Locked before,
            Plan plan,
            List<NewItem> items,
            List<Part> asked,
            Timestamp now)
            throws SQLException {
        String sql = asked.isEmpty() ? WRITE : WRITE_WITH_ANSWERS;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = asked.isEmpty() ? 1 : bindAnswers(connection, statement, plan, now);
            at = bindDataset(statement, at, before, plan.after, now);
            if (!asked.isEmpty()) {
                statement.setInt(at++, asked.size());
            }
            at = plan.bindRevisions(connection, statement, at, now);
            plan.bindItems(connection, statement, at, items);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1) == 1;
            }
        }
    }

    private static int bindAnswers(
            Connection connection, PreparedStatement statement, Plan plan, Timestamp now)
            throws SQLException {
        List<UUID> owners = new ArrayList<>();
        List<byte[]> keys = new ArrayList<>();
        List<byte[]> requests = new ArrayList<>();
        List<String> outcomes = new ArrayList<>();
        for (int i = 0; i < plan.parts.size(); i++) {
            Once<Appended> once = plan.parts.get(i).once();
            Once.Asked asked = once.asked();
            if (asked != null) {
                owners.add(asked.owner());
                keys.add(asked.key().bytes());
                requests.add(asked.request().bytes());
                outcomes.add(once.written(plan.appended.get(i)));
            }
        }
        statement.setTimestamp(1, now);
        statement.setArray(2, connection.createArrayOf("uuid", owners.toArray()));
        statement.setArray(3, connection.createArrayOf("bytea", keys.toArray(byte[][]::new)));
        statement.setArray(4, connection.createArrayOf("bytea", requests.toArray(byte[][]::new)));
        statement.setArray(5, connection.createArrayOf("text", outcomes.toArray()));
        return 6;
    }

    private static int bindDataset(
            PreparedStatement statement,
            int first,
            Revisions.Locked before,
            Revisions.Locked after,
            Timestamp now)
            throws SQLException {
        int at = first;
        statement.setLong(at++, after.revision());
        statement.setLong(at++, after.itemCount());
        statement.setBytes(at++, after.contentHash().bytes());
        statement.setObject(at++, after.lastId());
        statement.setTimestamp(at++, now);
        statement.setObject(at++, before.org());
        statement.setObject(at++, before.dataset());
        statement.setLong(at++, before.revision());
        return at;
    }

    /** The numbers, ids and sums of each part, worked out before anything is sent. */
    private final class Plan {
        private final List<Part> parts;
        private final List<Appended> appended = new ArrayList<>();
        private final List<UUID> ids = new ArrayList<>();
        private final List<Long> born = new ArrayList<>();
        private final List<byte[]> hashes = new ArrayList<>();
        private final Revisions.Locked after;

        Plan(Revisions.Locked before, List<Part> parts) {
            this.parts = parts;
            Revisions.Locked head = before;
            for (Part part : parts) {
                UUID first = GroupAppends.this.ids.block(head.lastId());
                int count = part.items().size();
                ContentHash hash = head.contentHash().plus(ContentHash.sum(part.items()));
                head = head.grown(count, hash, Ids.row(first, count - 1));
                for (int i = 0; i < count; i++) {
                    ids.add(Ids.row(first, i));
                    born.add(head.revision());
                }
                hashes.add(hash.bytes());
                appended.add(new Appended(first, count, head.revision(), head.itemCount(), null));
            }
            after = head;
        }

        int bindRevisions(
                Connection connection, PreparedStatement statement, int first, Timestamp now)
                throws SQLException {
            int n = parts.size();
            Long[] numbers = new Long[n];
            String[] kinds = new String[n];
            UUID[] actors = new UUID[n];
            Long[] added = new Long[n];
            UUID[] firsts = new UUID[n];
            UUID[] lasts = new UUID[n];
            Long[] counts = new Long[n];
            for (int i = 0; i < n; i++) {
                Appended one = appended.get(i);
                numbers[i] = one.revision();
                kinds[i] = Rows.word(parts.get(i).kind());
                actors[i] = parts.get(i).where().actor();
                added[i] = (long) one.count();
                firsts[i] = one.firstId();
                lasts[i] = Ids.row(one.firstId(), one.count() - 1);
                counts[i] = one.itemCount();
            }
            int at = first;
            statement.setTimestamp(at++, now);
            statement.setArray(at++, connection.createArrayOf("int8", numbers));
            statement.setArray(at++, connection.createArrayOf("text", kinds));
            statement.setArray(at++, connection.createArrayOf("uuid", actors));
            statement.setArray(at++, connection.createArrayOf("int8", added));
            statement.setArray(at++, connection.createArrayOf("uuid", firsts));
            statement.setArray(at++, connection.createArrayOf("uuid", lasts));
            statement.setArray(at++, connection.createArrayOf("int8", counts));
            statement.setArray(
                    at++, connection.createArrayOf("bytea", hashes.toArray(byte[][]::new)));
            return at;
        }

        void bindItems(
                Connection connection, PreparedStatement statement, int first, List<NewItem> items)
                throws SQLException {
            BinaryArray bornOf = BinaryArray.longs(items.size());
            born.subList(0, items.size()).forEach(bornOf::add);
            statement.setArray(first, bornOf.on(connection));
            new ItemArrays(ids::get, items, 0, items.size()).bind(connection, statement, first + 1);
        }
    }
}
