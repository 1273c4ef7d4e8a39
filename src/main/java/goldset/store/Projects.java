package goldset.store;

import goldset.domain.Project;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The projects that an org's datasets stand in. */
public final class Projects {
    private final Database database;

    public Projects(Database database) {
        this.database = database;
    }

    private static final String FIRST =
            """
            select id, org_id, name, slug, created_at
            from project
            where org_id = ?
            order by id
            limit 1
            """;

    /** The org's first one: where things go that name none. */
    public Project first(UUID org) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(FIRST)) {
                statement.setObject(1, org);
                return one(statement).orElseThrow();
            }
        });
    }

    private static final String FIND =
            """
            select id, org_id, name, slug, created_at
            from project
            where org_id = ? and (id = ? or slug = ?)
            order by id = ? desc
            limit 1
            """;

    public Optional<Project> find(UUID org, @Nullable UUID id, String slug) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(FIND)) {
                statement.setObject(1, org);
                statement.setObject(2, id);
                statement.setString(3, slug);
                statement.setObject(4, id);
                return one(statement);
            }
        });
    }

    private static Optional<Project> one(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? Optional.of(
                            new Project(
                                    Rows.uuid(row, "id"),
                                    Rows.uuid(row, "org_id"),
                                    Rows.text(row, "name"),
                                    Rows.text(row, "slug"),
                                    Rows.time(row, "created_at")))
                    : Optional.empty();
        }
    }
}
