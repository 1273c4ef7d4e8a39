package goldset.api.znyx;

import goldset.domain.Trace;
import goldset.domain.Utf8;
import goldset.format.Times;
import org.jspecify.annotations.Nullable;
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
        text(out, event.input());
        raw(out, "detector_results", event.detectorResults());
        raw(out, "quality_scores", event.qualityScores());
        raw(out, "metadata", event.metadata());
        out.writeStringProperty("created_at", Times.text(trace.createdAt()));
        out.writeArrayPropertyStart("replays");
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void text(JsonGenerator out, @Nullable Utf8 text) {
        out.writeName("input_text");
        if (text == null) {
            out.writeNull();
        } else {
            out.writeUTF8String(text.bytes(), 0, text.length());
        }
    }

    private static void raw(JsonGenerator out, String name, @Nullable Utf8 json) {
        out.writeName(name);
        out.writeRawValue(json == null ? "null" : json.toString());
    }
}
