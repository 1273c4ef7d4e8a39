package goldset.run;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.format.Text;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Where in a guardrail's own form things stand. Places are JSON pointers; in those of an answer a
 * star stands for each entry.
 *
 * @param path behind the target's URL; {@code {context}} in it becomes the item's
 * @param body what is sent, but for the text; an object
 * @param contextAt where the item's context goes; null when it goes nowhere
 * @param idAt where the request's id goes; null when it goes nowhere
 * @param decisions what the guardrail's words mean, beside the five decisions themselves
 * @param riskTimes what makes the guardrail's number one from 0 to 100
 */
record Mapping(
        String path,
        String method,
        JsonNode body,
        String textAt,
        @Nullable String contextAt,
        @Nullable String idAt,
        String decisionAt,
        Map<String, String> decisions,
        @Nullable String rulesAt,
        @Nullable String riskAt,
        double riskTimes,
        @Nullable String latencyAt,
        @Nullable String policyAt) {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private static final List<String> NAMES =
            List.of(
                    "path",
                    "method",
                    "body",
                    "text_at",
                    "context_at",
                    "id_at",
                    "decision_at",
                    "decisions",
                    "rules_at",
                    "risk_at",
                    "risk_times",
                    "latency_at",
                    "policy_at");

    private static final int DECISIONS_MAX = 100;
    private static final int PATH_CHARS_MAX = 1000;
    private static final BigDecimal RISK_TIMES_MIN = new BigDecimal("0.000001");
    private static final BigDecimal RISK_TIMES_MAX = new BigDecimal(1_000_000);
    private static final Set<String> STEPS = Set.of(".", "..");

    /** In a path, for the item's context. */
    static final String CONTEXT = "{context}";

    /** Out of JSON that was checked when it came. */
    static Mapping of(String json) {
        return read(json, new Complaints(), List.of()).orElseThrow();
    }

    /** Empty when there is something to complain of. */
    static Optional<Mapping> read(String json, Complaints complaints, List<Object> at) {
        return new Reader(MAPPER.readTree(json), complaints, at).read();
    }

    private static final class Reader {
        private final JsonNode json;
        private final Complaints complaints;
        private final List<Object> at;
        private boolean sound = true;

        Reader(JsonNode json, Complaints complaints, List<Object> at) {
            this.json = json;
            this.complaints = complaints;
            this.at = at;
        }

        Optional<Mapping> read() {
            json.propertyNames().stream()
                    .filter(name -> !NAMES.contains(name))
                    .forEach(name -> complain(name, "is none of " + String.join(", ", NAMES)));
            Mapping mapping =
                    new Mapping(
                            path(),
                            method(),
                            body(),
                            pointer("text_at", "/text"),
                            pointerOrNull("context_at"),
                            pointerOrNull("id_at"),
                            required("decision_at"),
                            decisions(),
                            pointerOrNull("rules_at"),
                            pointerOrNull("risk_at"),
                            riskTimes(),
                            pointerOrNull("latency_at"),
                            pointerOrNull("policy_at"));
            if (sound) {
                places(mapping);
            }
            return sound ? Optional.of(mapping) : Optional.empty();
        }

        /** What is put into the body must have its place there. */
        private void places(Mapping mapping) {
            try {
                Pointer.put(mapping.body, mapping.textAt, "");
            } catch (BadAnswer e) {
                complain("text_at", e.reason());
            }
            for (String name : List.of("context_at", "id_at")) {
                String place = json.path(name).asString("");
                try {
                    if (!place.isEmpty()) {
                        Pointer.put(mapping.body, place, "");
                    }
                } catch (BadAnswer e) {
                    complain(name, e.reason());
                }
            }
        }

        private String path() {
            String path = json.path("path").asString("");
            if (!path.isEmpty() && !isPath(path.replace(CONTEXT, "input"))) {
                complain(
                        "path",
                        "should begin with a slash, and be as a URL has it, without a query");
            }
            return path;
        }

        /** Without a query, which the target's URL may have, and without steps up. */
        private static boolean isPath(String path) {
            try {
                URI uri = new URI("http://host" + path);
                return path.startsWith("/")
                        && path.length() <= PATH_CHARS_MAX
                        && path.equals(uri.getRawPath())
                        && uri.toASCIIString().equals(uri.toString())
                        && Stream.of(uri.getPath().split("/")).noneMatch(STEPS::contains);
            } catch (URISyntaxException e) {
                return false;
            }
        }

        private String method() {
            String method = json.path("method").asString("POST");
            if (!method.equals("POST") && !method.equals("PUT")) {
                complain("method", "should be POST or PUT");
            }
            return method;
        }

        private JsonNode body() {
            JsonNode body = json.get("body");
            if (body != null && !body.isObject()) {
                complain("body", "should be an object");
            }
            return body == null ? JsonNodeFactory.instance.objectNode() : body;
        }

        private String required(String name) {
            if (!json.has(name)) {
                complain(name, "is required");
            }
            return pointer(name, "");
        }

        private String pointer(String name, String otherwise) {
            JsonNode value = json.path(name);
            String text = value.asString(otherwise);
            if (!text.startsWith("/") && json.has(name)) {
                complain(name, "should be a JSON pointer: /verdict/action, say");
            }
            return text;
        }

        private @Nullable String pointerOrNull(String name) {
            return json.has(name) && !json.path(name).isNull() ? pointer(name, "") : null;
        }

        private Map<String, String> decisions() {
            Map<String, String> decisions = new LinkedHashMap<>();
            JsonNode list = json.path("decisions");
            if (json.has("decisions") && (!list.isObject() || list.size() > DECISIONS_MAX)) {
                complain("decisions", "should be an object of at most " + DECISIONS_MAX + " words");
                return decisions;
            }
            for (Map.Entry<String, JsonNode> word : list.properties()) {
                try {
                    decisions.put(word.getKey(), Answers.decision(word.getValue().asString("")));
                } catch (BadAnswer e) {
                    complain("decisions", "should each be one of " + Answers.ALL);
                }
            }
            return decisions;
        }

        private double riskTimes() {
            JsonNode times = json.path("risk_times");
            if (!json.has("risk_times")) {
                return 1;
            }
            boolean sane =
                    times.isNumber()
                            && times.decimalValue().compareTo(RISK_TIMES_MIN) >= 0
                            && times.decimalValue().compareTo(RISK_TIMES_MAX) <= 0;
            if (!sane) {
                complain(
                        "risk_times",
                        "should be a number from " + RISK_TIMES_MIN + " to " + RISK_TIMES_MAX);
            }
            return sane ? times.decimalValue().doubleValue() : 1;
        }

        private void complain(String name, String what) {
            sound = false;
            List<Object> place = new ArrayList<>(at);
            place.add(Text.shown(name));
            complaints.add(
                    new Complaint(
                            List.copyOf(place), "value_error", "Value error, " + what, null, null));
        }
    }
}
