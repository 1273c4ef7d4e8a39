package goldset.store;

import goldset.domain.ApiKey;
import goldset.domain.Ids;
import goldset.domain.Org;
import goldset.domain.Project;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Organisations: each an island with a first project and a first admin key. */
public final class Orgs {
    private static final int SLUG_CHARS_MAX = 50;

    private final Database database;
    private final Keys keys;
    private final OperatorKey operatorKey;
    private final Events events;
    private final Ids ids;
    private final Clock clock;

    public Orgs(Database database, Keys keys, Events events, Ids ids, Clock clock) {
        this.database = database;
        this.keys = keys;
        operatorKey = new OperatorKey(keys, events, clock);
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    /** A new org with what it needs to be used. */
    public record Founded(Org org, Project project, ApiKey.Made key) {}

    /** What became of making an org. */
    public sealed interface Outcome {
        record Made(Founded founded) implements Outcome {}

        record SlugTaken() implements Outcome {}
    }

    /**
     * Makes an org that is not the first.
     *
     * @param actor the key of the first org that asks for it
     * @param slug null to have one made of the name
     */
    public Outcome create(UUID actor, String name, @Nullable String slug) {
        return database.write(c -> {
            UUID id = ids.next();
            Optional<Org> org = org(c, id, name, slug == null ? slugOf(name, id) : slug, false);
            if (org.isEmpty()) {
                return new Outcome.SlugTaken();
            }
            Project project = furnish(c, org.get(), actor, ids.next());
            ApiKey.Made key = keys.create(c, id, actor, OperatorKey.draft("Default"));
            return new Outcome.Made(new Founded(org.get(), project, key));
        });
    }

    /** What the operator fixes of the first org; null where nothing is fixed. */
    public record Wanted(@Nullable UUID org, @Nullable UUID project, @Nullable String adminKey) {}

    /**
     * The first org.
     *
     * @param made whether this start made it
     */
    public record First(UUID org, UUID project, boolean made) {}

    private static final String FIRST =
            """
            select o.id as org_id, p.id as project_id
            from org o join project p on p.org_id = o.id
            where o.founder
            order by p.id = ? desc, p.deleted_at is not null, p.number
            limit 1
            """;

    /**
     * Makes the first org unless it is there, and sees to the operator's own key. Nodes that start
     * together do so one after the other.
     *
     * @param keep is given the secret of the first key before anything is committed, so that no org
     *     is left whose key nobody has
     */
    public First start(Wanted wanted, Consumer<String> keep) {
        return database.write(c -> {
            Migrations.lock(c);
            Optional<First> known = first(c, wanted.project());
            First first = known.isPresent() ? known.get() : found(c, wanted, keep);
            refuseOthers(wanted, first);
            if (wanted.adminKey() != null) {
                operatorKey.configure(c, first.org(), wanted.adminKey());
            }
            return first;
        });
    }

    /** The operator's ids hold for a new database; one that has others is another database. */
    private static void refuseOthers(Wanted wanted, First first) {
        if (wanted.org() != null && !wanted.org().equals(first.org())) {
            throw new Refused(
                    "GOLDSET_ORG_ID="
                            + wanted.org()
                            + " but this database's first org is "
                            + first.org());
        }
        if (wanted.project() != null && !wanted.project().equals(first.project())) {
            throw new Refused(
                    "GOLDSET_PROJECT_ID="
                            + wanted.project()
                            + " is no project of this database's first org");
        }
    }

    private static Optional<First> first(Connection connection, @Nullable UUID project)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIRST)) {
            statement.setObject(1, project);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new First(
                                        Rows.uuid(row, "org_id"),
                                        Rows.uuid(row, "project_id"),
                                        false))
                        : Optional.empty();
            }
        }
    }

    private First found(Connection connection, Wanted wanted, Consumer<String> keep)
            throws SQLException {
        UUID id = wanted.org() == null ? ids.next() : wanted.org();
        UUID project = wanted.project() == null ? ids.next() : wanted.project();
        Optional<Org> org = org(connection, id, "Default", "default", true);
        if (org.isEmpty()) {
            throw new IllegalStateException("an org with the slug default is no founder");
        }
        furnish(connection, org.get(), null, project);
        if (wanted.adminKey() == null) {
            ApiKey.Draft draft = OperatorKey.draft("First admin key");
            keep.accept(keys.create(connection, id, null, draft).secret());
        }
        return new First(id, project, true);
    }

    private static final String INSERT_ORG =
            """
            insert into org (id, name, slug, founder, created_at)
            values (?, ?, ?, ?, ?)
            on conflict (slug) do nothing
            """;

    private Optional<Org> org(
            Connection connection, UUID id, String name, String slug, boolean founder)
            throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try (PreparedStatement statement = connection.prepareStatement(INSERT_ORG)) {
            statement.setObject(1, id);
            statement.setString(2, name);
            statement.setString(3, slug);
            statement.setBoolean(4, founder);
            statement.setTimestamp(5, Timestamp.from(now));
            return statement.executeUpdate() == 1
                    ? Optional.of(new Org(id, name, slug, now))
                    : Optional.empty();
        }
    }

    /** What a new org has from the beginning. */
    private Project furnish(Connection connection, Org org, @Nullable UUID actor, UUID project)
            throws SQLException {
        UUID id = org.id();
        events.record(connection, id, actor, Events.Action.ORG_CREATE, id, org.name());
        Project made =
                Projects.insert(connection, id, project, "Default", "default", org.createdAt());
        events.record(connection, id, actor, Events.Action.PROJECT_CREATE, project, made.name());
        return made;
    }

    private static final String LOCK = "select 1 from org where id = ? for no key update";

    /** Lets one at a time do what must be so in the whole org; who only refers to it passes. */
    static void lock(Connection connection, UUID org) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setObject(1, org);
            statement.execute();
        }
    }

    /** The name in letters, digits and hyphens, and the end of the id, which makes it unique. */
    private static String slugOf(String name, UUID id) {
        String words =
                name.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-+|-+$", "");
        String end = id.toString().substring(24);
        String start = words.substring(0, Math.min(words.length(), SLUG_CHARS_MAX - 13));
        return start.isEmpty() ? end : start + "-" + end;
    }
}
