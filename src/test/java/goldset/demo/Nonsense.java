package goldset.demo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers of 200 that are none. */
public enum Nonsense {
    HTML,
    HALF_JSON,
    /** Two decisions: whoever reads them takes one or the other. */
    TWICE,
    UNKNOWN_DECISION,
    HUGE,
    /** Much that nobody asked for beside what is right. */
    CHAFF,
    /** Much of what is asked for. */
    PARTS,
    RULES,
    /** The same twice, within what is asked for. */
    HIT_TWICE,
    /** As the runtime blocks when it doesn't find its policy. */
    NO_POLICY;

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int HUGE_BYTES = 20 << 20;
    private static final int CHAFF_VALUES = 60_000;

    /** In the place of the right answer. */
    byte[] of(ObjectNode right) {
        return switch (this) {
            case HTML ->
                    "<html><body><h1>It works!</h1></body></html>".getBytes(StandardCharsets.UTF_8);
            case HALF_JSON -> {
                byte[] whole = MAPPER.writeValueAsBytes(right);
                yield Arrays.copyOf(whole, whole.length / 2);
            }
            case TWICE -> {
                String once = right.toString();
                yield (once.substring(0, once.length() - 1) + ",\"decision\":\"BLOCK\"}")
                        .getBytes(StandardCharsets.UTF_8);
            }
            case CHAFF -> {
                ArrayNode chaff = MAPPER.createArrayNode();
                for (int i = 0; i < CHAFF_VALUES; i++) {
                    chaff.addArray();
                }
                ObjectNode all = MAPPER.createObjectNode();
                all.set("chaff", chaff);
                yield MAPPER.writeValueAsBytes(all.setAll(right));
            }
            case PARTS, RULES -> {
                ObjectNode many = right.deepCopy();
                ArrayNode hits = many.putArray("rule_hits");
                for (int i = 0; i < (this == RULES ? 1000 : 6000); i++) {
                    hits.addObject().put("rule_id", "r" + i);
                }
                yield MAPPER.writeValueAsBytes(many);
            }
            case HIT_TWICE -> {
                String hits = "\"rule_hits\":[{\"rule_id\":\"a\",\"rule_id\":\"b\"}]";
                yield right.toString()
                        .replaceFirst("\"rule_hits\":\\[[^]]*]", hits)
                        .getBytes(StandardCharsets.UTF_8);
            }
            case UNKNOWN_DECISION -> {
                ObjectNode other = right.deepCopy().put("decision", "PERHAPS");
                other.putObject("verdict").put("action", "perhaps");
                yield MAPPER.writeValueAsBytes(other);
            }
            case HUGE -> {
                byte[] spaces = new byte[HUGE_BYTES];
                Arrays.fill(spaces, (byte) ' ');
                spaces[0] = '{';
                spaces[HUGE_BYTES - 1] = '}';
                yield spaces;
            }
            case NO_POLICY -> {
                ObjectNode none = right.deepCopy().put("decision", "BLOCK");
                none.put("policy_version", "error").put("risk_score", 100).putArray("rule_hits");
                yield MAPPER.writeValueAsBytes(none);
            }
        };
    }
}
