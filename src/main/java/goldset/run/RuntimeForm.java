package goldset.run;

import goldset.domain.Item;
import goldset.domain.Utf8;
import goldset.domain.Utf8Text;
import goldset.domain.scoring.Actual;
import goldset.format.UserOf;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form of Znyx's runtime. Each item is somebody else's request: the runtime's detector of abuse
 * counts by user, and would block the sixty-first of one user whatever it says.
 */
final class RuntimeForm implements Form {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int RISK_MAX = 100;
    private static final int BODY_BYTES = 512;

    private static final String SCOPE =
            ",\"tenant_id\":\"default\",\"app_id\":\"default\",\"agent_id\":\"default\",\"env\":\"prod\","
                    + "\"metadata\":";

    private static final String TOOL = "tool_name";

    private static final Set<String> WANTED =
            Set.of(
                    "decision",
                    "policy_version",
                    "rule_hits",
                    "developer_message",
                    "risk_score",
                    "latency_ms",
                    "detector_results");

    /** What is kept of a detector's answer, as the runtime's own worker sends it. */
    private static final List<String> DETECTOR_FIELDS =
            List.of("detector_name", "decision", "risk_score", "latency_ms", "execution_mode");

    private static final int DETECTORS_MAX = 200;

    @Override
    public Asked ask(String id, Item item) {
        Utf8Text body = new Utf8Text(item.input().length() + BODY_BYTES);
        body.put("{\"request_id\":").string(id);
        body.put(SCOPE).json(UserOf.item(item.metadata(), id));
        String path = content(body, item);
        return new Asked("POST", "/v1/evaluate/" + path, body.put("}").copy());
    }

    /** A stage has its own path, and its own name for the text. */
    private static String content(Utf8Text body, Item item) {
        Utf8 text = item.input();
        return switch (item.context()) {
            case "retrieval" -> {
                body.put(",\"chunks\":[{\"tenant_id\":\"default\",\"content\":")
                        .string(text)
                        .put("}]");
                yield "retrieval";
            }
            case "tool" -> {
                // What is in the arguments only the rules for tools see, and no detector.
                body.put(",\"tool_name\":").string(tool(item));
                body.put(",\"tool_args\":{},\"tool_result\":").string(text);
                yield "tool";
            }
            case "agent_plan" -> {
                body.put(",\"plan\":").string(text);
                yield "agent-plan";
            }
            case "agent_loop" -> {
                body.put(",\"action\":").string(text);
                yield "agent-step";
            }
            case "memory_write" -> {
                body.put(",\"memory_key\":\"sample\",\"memory_value\":").string(text);
                yield "memory-write";
            }
            default -> {
                body.put(",\"text\":").string(text);
                yield item.context();
            }
        };
    }

    /** A policy may allow tools by their names. */
    private static String tool(Item item) {
        Utf8 metadata = item.metadata();
        JsonNode name = metadata == null ? null : MAPPER.readTree(metadata.bytes()).get(TOOL);
        return name != null && name.isString() ? name.asString() : "tool";
    }

    @Override
    public Read read(byte[] body, double latencyMs) throws BadAnswer {
        JsonNode answer = Answers.object(body, WANTED::contains);
        String policy = answer.path("policy_version").asString("");
        List<String> hits = hits(answer.path("rule_hits"));
        String decision = Answers.decision(answer.path("decision").asString(""));
        if (decision.equals("BLOCK") && policy.equals("error") && hits.isEmpty()) {
            throw new BadAnswer("the guardrail couldn't find its policy, and blocks everything");
        }
        boolean late = answer.path("developer_message").asString("").contains("failing closed");
        if (decision.equals("BLOCK") && late && hits.isEmpty()) {
            throw new BadAnswer("the guardrail ran out of time, and blocks what it didn't judge");
        }
        JsonNode risk = answer.path("risk_score");
        JsonNode latency = answer.path("latency_ms");
        Actual actual =
                new Actual(
                        decision,
                        risk.isNumber() ? Math.clamp(risk.asInt(0), 0, RISK_MAX) : null,
                        hits,
                        latency.isNumber() && latency.asDouble(0) >= 0
                                ? Answers.tenths(latency.asDouble(0))
                                : latencyMs,
                        detectors(answer.path("detector_results")),
                        null);
        return new Read(actual, policy.isEmpty() ? null : Answers.bounded(policy));
    }

    private static List<String> hits(JsonNode list) throws BadAnswer {
        List<JsonNode> ids = new ArrayList<>();
        list.forEach(hit -> ids.add(hit.path("rule_id")));
        return Answers.rules(ids);
    }

    private static @Nullable Utf8 detectors(JsonNode list) {
        if (list.isEmpty() || !list.isArray() || list.size() > DETECTORS_MAX) {
            return null;
        }
        ArrayNode kept = MAPPER.createArrayNode();
        for (JsonNode detector : list) {
            ObjectNode one = kept.addObject();
            DETECTOR_FIELDS.forEach(name -> one.set(name, detector.get(name)));
        }
        return Answers.small(kept);
    }
}
