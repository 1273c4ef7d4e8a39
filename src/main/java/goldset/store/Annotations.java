package goldset.store;

import goldset.domain.Annotation;
import goldset.domain.Ids;
import goldset.domain.Once;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people say of traces. It goes when the trace goes. */
public final class Annotations {
    private static final int COUNT_MAX = 10_000;

    private final Database database;
    private final Answers answers;
    private final Ids ids;

    public Annotations(Database database, Answers answers, Ids ids) {
        this.database = database;
        this.answers = answers;
        this.ids = ids;
    }

    /** What somebody says. */
    public record Draft(
            UUID trace,
            Annotation.Kind kind,
            @Nullable String detectorName,
            @Nullable String notes,
            @Nullable String annotatedBy) {}

    private static final String TRACE =
            """
            select t.project_id
            from trace t join project p on p.id = t.project_id and p.deleted_at is null
            where t.org_id = ? and t.id = ?
            for key share of t
            """;

    private static final String INSERT =
            """
            insert into annotation (org_id, id, trace_id, kind, detector_name, notes, annotated_by)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    /**
     * Notes down what is said of a trace.
     *
     * @param project the only one that the caller may write; null for any of the org
     */
    public Outcome<Annotation> add(
            UUID org, @Nullable UUID project, Once<Annotation> once, Draft draft) {
        Annotation annotation =
                new Annotation(
                        ids.next(),
                        draft.trace,
                        draft.kind,
                        draft.detectorName,
                        draft.notes,
                        draft.annotatedBy);
        return answers.write(annotation.id(), once, c -> added(c, org, project, annotation));
    }

    private static Outcome<Annotation> added(
            Connection connection, UUID org, @Nullable UUID project, Annotation annotation)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TRACE)) {
            statement.setObject(1, org);
            statement.setObject(2, annotation.trace());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return new Outcome.Absent<>(What.TRACE);
                }
                if (project != null && !project.equals(Rows.uuid(row, "project_id"))) {
                    return new Outcome.OtherProject<>();
                }
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setObject(1, org);
            statement.setObject(2, annotation.id());
            statement.setObject(3, annotation.trace());
            statement.setString(4, annotation.kind().word());
            statement.setString(5, annotation.detectorName());
            statement.setString(6, annotation.notes());
            statement.setString(7, annotation.annotatedBy());
            Rows.exactlyOne(statement.executeUpdate());
        }
        return new Outcome.Done<>(annotation);
    }

    /** Which annotations a list shows; null means any. */
    public record Filter(
            @Nullable UUID trace, Annotation.@Nullable Kind kind, @Nullable String detector) {}

    private static final String MATCHING =
            """
            from annotation a
              join trace t on t.id = a.trace_id
              join project p on p.id = t.project_id and p.deleted_at is null
            where a.org_id = ? and (?::uuid is null or a.trace_id = ?)
              and (?::text is null or a.kind = ?) and (?::text is null or a.detector_name = ?)
            """;

    private static final String LIST =
            "select a.*\n"
                    + MATCHING
                    + "and (?::uuid is null or a.id < ?) order by a.id desc offset ? limit ?";

    /** The newest first. */
    public List<Annotation> list(
            UUID org, Filter filter, @Nullable UUID before, int offset, int limit) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(LIST)) {
                int next = bind(statement, org, filter);
                statement.setObject(next, before);
                statement.setObject(next + 1, before);
                statement.setInt(next + 2, offset);
                statement.setInt(next + 3, limit);
                List<Annotation> found = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.add(annotation(row));
                    }
                }
                return found;
            }
        });
    }

    private static int bind(PreparedStatement statement, UUID org, Filter filter)
            throws SQLException {
        String kind = filter.kind == null ? null : filter.kind.word();
        statement.setObject(1, org);
        statement.setObject(2, filter.trace);
        statement.setObject(3, filter.trace);
        statement.setString(4, kind);
        statement.setString(5, kind);
        statement.setString(6, filter.detector);
        statement.setString(7, filter.detector);
        return 8;
    }

    static Annotation annotation(ResultSet row) throws SQLException {
        String kind = Rows.text(row, "kind").toUpperCase(Locale.ROOT);
        return new Annotation(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "trace_id"),
                Annotation.Kind.valueOf(kind),
                row.getString("detector_name"),
                row.getString("notes"),
                row.getString("annotated_by"));
    }

    private static final String COUNT =
            "select count(*) from (select 1 " + MATCHING + "limit " + (COUNT_MAX + 1) + ") found";

    /** Counts what a filter lets through, up to a bound. */
    public ItemPages.Total total(UUID org, Filter filter) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(COUNT)) {
                bind(statement, org, filter);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    long count = row.getLong(1);
                    return new ItemPages.Total(Math.min(count, COUNT_MAX), count > COUNT_MAX);
                }
            }
        });
    }
}
