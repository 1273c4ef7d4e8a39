package goldset.store;

import goldset.domain.Ids;
import goldset.domain.NewTrace;
import goldset.domain.Once;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import goldset.domain.Received;
import goldset.domain.Trace;
import goldset.domain.Utf8;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What guardrails told. A trace is seen as long as its project is there. */
public final class Traces {
    private static final int BATCH_ROWS = 200;

    private final Database database;
    private final Answers answers;
    private final Ids ids;

    public Traces(Database database, Answers answers, Ids ids) {
        this.database = database;
        this.answers = answers;
        this.ids = ids;
    }

    /** Keeps events of a project; what is there already is not kept twice. */
    public Outcome<Received> add(
            UUID org, UUID project, Once<Received> once, List<NewTrace> events) {
        UUID first = ids.block(null);
        // In nobody's line: events of one project don't wait for each other.
        return answers.write(
                first,
                once,
                c -> {
                    if (!Projects.hold(c, org, project)) {
                        return new Outcome.Absent<>(What.PROJECT);
                    }
                    int added = insert(c, org, project, first, events);
                    return new Outcome.Done<>(new Received(added, events.size() - added));
                });
    }

    private static final String INSERT =
            """
            insert into trace (org_id, project_id, id, hash, detectors, bytes, request_id, context,
              decision, risk_score, latency_ms, rule_hits, input, detector_results, quality_scores,
              metadata, trace_id, session_id, span_id, policy_version, policy_hash, tenant_id,
              app_id, agent_id, env)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?::json, ?::json, ?, ?, ?, ?, ?,
              ?, ?, ?, ?)
            on conflict (org_id, project_id, hash) do nothing
            """;

    private static int insert(
            Connection connection, UUID org, UUID project, UUID first, List<NewTrace> events)
            throws SQLException {
        // In one order: else two calls with the same events wait for each other for ever.
        List<Integer> order =
                IntStream.range(0, events.size())
                        .boxed()
                        .sorted(Comparator.comparing(i -> events.get(i).hash().hex()))
                        .toList();
        int added = 0;
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (int i = 0; i < events.size(); i++) {
                int at = order.get(i);
                statement.setObject(1, org);
                statement.setObject(2, project);
                statement.setObject(3, Ids.row(first, at));
                bind(connection, statement, events.get(at));
                statement.addBatch();
                if ((i + 1) % BATCH_ROWS == 0 || i + 1 == events.size()) {
                    for (int count : statement.executeBatch()) {
                        added += count;
                    }
                }
            }
        }
        return added;
    }

    private static void bind(Connection connection, PreparedStatement statement, NewTrace trace)
            throws SQLException {
        Trace.Event event = trace.event();
        statement.setBytes(4, trace.hash().bytes());
        statement.setArray(5, texts(connection, trace.detectors()));
        statement.setInt(6, trace.bytes());
        statement.setString(7, event.requestId());
        statement.setString(8, event.context());
        statement.setString(9, event.decision());
        statement.setObject(10, event.riskScore(), Types.INTEGER);
        statement.setObject(11, event.latencyMs(), Types.INTEGER);
        List<String> hits = event.ruleHits();
        statement.setArray(12, hits == null ? null : texts(connection, hits));
        statement.setString(13, text(event.input()));
        statement.setString(14, text(event.detectorResults()));
        statement.setString(15, text(event.qualityScores()));
        statement.setString(16, text(event.metadata()));
        Trace.Names names = event.names();
        statement.setString(17, names.traceId());
        statement.setString(18, names.sessionId());
        statement.setString(19, names.spanId());
        statement.setString(20, names.policyVersion());
        statement.setString(21, names.policyHash());
        statement.setString(22, names.tenantId());
        statement.setString(23, names.appId());
        statement.setString(24, names.agentId());
        statement.setString(25, names.env());
    }

    private static Array texts(Connection connection, List<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static @Nullable String text(@Nullable Utf8 text) {
        return text == null ? null : text.toString();
    }

    private static final String GET =
            """
            select t.*
            from trace t join project p on p.id = t.project_id and p.deleted_at is null
            where t.org_id = ? and t.id = ?
            """;

    public Optional<Trace> get(UUID org, UUID id) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(GET)) {
                statement.setObject(1, org);
                statement.setObject(2, id);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(trace(row)) : Optional.empty();
                }
            }
        });
    }

    static Trace trace(ResultSet row) throws SQLException {
        return new Trace(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "project_id"),
                new Trace.Event(
                        Rows.text(row, "request_id"),
                        Rows.text(row, "context"),
                        Rows.text(row, "decision"),
                        new Trace.Names(
                                row.getString("trace_id"),
                                row.getString("session_id"),
                                row.getString("span_id"),
                                row.getString("policy_version"),
                                row.getString("policy_hash"),
                                row.getString("tenant_id"),
                                row.getString("app_id"),
                                row.getString("agent_id"),
                                row.getString("env")),
                        row.getObject("risk_score", Integer.class),
                        row.getObject("latency_ms", Integer.class),
                        Rows.textsOrNull(row, "rule_hits"),
                        Utf8.orNull(row.getString("input")),
                        Utf8.orNull(row.getString("detector_results")),
                        Utf8.orNull(row.getString("quality_scores")),
                        Utf8.orNull(row.getString("metadata"))));
    }

    /**
     * Traces in sum.
     *
     * @param decisions how many there are of each that there is
     * @param latencyMs the average of those that tell one; null when none does
     */
    public record Sums(Map<String, Long> decisions, @Nullable Double latencyMs) {}

    private static final String SUMS =
            """
            select t.decision, count(*) as traces, count(t.latency_ms) as timed,
              sum(t.latency_ms) as latency
            from trace t join project p on p.id = t.project_id and p.deleted_at is null
            where t.org_id = ? and t.id >= ? and (?::uuid is null or t.project_id = ?)
              and (?::text is null or t.env = ?)
            group by t.decision
            """;

    /** All that arrived since a time. */
    public Sums sums(UUID org, Instant since, @Nullable UUID project, @Nullable String env) {
        return database.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(SUMS)) {
                statement.setObject(1, org);
                statement.setObject(2, firstId(since));
                statement.setObject(3, project);
                statement.setObject(4, project);
                statement.setString(5, env);
                statement.setString(6, env);
                try (ResultSet row = statement.executeQuery()) {
                    return sums(row);
                }
            }
        });
    }

    private static Sums sums(ResultSet row) throws SQLException {
        Map<String, Long> decisions = new TreeMap<>();
        long timed = 0;
        double latency = 0;
        while (row.next()) {
            decisions.put(Rows.text(row, "decision"), row.getLong("traces"));
            timed += row.getLong("timed");
            latency += row.getDouble("latency");
        }
        return new Sums(decisions, timed == 0 ? null : latency / timed);
    }

    /** No id of that time or later is before it. */
    static UUID firstId(Instant time) {
        return new UUID(time.toEpochMilli() << 16, 0);
    }
}
