package goldset.store;

import goldset.domain.Ids;
import goldset.domain.Once;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import goldset.domain.Project;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The projects that an org's datasets stand in. What changes them holds the org's row, so that
 * slugs stay apart; what puts something into one holds the project's, so that none is put into a
 * deleted.
 */
public final class Projects {
    /** What a project's settings may have, as stored. */
    public static final int SETTINGS_CHARS_MAX = 65_536;

    private static final int SLICE_ROWS = 20;

    /** A row's settings at their longest, as strings and as the driver's bytes. */
    private static final long ROW_MEMORY_BYTES = 5L * SETTINGS_CHARS_MAX;

    private final Database database;
    private final Answers answers;
    private final Callers callers;
    private final Events events;
    private final Ids ids;
    private final Clock clock;

    public Projects(
            Database database,
            Answers answers,
            Callers callers,
            Events events,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.answers = answers;
        this.callers = callers;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    private static final String FIRST =
            """
            select id, org_id, name, slug, settings, created_at,
              coalesce(updated_at, created_at) as updated_at
            from project
            where org_id = ? and deleted_at is null
            order by number
            limit 1
            """;

    /**
     * The org's first one: where things go that name none. An org whose projects are all deleted
     * gets another.
     *
     * @param actor the key that made it necessary
     */
    public Project first(UUID org, UUID actor) {
        Optional<Project> first = database.read(c -> first(c, org));
        return first.orElseGet(() ->
                database.write(c -> {
                    Orgs.lock(c, org);
                    Optional<Project> other = first(c, org);
                    return other.isPresent()
                            ? other.get()
                            : make(c, org, actor, ids.next(), "Default", "default");
                }));
    }

    private static Optional<Project> first(Connection connection, UUID org) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIRST)) {
            statement.setObject(1, org);
            return all(statement).stream().findFirst();
        }
    }

    private static final String FIND =
            """
            select id, org_id, name, slug, settings, created_at,
              coalesce(updated_at, created_at) as updated_at
            from project
            where org_id = ? and (id = ? or slug = ?) and deleted_at is null
            order by id = ? desc
            limit 1
            """;

    public Optional<Project> find(UUID org, @Nullable UUID id, String slug) {
        return database.read(c -> find(c, org, id, slug));
    }

    private static Optional<Project> find(
            Connection connection, UUID org, @Nullable UUID id, String slug) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setObject(1, org);
            statement.setObject(2, id);
            statement.setString(3, slug);
            statement.setObject(4, id);
            return all(statement).stream().findFirst();
        }
    }

    private static final String LIST =
            """
            select id, org_id, name, slug, settings, created_at,
              coalesce(updated_at, created_at) as updated_at
            from project
            where org_id = ? and deleted_at is null and (?::uuid is null or id = ?)
              and (?::uuid is null or number >
                (select p.number from project p where p.org_id = ? and p.id = ?))
            order by number
            limit ?
            """;

    /**
     * Visits the org's projects, the oldest first, a slice at a time.
     *
     * @param only the only one to be seen; null for all
     * @param memory told how much a slice may hold; free to refuse by throwing
     */
    public void list(UUID org, @Nullable UUID only, LongConsumer memory, Consumer<Project> visit) {
        memory.accept(SLICE_ROWS * ROW_MEMORY_BYTES);
        UUID last = null;
        List<Project> slice;
        do {
            slice = slice(org, only, last);
            slice.forEach(visit);
            last = slice.isEmpty() ? null : slice.getLast().id();
        } while (slice.size() == SLICE_ROWS);
    }

    private List<Project> slice(UUID org, @Nullable UUID only, @Nullable UUID after) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(LIST)) {
                statement.setObject(1, org);
                statement.setObject(2, only);
                statement.setObject(3, only);
                statement.setObject(4, after);
                statement.setObject(5, org);
                statement.setObject(6, after);
                statement.setInt(7, SLICE_ROWS);
                return all(statement);
            }
        });
    }

    public Outcome<Project> create(
            UUID org, UUID actor, Once<Project> once, String name, String slug) {
        UUID id = ids.next();
        return answers.write(
                id,
                once,
                c -> {
                    Orgs.lock(c, org);
                    return find(c, org, null, slug).isPresent()
                            ? new Outcome.Taken<>()
                            : new Outcome.Done<>(make(c, org, actor, id, name, slug));
                });
    }

    private Project make(
            Connection connection, UUID org, UUID actor, UUID id, String name, String slug)
            throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Project project = insert(connection, org, id, name, slug, now);
        events.record(connection, org, actor, Events.Action.PROJECT_CREATE, id, name);
        return project;
    }

    private static final String INSERT =
            "insert into project (org_id, id, name, slug, created_at) values (?, ?, ?, ?, ?)";

    static Project insert(
            Connection connection, UUID org, UUID id, String name, String slug, Instant now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setObject(1, org);
            statement.setObject(2, id);
            statement.setString(3, name);
            statement.setString(4, slug);
            statement.setTimestamp(5, Timestamp.from(now));
            Rows.exactlyOne(statement.executeUpdate());
        }
        return new Project(id, org, name, slug, Project.NO_SETTINGS, now, now);
    }

    /** What is to be changed; null stays. */
    public record Edit(@Nullable String name, @Nullable String slug, @Nullable String settings) {}

    private static final String EDIT =
            """
            update project
            set name = coalesce(?, name), slug = coalesce(?, slug),
              settings = coalesce(?::json, settings), updated_at = ?
            where org_id = ? and id = ?
            """;

    public Outcome<Project> edit(UUID org, UUID actor, Once<Project> once, UUID id, Edit edit) {
        return answers.write(
                id,
                once,
                c -> {
                    Orgs.lock(c, org);
                    Optional<Project> old = find(c, org, id, "");
                    if (old.isEmpty()) {
                        return new Outcome.Absent<>(What.PROJECT);
                    }
                    String slug = edit.slug == null ? old.get().slug() : edit.slug;
                    if (!slug.equals(old.get().slug()) && find(c, org, null, slug).isPresent()) {
                        return new Outcome.Taken<>();
                    }
                    try (PreparedStatement statement = c.prepareStatement(EDIT)) {
                        statement.setString(1, edit.name);
                        statement.setString(2, edit.slug);
                        statement.setString(3, edit.settings);
                        statement.setTimestamp(4, Timestamp.from(clock.instant()));
                        statement.setObject(5, org);
                        statement.setObject(6, id);
                        Rows.exactlyOne(statement.executeUpdate());
                    }
                    Project project = find(c, org, id, "").orElseThrow();
                    events.record(c, org, actor, Events.Action.PROJECT_EDIT, id, project.name());
                    return new Outcome.Done<>(project);
                });
    }

    private static final String DELETE =
            "update project set deleted_at = ? where org_id = ? and id = ?";

    /** Takes a project out of sight with its datasets, and revokes the keys bound to it. */
    public Outcome<UUID> delete(UUID org, UUID actor, Once<UUID> once, UUID id) {
        Outcome<UUID> outcome =
                answers.write(
                        id,
                        once,
                        c -> {
                            Orgs.lock(c, org);
                            Optional<Project> old = find(c, org, id, "");
                            if (old.isEmpty() || !taken(c, org, id)) {
                                return new Outcome.Absent<>(What.PROJECT);
                            }
                            Timestamp now = Timestamp.from(clock.instant());
                            try (PreparedStatement statement = c.prepareStatement(DELETE)) {
                                statement.setTimestamp(1, now);
                                statement.setObject(2, org);
                                statement.setObject(3, id);
                                Rows.exactlyOne(statement.executeUpdate());
                            }
                            String name = old.get().name();
                            events.record(c, org, actor, Events.Action.PROJECT_DELETE, id, name);
                            empty(c, DELETE_DATASETS, org, id, actor, now);
                            empty(c, REVOKE_KEYS, org, id, actor, now);
                            return new Outcome.Done<>(id);
                        });
        callers.forget();
        return outcome;
    }

    private static final String TAKE =
            "select 1 from project where org_id = ? and id = ? and deleted_at is null for update";

    /** Waits for those who hold the project. */
    private static boolean taken(Connection connection, UUID org, UUID id) throws SQLException {
        return isThere(connection, TAKE, org, id);
    }

    private static final String HOLD =
            """
            select 1
            from project
            where org_id = ? and id = ? and deleted_at is null
            for key share
            """;

    /** Keeps a project from being deleted until the transaction ends; false when it is gone. */
    static boolean hold(Connection connection, UUID org, UUID id) throws SQLException {
        return isThere(connection, HOLD, org, id);
    }

    private static boolean isThere(Connection connection, String sql, UUID org, UUID id)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, org);
            statement.setObject(2, id);
            return statement.executeQuery().next();
        }
    }

    /** One statement with its events: a project may have any number of datasets. */
    private static final String DELETE_DATASETS =
            """
            with gone as (
              update dataset set deleted_at = ?
              where org_id = ? and project_id = ? and deleted_at is null
              returning id, name)
            insert into event (org_id, at, actor, action, subject, name)
            select ?, ?, ?, 'dataset.delete', id, name
            from gone
            order by id
            """;

    private static final String REVOKE_KEYS =
            """
            with gone as (
              update api_key set revoked_at = ?
              where org_id = ? and project_id = ? and revoked_at is null
              returning id, name)
            insert into event (org_id, at, actor, action, subject, name)
            select ?, ?, ?, 'key.revoke', id, name
            from gone
            order by id
            """;

    private static void empty(
            Connection connection, String sql, UUID org, UUID project, UUID actor, Timestamp now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setTimestamp(1, now);
            statement.setObject(2, org);
            statement.setObject(3, project);
            statement.setObject(4, org);
            statement.setTimestamp(5, now);
            statement.setObject(6, actor);
            statement.executeUpdate();
        }
    }

    private static List<Project> all(PreparedStatement statement) throws SQLException {
        List<Project> projects = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                projects.add(
                        new Project(
                                Rows.uuid(row, "id"),
                                Rows.uuid(row, "org_id"),
                                Rows.text(row, "name"),
                                Rows.text(row, "slug"),
                                Rows.text(row, "settings"),
                                Rows.time(row, "created_at"),
                                Rows.time(row, "updated_at")));
            }
        }
        return projects;
    }
}
