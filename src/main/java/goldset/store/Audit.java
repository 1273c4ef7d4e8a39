package goldset.store;

import goldset.domain.Deed;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who did what in an org: its events and the revisions of its datasets, in one order of time. */
public final class Audit {
    private static final Deed.Place END =
            new Deed.Place(Instant.parse("9999-01-01T00:00:00Z"), 0, new UUID(0, 0), 0);

    private final Database database;

    public Audit(Database database) {
        this.database = database;
    }

    private static final String PAGE =
            """
            with place as (
              select ?::timestamptz as at, ?::int as rank, ?::uuid as dataset, ?::bigint as number),
            happened as (
              select e.at, 1 as rank, '00000000-0000-0000-0000-000000000000'::uuid as dataset,
                e.number, e.actor, e.action, e.subject, e.name, null::bigint as added,
                null::bigint as removed
              from event e, place p
              where e.org_id = ? and (?::uuid is null or e.subject = ?)
                and e.at <= p.at
                and (e.at, 1, '00000000-0000-0000-0000-000000000000'::uuid, e.number)
                  < (p.at, p.rank, p.dataset, p.number)
              order by e.at desc, e.number desc
              limit ?),
            revised as (
              select r.at, 0 as rank, d.id as dataset, r.number, r.actor, 'items.' || r.kind as action,
                d.id as subject, d.name, r.added, r.removed
              from dataset d cross join place p cross join lateral (
                select r.*
                from revision r
                where r.dataset_id = d.id and r.at <= p.at
                  and (r.at, 0, r.dataset_id, r.number) < (p.at, p.rank, p.dataset, p.number)
                order by r.at desc, r.number desc
                limit ?) r
              where d.org_id = ? and (?::uuid is null or d.id = ?)
              order by r.at desc, d.id desc, r.number desc
              limit ?)
            select a.*, k.name as actor_name
            from (select * from happened union all select * from revised) a
            left join api_key k on k.org_id = ? and k.id = a.actor
            order by a.at desc, a.rank desc, a.dataset desc, a.number desc
            limit ?
            """;

    /**
     * The newest first.
     *
     * @param subject the only thing to tell of; null for all
     * @param before where the page begins; null for the newest
     */
    public List<Deed> page(
            UUID org, @Nullable UUID subject, Deed.@Nullable Place before, int limit) {
        Deed.Place place = before == null ? END : before;
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(PAGE)) {
                statement.setTimestamp(1, Timestamp.from(place.at()));
                statement.setInt(2, place.rank());
                statement.setObject(3, place.dataset());
                statement.setLong(4, place.number());
                statement.setObject(5, org);
                statement.setObject(6, subject);
                statement.setObject(7, subject);
                statement.setInt(8, limit);
                statement.setInt(9, limit);
                statement.setObject(10, org);
                statement.setObject(11, subject);
                statement.setObject(12, subject);
                statement.setInt(13, limit);
                statement.setObject(14, org);
                statement.setInt(15, limit);
                List<Deed> deeds = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        deeds.add(deed(row));
                    }
                }
                return deeds;
            }
        });
    }

    private static Deed deed(ResultSet row) throws SQLException {
        long number = row.getLong("number");
        int rank = row.getInt("rank");
        return new Deed(
                new Deed.Place(Rows.time(row, "at"), rank, Rows.uuid(row, "dataset"), number),
                row.getObject("actor", UUID.class),
                row.getString("actor_name"),
                Rows.text(row, "action"),
                Rows.uuid(row, "subject"),
                row.getString("name"),
                rank == 1
                        ? null
                        : new Deed.Change(number, row.getLong("added"), row.getLong("removed")));
    }
}
