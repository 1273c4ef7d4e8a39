package goldset.api.znyx;

import goldset.domain.Item;
import goldset.domain.Outcome.What;
import goldset.domain.Target;
import goldset.domain.Trace;
import goldset.domain.Utf8;
import goldset.domain.scoring.Actual;
import goldset.http.Fields;
import goldset.http.HttpProblem;
import goldset.http.Request;
import goldset.http.Response;
import goldset.run.Guardrails;
import goldset.run.Pushes;
import goldset.store.Traces;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /v1/orgs/{org}/traces/{trace}/replay}: what the guardrail would say of a text today. */
public final class Replays {
    private static final int VERSION_CHARS_MAX = 200;

    private final Traces traces;
    private final Pushes pushes;
    private final Guardrails guardrails;

    public Replays(Traces traces, Pushes pushes, Guardrails guardrails) {
        this.traces = traces;
        this.pushes = pushes;
        this.guardrails = guardrails;
    }

    public Response replay(Request request) {
        Fields fields = Fields.readOptional(request, Set.of("policy_version", "target"));
        fields.text("policy_version", VERSION_CHARS_MAX);
        String named = fields.text("target", VERSION_CHARS_MAX);
        fields.check();
        Trace trace =
                traces.get(request.org(), request.id("trace", "Trace"))
                        .orElseThrow(() -> Outcomes.absent(What.TRACE));
        UUID bound = request.caller().project();
        if (bound != null && !bound.equals(trace.project())) {
            throw Outcomes.otherProject("trace");
        }
        Target target =
                pushes.target(request.org(), named == null ? Target.DEFAULT : named)
                        .orElseThrow(() -> Outcomes.absent(What.TARGET));
        Utf8 input = trace.event().input();
        if (input == null) {
            throw HttpProblem.of(
                    HttpProblem.Kind.CONFLICT, "The trace has no text, so nothing can be replayed");
        }
        Guardrails.Told told = told(target, item(trace, input));
        if (told.actual().isError()) {
            throw HttpProblem.of(
                    HttpProblem.Kind.BAD_GATEWAY, "No decision: " + told.actual().error());
        }
        return Response.stream(200, out -> write(out, trace, told));
    }

    private static Item item(Trace trace, Utf8 input) {
        return new Item(
                trace.id(),
                input,
                trace.event().context(),
                null,
                null,
                null,
                trace.event().metadata(),
                null);
    }

    private Guardrails.Told told(Target target, Item item) {
        try {
            return guardrails.ask(target, "replay-" + item.id(), item);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HttpProblem.of(HttpProblem.Kind.UNAVAILABLE, "The server stops");
        }
    }

    /**
     * Numbers, for clients that need them. The policy is the guardrail's own, whatever was asked.
     */
    private static void write(JsonGenerator out, Trace trace, Guardrails.Told told) {
        Actual actual = told.actual();
        Integer risk = actual.riskScore();
        Double latency = actual.latencyMs();
        @Nullable Utf8 detectors = actual.detectorResults();
        out.writeStartObject();
        out.writeStringProperty("source_trace_id", trace.id().toString());
        out.writeStringProperty("replay_decision", actual.decision());
        out.writeNumberProperty("replay_risk_score", risk == null ? 0 : risk);
        out.writeName("replay_detector_results");
        out.writeRawValue(detectors == null ? "[]" : detectors.toString());
        out.writeNumberProperty("replay_latency_ms", latency == null ? 0 : Math.round(latency));
        out.writeName("replay_rule_hits");
        out.writePOJO(actual.ruleHits());
        out.writeStringProperty("policy_version", told.policy());
        out.writeEndObject();
    }
}
