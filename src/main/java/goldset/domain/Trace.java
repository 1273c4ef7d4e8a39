package goldset.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a guardrail decided of one text, as it told. The time of its arrival stands in its id. */
public record Trace(UUID id, UUID project, Event event) {

    /**
     * What was told.
     *
     * @param input the text; null where the guardrail keeps it to itself, as it does by default
     * @param detectorResults JSON text of a list
     * @param metadata JSON text of an object, with what has no field of its own
     */
    public record Event(
            String requestId,
            String context,
            String decision,
            Names names,
            @Nullable Integer riskScore,
            @Nullable Integer latencyMs,
            @Nullable List<String> ruleHits,
            @Nullable Utf8 input,
            @Nullable Utf8 detectorResults,
            @Nullable Utf8 qualityScores,
            @Nullable Utf8 metadata) {}

    /**
     * What it was part of.
     *
     * @param traceId that of distributed tracing
     */
    public record Names(
            @Nullable String traceId,
            @Nullable String sessionId,
            @Nullable String spanId,
            @Nullable String policyVersion,
            @Nullable String policyHash,
            @Nullable String tenantId,
            @Nullable String appId,
            @Nullable String agentId,
            @Nullable String env) {}

    public Instant createdAt() {
        return Ids.timeOf(id);
    }
}
