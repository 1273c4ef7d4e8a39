package goldset.api.znyx;

import goldset.domain.Trace;
import goldset.format.Times;
import goldset.http.Json;
import tools.jackson.core.JsonGenerator;

/** A trace as this dialect shows it: contract section 2.1. */
final class TraceJson {
    private TraceJson() {}

    static void trace(JsonGenerator out, Trace trace) {
        Trace.Event event = trace.event();
        Trace.Names names = event.names();
        out.writeStartObject();
        out.writeStringProperty("id", trace.id().toString());
        out.writeStringProperty("request_id", event.requestId());
        out.writeStringProperty("context", event.context());
        out.writeStringProperty("decision", event.decision());
        out.writeStringProperty("trace_id", names.traceId());
        out.writeStringProperty("session_id", names.sessionId());
        out.writeStringProperty("span_id", names.spanId());
        out.writeName("risk_score");
        out.writePOJO(event.riskScore());
        out.writeStringProperty("policy_version", names.policyVersion());
        out.writeStringProperty("policy_hash", names.policyHash());
        out.writeName("latency_ms");
        out.writePOJO(event.latencyMs());
        out.writeName("rule_hit_ids");
        out.writePOJO(event.ruleHits());
        out.writeStringProperty("tenant_id", names.tenantId());
        out.writeStringProperty("app_id", names.appId());
        out.writeStringProperty("agent_id", names.agentId());
        out.writeStringProperty("env", names.env());
        Json.text(out, "input_text", event.input());
        Json.raw(out, "detector_results", event.detectorResults());
        Json.raw(out, "quality_scores", event.qualityScores());
        Json.raw(out, "metadata", event.metadata());
        out.writeStringProperty("created_at", Times.text(trace.createdAt()));
        out.writeArrayPropertyStart("replays");
        out.writeEndArray();
        out.writeEndObject();
    }
}
