package goldset.api.evalguard;

import goldset.domain.Item;
import goldset.domain.Run;
import goldset.domain.RunRow;
import goldset.domain.Utf8;
import goldset.domain.scoring.Actual;
import goldset.format.RunPlanText;
import goldset.format.Times;
import goldset.http.Json;
import goldset.run.ToldRows;
import goldset.store.RunPages;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs and their results as this dialect shows them: contract section 4. */
final class EvalJson {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private EvalJson() {}

    static void run(JsonGenerator out, Run run, List<String> ignored) {
        out.writeStartObject();
        fields(out, run, ignored);
        out.writeEndObject();
    }

    /** What an end came to, for who brought it about. */
    static void ended(JsonGenerator out, Run run, List<String> ignored) {
        out.writeStartObject();
        fields(out, run, ignored);
        out.writeName("summary");
        summary(out, run);
        out.writeEndObject();
    }

    private static void fields(JsonGenerator out, Run run, List<String> ignored) {
        Run.Over over = run.over();
        out.writeStringProperty("id", run.id().toString());
        out.writeStringProperty("name", run.name());
        out.writeStringProperty("project_id", run.project().toString());
        out.writeStringProperty("status", word(run.state()));
        out.writeBooleanProperty("external", run.mode() == Run.Mode.EXTERNAL);
        out.writeNumberProperty("totalTests", run.total());
        out.writeNumberProperty("completedTests", run.done());
        out.writeStringProperty("model", RunPlanText.of(run).model());
        out.writeStringProperty("datasetId", over == null ? null : over.dataset().toString());
        out.writeName("datasetRevision");
        out.writePOJO(over == null ? null : over.revision());
        out.writeStringProperty("contentHash", over == null ? null : over.contentHash().hex());
        out.writeStringProperty("error", run.reason());
        out.writeStringProperty("created_at", Times.text(run.createdAt()));
        out.writeStringProperty("completed_at", time(run.completedAt()));
        if (!ignored.isEmpty()) {
            out.writeName("ignored_fields");
            out.writePOJO(ignored);
        }
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : Times.text(time);
    }

    /** Null until the run is over. */
    static void summary(JsonGenerator out, Run run) {
        Utf8 summary = run.summary();
        if (summary == null) {
            out.writeNull();
            return;
        }
        JsonNode figures = MAPPER.readTree(summary.bytes());
        out.writeStartObject();
        out.writeNumberProperty("total", figures.path("completed").asLong(0));
        out.writeNumberProperty("passed", figures.path("correct").asLong(0));
        out.writeNumberProperty("failed", figures.path("incorrect").asLong(0));
        out.writeNumberProperty("errored", figures.path("errors").asLong(0));
        out.writeName("passRate");
        out.writePOJO(figures.path("accuracy"));
        out.writeName("metrics");
        out.writeRawValue(summary.toString());
        out.writeEndObject();
    }

    static void result(JsonGenerator out, RunPages.Result result) {
        RunRow row = result.row();
        RunRow.Told told = row.told();
        Item item = result.item();
        out.writeStartObject();
        if (item == null) {
            out.writeNumberProperty("test_case_index", ToldRows.number(row.item()));
        } else {
            out.writeName("test_case_index");
            out.writePOJO(row.place());
            out.writeStringProperty("caseId", row.item().toString());
        }
        Json.text(out, "input", item == null ? told == null ? null : told.input() : item.input());
        Utf8 expected = told == null ? null : told.expected();
        Json.text(
                out,
                "expected",
                expected == null && item != null ? item.expectedOutput() : expected);
        Json.text(out, "output", told == null ? null : told.output());
        out.writeName("passed");
        out.writePOJO(row.verdict().isCorrect());
        out.writeName("score");
        out.writePOJO(told == null ? null : told.score());
        out.writeName("scores");
        Utf8 scores = told == null ? null : told.scores();
        out.writeRawValue(scores == null ? "null" : scores.toString());
        out.writeName("cost");
        out.writePOJO(told == null ? null : told.cost());
        actual(out, row.actual(), told == null ? null : told.latencyMs());
        out.writeName("missing_rule_hits");
        out.writePOJO(row.verdict().missing());
        out.writeName("unexpected_rule_hits");
        out.writePOJO(row.verdict().unexpected());
        out.writeStringProperty("created_at", Times.text(row.at()));
        out.writeEndObject();
    }

    private static void actual(
            JsonGenerator out, @Nullable Actual actual, @Nullable Double toldLatency) {
        out.writeName("latency_ms");
        out.writePOJO(actual == null ? toldLatency : actual.latencyMs());
        out.writeStringProperty("actual_decision", actual == null ? null : actual.decision());
        out.writeName("actual_rule_hits");
        out.writePOJO(actual == null ? null : actual.ruleHits());
        out.writeStringProperty("error", actual == null ? null : actual.error());
    }

    static void taken(JsonGenerator out, Run run, int accepted) {
        out.writeStartObject();
        out.writeStringProperty("id", run.id().toString());
        out.writeNumberProperty("accepted", accepted);
        out.writeNumberProperty("completedTests", run.done());
        out.writeNumberProperty("totalTests", run.total());
        out.writeEndObject();
    }

    static void pagination(JsonGenerator out, @Nullable String next, long total) {
        out.writeObjectPropertyStart("pagination");
        out.writeStringProperty("nextCursor", next);
        out.writeNumberProperty("total", total);
        out.writeEndObject();
    }
}
