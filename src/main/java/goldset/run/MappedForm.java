package goldset.run;

import goldset.domain.Item;
import goldset.domain.Utf8;
import goldset.domain.scoring.Actual;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A form of the guardrail's own, as its mapping says. */
final class MappedForm implements Form {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int RISK_MAX = 100;

    private final Mapping mapping;
    private final Set<String> wanted = new HashSet<>();

    MappedForm(Mapping mapping) {
        this.mapping = mapping;
        Stream.of(
                        mapping.decisionAt(),
                        mapping.rulesAt(),
                        mapping.riskAt(),
                        mapping.latencyAt(),
                        mapping.policyAt())
                .filter(Objects::nonNull)
                .forEach(pointer -> wanted.add(Pointer.first(pointer)));
    }

    @Override
    public Asked ask(String id, Item item) throws BadAnswer {
        JsonNode body = mapping.body().deepCopy();
        Pointer.put(body, mapping.textAt(), item.input().toString());
        if (mapping.contextAt() != null) {
            Pointer.put(body, mapping.contextAt(), item.context());
        }
        if (mapping.idAt() != null) {
            Pointer.put(body, mapping.idAt(), id);
        }
        String path = mapping.path().replace(Mapping.CONTEXT, item.context());
        return new Asked(mapping.method(), path, Utf8.of(MAPPER.writeValueAsBytes(body)));
    }

    @Override
    public Read read(byte[] body, double latencyMs) throws BadAnswer {
        JsonNode answer = Answers.object(body, this::wants);
        JsonNode risk = first(answer, mapping.riskAt());
        JsonNode latency = first(answer, mapping.latencyAt());
        JsonNode policy = first(answer, mapping.policyAt());
        Actual actual =
                new Actual(
                        decision(answer),
                        risk != null && risk.isNumber() ? risk(risk.asDouble(0)) : null,
                        rules(answer),
                        latency != null && latency.isNumber() && latency.asDouble(0) >= 0
                                ? Answers.tenths(latency.asDouble(0))
                                : latencyMs,
                        null,
                        null);
        return new Read(
                actual,
                policy == null || !policy.isValueNode()
                        ? null
                        : Answers.bounded(policy.asString("")));
    }

    private String decision(JsonNode answer) throws BadAnswer {
        JsonNode value = first(answer, mapping.decisionAt());
        if (value == null || !value.isValueNode()) {
            throw new BadAnswer("the answer has nothing at " + mapping.decisionAt());
        }
        String word = value.asString("");
        String meant = mapping.decisions().get(word);
        return meant == null ? Answers.decision(word) : meant;
    }

    private int risk(double value) {
        return Math.clamp(Math.round(value * mapping.riskTimes()), 0, RISK_MAX);
    }

    private boolean wants(String member) {
        return wanted.contains(member) || wanted.contains(Pointer.EACH);
    }

    private List<String> rules(JsonNode answer) throws BadAnswer {
        String pointer = mapping.rulesAt();
        return pointer == null ? List.of() : Answers.rules(Pointer.all(answer, pointer));
    }

    private static @Nullable JsonNode first(JsonNode answer, @Nullable String pointer) {
        return pointer == null
                ? null
                : Pointer.all(answer, pointer).stream().findFirst().orElse(null);
    }
}
