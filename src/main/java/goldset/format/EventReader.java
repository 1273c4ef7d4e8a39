package goldset.format;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.ContentHash;
import goldset.domain.Item;
import goldset.domain.NewTrace;
import goldset.domain.Sha256;
import goldset.domain.Trace;
import goldset.domain.Utf8;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads events of guardrails as their telemetry sends them. What has no field of its own goes to
 * the metadata, so that nothing of an event is lost. One instance serves one request.
 */
public final class EventReader {
    private static final int NAME_CHARS_MAX = 500;
    private static final int RISK_MAX = 100;
    private static final double LATENCY_MS_MAX = 86_400_000;

    /** What a trace costs in memory beside its text, which is held in parts and as a whole. */
    private static final int TRACE_BYTES = 1024;

    private static final int MEMORY_PER_TEXT_BYTE = 3;

    private static final Set<String> NAMES =
            Set.of(
                    "request_id",
                    "trace_id",
                    "session_id",
                    "span_id",
                    "policy_version",
                    "policy_hash",
                    "tenant_id",
                    "app_id",
                    "agent_id",
                    "env");

    private final Complaints complaints;
    private final JsonValues values;
    private final JsonText whole;
    private final JsonText part;
    private final LongConsumer memory;

    /**
     * @param memory told how much each event will hold, and free to refuse by throwing
     */
    public EventReader(Complaints complaints, int bytesMax, LongConsumer memory) {
        this.complaints = complaints;
        this.memory = memory;
        values = new JsonValues(complaints);
        whole = new JsonText(complaints, bytesMax);
        part = new JsonText(complaints, bytesMax);
    }

    /** Reads the value that the parser stands on; null after a complaint. */
    public @Nullable NewTrace read(JsonParser parser, List<Object> path) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            values.mismatch(parser, path, "model_attributes_type", "object");
            parser.skipChildren();
            return null;
        }
        long before = complaints.total();
        whole.read(parser, path);
        if (complaints.total() > before) {
            return null;
        }
        Utf8 sent = whole.sent();
        memory.accept(TRACE_BYTES + (long) sent.length() * MEMORY_PER_TEXT_BYTE);
        byte[] hash = Sha256.digest().digest(whole.canonical().copy().bytes());
        Fields fields = new Fields(path);
        try (JsonParser event = JsonText.parser(sent)) {
            event.nextToken();
            fields.read(event);
        }
        return complaints.total() > before
                ? null
                : new NewTrace(
                        fields.event(), fields.detectors, ContentHash.of(hash), sent.length());
    }

    /** The fields of one event. */
    private final class Fields {
        private final List<Object> path;
        private final Set<String> seen = new HashSet<>();
        private final Map<String, String> names = new HashMap<>();
        private final OtherFields others = new OtherFields();
        private final List<String> detectors = new ArrayList<>();
        private String context = Item.CONTEXT_DEFAULT;
        private @Nullable String decision;
        private @Nullable Integer risk;
        private @Nullable Integer latency;
        private @Nullable List<String> hits;
        private @Nullable Utf8 input;
        private @Nullable Utf8 results;
        private @Nullable Utf8 quality;
        private @Nullable Utf8 metadata;

        Fields(List<Object> path) {
            this.path = path;
        }

        void read(JsonParser parser) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                if (parser.currentToken() != JsonToken.VALUE_NULL) {
                    seen.add(name);
                    field(parser, name);
                }
            }
            for (String name : List.of("request_id", "decision")) {
                if (!seen.contains(name)) {
                    complaints.add(Complaint.missing(at(name)));
                }
            }
        }

        private void field(JsonParser parser, String name) {
            switch (name) {
                case "context" -> context(parser, name);
                case "decision" -> decision = word(parser, name, Item.DECISIONS);
                case "risk_score" -> risk = number(parser, name, RISK_MAX);
                case "latency_ms" -> latency = number(parser, name, LATENCY_MS_MAX);
                case "rule_hit_ids" -> hits = values.strings(parser, at(name));
                case "input_text" -> input = Utf8.orNull(values.string(parser, at(name)));
                case "detector_results" -> {
                    results = json(parser, name, JsonToken.START_ARRAY, "list");
                    detectors();
                }
                case "quality_scores" ->
                        quality = json(parser, name, JsonToken.START_OBJECT, "dict");
                case "metadata" -> metadata = json(parser, name, JsonToken.START_OBJECT, "dict");
                default -> other(parser, name);
            }
        }

        private void context(JsonParser parser, String name) {
            String word = word(parser, name, Item.CONTEXTS);
            context = word == null ? context : word;
        }

        private void other(JsonParser parser, String name) {
            if (NAMES.contains(name)) {
                name(parser, name);
            } else {
                part.read(parser, at(name));
                others.add(name, part.sent());
            }
        }

        private void name(JsonParser parser, String name) {
            String text = values.string(parser, at(name));
            if (text == null) {
                return;
            }
            if (text.length() > NAME_CHARS_MAX) {
                String message = "String should have at most " + NAME_CHARS_MAX + " characters";
                values.complain(at(name), "string_too_long", message);
            } else if (!text.isEmpty()) {
                names.put(name, text);
            } else if (name.equals("request_id")) {
                values.complain(at(name), "string_too_short", "String should not be empty");
            }
        }

        private @Nullable String word(JsonParser parser, String name, List<String> words) {
            String text = values.string(parser, at(name));
            return text == null ? null : values.oneOf(text, at(name), words);
        }

        private @Nullable Integer number(JsonParser parser, String name, double max) {
            if (!parser.currentToken().isNumeric()) {
                values.mismatch(parser, at(name), "float_type", "number");
                return null;
            }
            double value = parser.getValueAsDouble();
            if (value < 0 || value > max) {
                String message = "Input should be from 0 to " + (long) max;
                values.complain(at(name), "value_error", message);
                return null;
            }
            return (int) Math.round(value);
        }

        private @Nullable Utf8 json(JsonParser parser, String name, JsonToken start, String kind) {
            if (parser.currentToken() != start) {
                String wanted = kind.equals("dict") ? "object" : kind;
                values.mismatch(parser, at(name), kind + "_type", wanted);
                parser.skipChildren();
                return null;
            }
            part.read(parser, at(name));
            return part.sent();
        }

        /** Each result names its detector. */
        private void detectors() {
            if (results == null) {
                return;
            }
            Set<String> found = new LinkedHashSet<>();
            try (JsonParser parser = JsonText.parser(results)) {
                parser.nextToken();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (parser.currentToken() == JsonToken.START_OBJECT) {
                        detector(parser, found);
                    }
                    parser.skipChildren();
                }
            }
            detectors.addAll(found);
        }

        private static void detector(JsonParser result, Set<String> found) {
            while (result.nextToken() != JsonToken.END_OBJECT) {
                boolean isName = result.currentName().equals("detector_name");
                if (result.nextToken() == JsonToken.VALUE_STRING && isName) {
                    found.add(result.getString());
                }
                result.skipChildren();
            }
        }

        Trace.Event event() {
            String request = names.get("request_id");
            if (request == null || decision == null) {
                throw new IllegalStateException("an event without a complaint has both");
            }
            return new Trace.Event(
                    request,
                    context,
                    decision,
                    new Trace.Names(
                            names.get("trace_id"),
                            names.get("session_id"),
                            names.get("span_id"),
                            names.get("policy_version"),
                            names.get("policy_hash"),
                            names.get("tenant_id"),
                            names.get("app_id"),
                            names.get("agent_id"),
                            names.get("env")),
                    risk,
                    latency,
                    hits,
                    input,
                    results,
                    quality,
                    others.isEmpty() ? metadata : others.behind(metadata));
        }

        private List<Object> at(String name) {
            return JsonValues.and(path, name);
        }
    }
}
