package goldset.format;

import goldset.domain.Complaints;
import goldset.domain.NewTrace;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A guardrail's evaluation, request and answer together, as the event that tells of it. */
public final class Evaluation {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** The last part of a path, with the stage that it is of. */
    public static final Map<String, String> STAGES =
            Map.of(
                    "input", "input",
                    "output", "output",
                    "tool", "tool",
                    "retrieval", "retrieval",
                    "agent-plan", "agent_plan",
                    "agent-step", "agent_loop",
                    "memory-write", "memory_write");

    private static final List<String> ASKED =
            List.of(
                    "request_id",
                    "tenant_id",
                    "app_id",
                    "agent_id",
                    "env",
                    "trace_id",
                    "session_id",
                    "span_id",
                    "metadata");

    private static final List<String> ANSWERED =
            List.of("decision", "risk_score", "policy_version", "latency_ms", "detector_results");

    /** What is judged at a stage; the first that is there. */
    private static final List<String> TEXTS =
            List.of("text", "tool_result", "tool_args", "chunks", "plan", "action", "memory_value");

    private Evaluation() {}

    /** Empty when one of the two isn't what a runtime takes or gives. */
    public static Optional<NewTrace> event(
            byte[] request, byte[] answer, String stage, int bytesMax) {
        try {
            JsonNode asked = MAPPER.readTree(request);
            JsonNode said = MAPPER.readTree(answer);
            ObjectNode event = MAPPER.createObjectNode();
            ASKED.forEach(name -> put(event, name, asked.get(name)));
            ANSWERED.forEach(name -> put(event, name, said.get(name)));
            event.put("context", stage);
            ArrayNode hits = event.putArray("rule_hit_ids");
            said.path("rule_hits").forEach(hit -> hits.add(hit.path("rule_id").asString("")));
            put(event, "input_text", text(asked));
            return read(MAPPER.writeValueAsBytes(event), bytesMax);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static void put(ObjectNode event, String name, @Nullable JsonNode value) {
        if (value != null && !value.isNull()) {
            event.set(name, value);
        }
    }

    private static @Nullable JsonNode text(JsonNode asked) {
        for (String name : TEXTS) {
            JsonNode value = asked.get(name);
            if (value != null && !value.isNull()) {
                return value.isString() ? value : MAPPER.valueToTree(value.toString());
            }
        }
        return null;
    }

    private static Optional<NewTrace> read(byte[] event, int bytesMax) {
        Complaints complaints = new Complaints();
        try (JsonParser parser =
                StrictJson.parser(new ByteArrayInputStream(event), Integer.MAX_VALUE)) {
            parser.nextToken();
            NewTrace trace =
                    new EventReader(complaints, bytesMax, bytes -> {}).read(parser, List.of());
            return complaints.isEmpty() ? Optional.ofNullable(trace) : Optional.empty();
        }
    }
}
