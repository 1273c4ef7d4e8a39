package goldset.api.znyx;

import goldset.domain.Item;
import goldset.domain.Run;
import goldset.domain.RunPlan;
import goldset.domain.RunRow;
import goldset.domain.Utf8;
import goldset.domain.scoring.Actual;
import goldset.domain.scoring.Verdict;
import goldset.format.RunPlanText;
import goldset.format.Times;
import goldset.http.Json;
import goldset.store.RunPages;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Runs and their results as this dialect shows them: contract sections 3.1 to 3.3. */
final class RunJson {
    private static final List<String> ACTUAL =
            List.of(
                    "actual_decision",
                    "actual_risk_score",
                    "actual_rule_hits",
                    "detector_results",
                    "latency_ms",
                    "error");

    private RunJson() {}

    /**
     * A summary is never null, for a client would fail on it; a policy's version is what was asked
     * for, else what the guardrail says.
     */
    static void run(JsonGenerator out, Run run, List<String> ignored) {
        Run.Over over = run.over();
        RunPlan plan = RunPlanText.of(run);
        out.writeStartObject();
        out.writeStringProperty("id", run.id().toString());
        out.writeStringProperty("dataset_id", over == null ? null : over.dataset().toString());
        out.writeStringProperty("status", word(run.state()));
        out.writeStringProperty(
                "policy_version",
                plan.policyVersion() == null ? run.policySeen() : plan.policyVersion());
        out.writeStringProperty("bundle_id", plan.bundleId());
        out.writeNumberProperty("total_samples", run.total());
        out.writeNumberProperty("completed_samples", run.done());
        out.writeName("results_summary");
        Utf8 summary = run.summary();
        out.writeRawValue(summary == null ? "{}" : summary.toString());
        out.writeStringProperty("started_at", time(run.startedAt()));
        out.writeStringProperty("completed_at", time(run.completedAt()));
        out.writeStringProperty("created_at", Times.text(run.createdAt()));
        out.writeStringProperty("name", run.name());
        out.writeStringProperty("mode", word(run.mode()));
        out.writeStringProperty("target", plan.target());
        out.writeBooleanProperty("strict", plan.strict());
        out.writeName("dataset_revision");
        out.writePOJO(over == null ? null : over.revision());
        out.writeStringProperty(
                "dataset_content_hash", over == null ? null : over.contentHash().hex());
        out.writeStringProperty("error", run.reason());
        out.writeStringProperty(
                "rerun_of", run.rerunOf() == null ? null : run.rerunOf().toString());
        if (!ignored.isEmpty()) {
            out.writeName("ignored_fields");
            out.writePOJO(ignored);
        }
        out.writeEndObject();
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : Times.text(time);
    }

    static void result(JsonGenerator out, Run run, RunPages.Result result) {
        RunRow row = result.row();
        Item item = result.item();
        out.writeStartObject();
        out.writeStringProperty("id", row.item().toString());
        out.writeStringProperty("run_id", run.id().toString());
        out.writeStringProperty("sample_id", row.item().toString());
        Json.text(out, "input_text", item == null ? told(row).input() : item.input());
        out.writeStringProperty("context", item == null ? Item.CONTEXT_DEFAULT : item.context());
        out.writeStringProperty("expected_decision", item == null ? null : item.expectedDecision());
        list(out, "expected_rule_hits", item == null ? null : item.ruleHits());
        actual(out, row.actual());
        verdict(out, row.verdict());
        output(out, result);
        Json.raw(out, "metadata", item == null ? null : item.metadata());
        out.writeStringProperty("created_at", Times.text(row.at()));
        out.writeEndObject();
    }

    private static void actual(JsonGenerator out, @Nullable Actual actual) {
        if (actual == null) {
            for (String name : ACTUAL) {
                out.writeNullProperty(name);
            }
            return;
        }
        out.writeStringProperty("actual_decision", actual.decision());
        out.writeName("actual_risk_score");
        out.writePOJO(actual.riskScore());
        list(out, "actual_rule_hits", actual.ruleHits());
        Json.raw(out, "detector_results", actual.detectorResults());
        out.writeName("latency_ms");
        Double latency = actual.latencyMs();
        if (latency != null && latency == Math.rint(latency)) {
            out.writeNumber(latency.longValue());
        } else {
            out.writePOJO(latency);
        }
        out.writeStringProperty("error", actual.error());
    }

    private static void verdict(JsonGenerator out, Verdict verdict) {
        out.writeName("is_correct");
        out.writePOJO(verdict.isCorrect());
        out.writeName("decision_match");
        out.writePOJO(verdict.decisionMatch());
        out.writeName("rule_hits_match");
        out.writePOJO(verdict.ruleHitsMatch());
        list(out, "missing_rule_hits", verdict.missing());
        list(out, "unexpected_rule_hits", verdict.unexpected());
    }

    /** Only where somebody told of an output. */
    private static void output(JsonGenerator out, RunPages.Result result) {
        RunRow.Told told = result.row().told();
        if (told != null) {
            Item item = result.item();
            Json.text(
                    out, "expected_output", item == null ? told.expected() : item.expectedOutput());
            Json.text(out, "output", told.output());
            out.writeName("score");
            out.writePOJO(told.score());
            Json.raw(out, "scores", told.scores());
        }
    }

    private static RunRow.Told told(RunRow row) {
        RunRow.Told told = row.told();
        return told == null ? new RunRow.Told(null, null, null, null, null, null, null) : told;
    }

    static void list(JsonGenerator out, String name, @Nullable List<String> words) {
        out.writeName(name);
        out.writePOJO(words);
    }
}
