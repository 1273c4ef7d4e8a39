package goldset.store;

import goldset.domain.Annotation;
import goldset.domain.Appended;
import goldset.domain.Exported;
import goldset.domain.Ids;
import goldset.domain.Item;
import goldset.domain.NewItem;
import goldset.domain.Once;
import goldset.domain.Outcome;
import goldset.domain.Trace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Traces that become items of a dataset. They are read and made into items first; under the
 * dataset's lock each is marked, and those that get their mark now are appended, as one revision.
 * So two exports at once add none twice.
 */
public final class TraceExports {
    private static final int EXAMPLES_MAX = 3;

    /** What nobody says anything of. */
    private static final String NONE = "none";

    /** A trace is held as it was read and as the item that it becomes. */
    private static final int MEMORY_PER_TEXT_BYTE = 3;

    private static final int ROW_BYTES = 512;

    private final Database database;
    private final TracePages pages;
    private final Changes changes;
    private final Appends appends;
    private final long bytesMax;
    private final int rowsMax;

    /**
     * @param bytesMax how much text one export may have
     * @param rowsMax how many items it may make
     */
    public TraceExports(
            Database database,
            Answers answers,
            Heads heads,
            Ids ids,
            Clock clock,
            long bytesMax,
            int rowsMax) {
        this.database = database;
        this.bytesMax = bytesMax;
        this.rowsMax = rowsMax;
        pages = new TracePages(database);
        Revisions revisions = new Revisions(clock);
        changes = new Changes(answers, revisions, heads);
        appends = new Appends(revisions, ids);
    }

    /** Makes an item of a trace and of what is said of it; nothing when it would be too large. */
    @FunctionalInterface
    public interface Maker extends BiFunction<Trace, @Nullable Annotation, Optional<NewItem>> {}

    /** A trace that may become an item, and the last that was said of it. */
    private record Candidate(UUID trace, @Nullable UUID annotation, long bytes) {}

    /** Which of those that were asked for may become items. */
    private record Found(
            List<Candidate> candidates,
            long withoutText,
            long duplicates,
            long remaining,
            List<UUID> skipped) {}

    private record Made(UUID trace, String kind, NewItem item) {}

    /**
     * The last that was said of this kind, of each trace of the dataset's project. What somebody
     * said otherwise later, of the same detector or of the whole, is said no more.
     */
    private static final String ANNOTATED =
            """
            from dataset d
              join (
                select distinct on (trace_id) trace_id, id,
                  coalesce(octet_length(notes), 0) as bytes
                from annotation
                where org_id = ? and kind = ? and not exists (
                  select from annotation later
                  where later.org_id = annotation.org_id
                    and later.trace_id = annotation.trace_id and later.id > annotation.id
                    and later.kind <> annotation.kind
                    and (later.detector_name is null
                      or later.detector_name = annotation.detector_name))
                order by trace_id, id desc) a on true
              join trace t on t.org_id = d.org_id and t.id = a.trace_id
                and t.project_id = d.project_id
              left join trace_export m on m.dataset_id = d.id and m.trace_id = t.id
            where d.org_id = ? and d.id = ? and d.deleted_at is null
            """;

    private static final String COUNT_ANNOTATED =
            """
            select count(*) filter (where t.input is null) as textless,
              count(*) filter (where t.input is not null and m.trace_id is not null) as marked,
              count(*) filter (where t.input is not null and m.trace_id is null) as fresh
            """
                    + ANNOTATED;

    private static final String FRESH_ANNOTATED =
            "select t.id as trace, a.id as annotation, t.bytes + a.bytes as bytes\n"
                    + ANNOTATED
                    + "and t.input is not null and m.trace_id is null order by t.id limit ?";

    /** Makes items of all traces of which this is said, but for those that are there already. */
    public Outcome<Exported> annotated(
            Items.Where where,
            Once<Exported> once,
            Annotation.Kind kind,
            LongConsumer memory,
            Maker maker) {
        Found found = database.read(c -> annotated(c, where, kind));
        return exported(where, once, found, true, memory, maker);
    }

    private Found annotated(Connection connection, Items.Where where, Annotation.Kind kind)
            throws SQLException {
        List<Candidate> candidates = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(FRESH_ANNOTATED)) {
            bind(statement, where, kind);
            statement.setInt(5, rowsMax);
            long bytes = 0;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next() && bytes <= bytesMax) {
                    candidates.add(candidate(row));
                    bytes += candidates.getLast().bytes;
                }
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(COUNT_ANNOTATED)) {
            bind(statement, where, kind);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long remaining = Math.max(0, row.getLong("fresh") - candidates.size());
                return new Found(
                        candidates,
                        row.getLong("textless"),
                        row.getLong("marked"),
                        remaining,
                        List.of());
            }
        }
    }

    private static void bind(PreparedStatement statement, Items.Where where, Annotation.Kind kind)
            throws SQLException {
        statement.setObject(1, where.org());
        statement.setString(2, kind.word());
        statement.setObject(3, where.org());
        statement.setObject(4, where.dataset());
    }

    private static Candidate candidate(ResultSet row) throws SQLException {
        return new Candidate(
                Rows.uuid(row, "trace"),
                row.getObject("annotation", UUID.class),
                row.getLong("bytes"));
    }

    /** Those asked for, with the last that was said of each. */
    private static final String ASKED =
            """
            select t.id as trace, a.id as annotation, t.bytes + coalesce(a.bytes, 0) as bytes,
              t.input is null as textless, m.trace_id is not null as marked
            from dataset d
              join trace t on t.org_id = d.org_id and t.project_id = d.project_id
              left join lateral (
                select id, coalesce(octet_length(notes), 0) as bytes
                from annotation
                where org_id = d.org_id and trace_id = t.id
                order by id desc
                limit 1) a on true
              left join trace_export m on m.dataset_id = d.id and m.trace_id = t.id
            where d.org_id = ? and d.id = ? and d.deleted_at is null and t.id = any(?)
            """;

    /**
     * Makes items of these traces, in their order. Those that are not of the dataset's project, or
     * have no text, are left out.
     *
     * @param deduplicates whether those that are there already are left out too
     */
    public Outcome<Exported> asked(
            Items.Where where,
            Once<Exported> once,
            List<UUID> traces,
            boolean deduplicates,
            LongConsumer memory,
            Maker maker) {
        Found found = database.read(c -> asked(c, where, traces, deduplicates));
        return exported(where, once, found, deduplicates, memory, maker);
    }

    private static Found asked(
            Connection connection, Items.Where where, List<UUID> traces, boolean deduplicates)
            throws SQLException {
        Map<UUID, Candidate> usable = new HashMap<>();
        Set<UUID> marked = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(ASKED)) {
            statement.setObject(1, where.org());
            statement.setObject(2, where.dataset());
            statement.setArray(3, connection.createArrayOf("uuid", traces.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Candidate candidate = candidate(row);
                    if (deduplicates && row.getBoolean("marked")) {
                        marked.add(candidate.trace);
                    } else if (!row.getBoolean("textless")) {
                        usable.put(candidate.trace, candidate);
                    }
                }
            }
        }
        List<Candidate> candidates = new ArrayList<>();
        List<UUID> skipped = new ArrayList<>();
        for (UUID trace : traces) {
            Candidate candidate = usable.get(trace);
            if (candidate != null) {
                candidates.add(candidate);
            } else if (!marked.contains(trace)) {
                skipped.add(trace);
            }
        }
        return new Found(candidates, 0, marked.size(), 0, skipped);
    }

    private static final String ANNOTATIONS =
            """
            select *
            from annotation
            where org_id = ? and id = any(?)
            """;

    private Map<UUID, Annotation> annotations(UUID org, List<Candidate> candidates) {
        Object[] ids =
                candidates.stream().map(Candidate::annotation).filter(Objects::nonNull).toArray();
        return database.read(c -> {
            Map<UUID, Annotation> byTrace = new HashMap<>();
            try (PreparedStatement statement = c.prepareStatement(ANNOTATIONS)) {
                statement.setObject(1, org);
                statement.setArray(2, c.createArrayOf("uuid", ids));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        Annotation annotation = Annotations.annotation(row);
                        byTrace.put(annotation.trace(), annotation);
                    }
                }
            }
            return byTrace;
        });
    }

    private Outcome<Exported> exported(
            Items.Where where,
            Once<Exported> once,
            Found found,
            boolean marks,
            LongConsumer memory,
            Maker maker) {
        List<Made> made = new ArrayList<>();
        List<UUID> tooLarge = new ArrayList<>();
        List<PageParts.Key> keys =
                found.candidates.stream()
                        .map(one -> new PageParts.Key(one.trace, one.bytes))
                        .toList();
        long bytes = keys.stream().mapToLong(PageParts.Key::bytes).sum();
        memory.accept(bytes * MEMORY_PER_TEXT_BYTE + (long) keys.size() * ROW_BYTES);
        Map<UUID, Annotation> annotations = annotations(where.org(), found.candidates);
        pages.visit(
                where.org(),
                keys,
                part -> {},
                trace -> {
                    Annotation annotation = annotations.get(trace.id());
                    maker.apply(trace, annotation)
                            .ifPresentOrElse(
                                    item -> made.add(new Made(trace.id(), kind(annotation), item)),
                                    () -> tooLarge.add(trace.id()));
                });
        return changes.run(
                where,
                once,
                (c, locked) ->
                        new Outcome.Done<>(
                                written(c, locked, where.actor(), found, made, tooLarge, marks)));
    }

    private static String kind(@Nullable Annotation annotation) {
        return annotation == null ? NONE : annotation.kind().word();
    }

    private Exported written(
            Connection connection,
            Revisions.Locked locked,
            UUID actor,
            Found found,
            List<Made> made,
            List<UUID> tooLarge,
            boolean marks)
            throws SQLException {
        Set<UUID> marked = marked(connection, locked, made);
        List<Made> fresh =
                marks ? made.stream().filter(one -> marked.contains(one.trace)).toList() : made;
        List<NewItem> items = fresh.stream().map(Made::item).toList();
        Appended done =
                items.isEmpty()
                        ? new Appended(
                                locked.dataset(), 0, locked.revision(), locked.itemCount(), null)
                        : appends.append(connection, locked, actor, Revisions.Kind.APPEND, items);
        List<Item> examples = new ArrayList<>();
        for (int i = 0; i < Math.min(EXAMPLES_MAX, items.size()); i++) {
            examples.add(items.get(i).stored(Ids.row(done.firstId(), i)));
        }
        List<UUID> skipped = new ArrayList<>(found.skipped);
        skipped.addAll(tooLarge);
        return new Exported(
                items.size(),
                found.withoutText,
                found.duplicates + made.size() - items.size(),
                tooLarge.size(),
                found.remaining,
                done.revision(),
                done.itemCount(),
                kinds(fresh),
                skipped,
                examples);
    }

    private static Map<String, Integer> kinds(List<Made> made) {
        Map<String, Integer> kinds = new TreeMap<>();
        made.forEach(one -> kinds.merge(one.kind, 1, Integer::sum));
        return kinds;
    }

    /** The traces are looked at again, for one may have gone meanwhile. */
    private static final String MARK =
            """
            insert into trace_export (dataset_id, trace_id)
            select d.id, t.id
            from dataset d join trace t on t.org_id = d.org_id
            where d.org_id = ? and d.id = ? and t.id = any(?)
            for key share of t
            on conflict do nothing
            returning trace_id
            """;

    private static Set<UUID> marked(Connection connection, Revisions.Locked locked, List<Made> made)
            throws SQLException {
        Set<UUID> marked = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(MARK)) {
            statement.setObject(1, locked.org());
            statement.setObject(2, locked.dataset());
            Object[] traces = made.stream().map(Made::trace).toArray();
            statement.setArray(3, connection.createArrayOf("uuid", traces));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    marked.add(Rows.uuid(row, "trace_id"));
                }
            }
        }
        return marked;
    }
}
