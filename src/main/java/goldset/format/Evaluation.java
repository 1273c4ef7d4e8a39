package goldset.format;

import goldset.domain.ContentHash;
import goldset.domain.Item;
import goldset.domain.NewTrace;
import goldset.domain.Sha256;
import goldset.domain.Trace;
import goldset.domain.Utf8;
import goldset.domain.Utf8Text;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A guardrail's evaluation, request and answer together, as the event that tells of it. Whoever
 * asks must not be able to say it so that it isn't kept: what can't be stored is made storable or
 * is left out, and what other parsers take is taken. One instance serves one evaluation.
 */
public final class Evaluation {
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

    /** Those of telemetry's events. */
    private static final int NAME_CHARS_MAX = 500;

    private static final int RISK_MAX = 100;
    private static final double LATENCY_MS_MAX = 86_400_000;
    private static final int RULES_MAX = 10_000;

    private static final String TOOL = "tool_name";
    private static final String METADATA = "metadata";

    private static final Set<String> NAMES =
            Set.of(
                    "request_id",
                    "tenant_id",
                    "app_id",
                    "agent_id",
                    "env",
                    "trace_id",
                    "session_id",
                    "span_id",
                    TOOL);

    private static final Set<String> ANSWERED =
            Set.of(
                    "decision",
                    "risk_score",
                    "policy_version",
                    "latency_ms",
                    "detector_results",
                    "rule_hits");

    /** What is judged at a stage; the first that is there. */
    private static final List<String> TEXTS =
            List.of("text", "tool_result", "tool_args", "chunks", "plan", "action", "memory_value");

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Utf8> texts = new HashMap<>();
    private List<String> hits = List.of();
    private @Nullable Tree metadata;
    private @Nullable Tree results;
    private @Nullable String decision;
    private @Nullable Integer risk;
    private @Nullable Integer latency;

    private Evaluation() {}

    /** What can be kept of an evaluation. */
    public sealed interface Told {}

    public record Event(NewTrace trace) implements Told {}

    /** It isn't what a runtime takes or gives. */
    public record NoEvent(String reason) implements Told {}

    /**
     * @param id for a request that has none
     * @param bytesMax what the texts of an event may have together
     */
    public static Told of(byte[] request, byte[] answer, String stage, String id, int bytesMax) {
        Evaluation evaluation = new Evaluation();
        if (!read(request, Evaluation::isAsked, evaluation::asked)) {
            return new NoEvent("the request is no JSON object");
        }
        if (!read(answer, ANSWERED::contains, evaluation::answered)) {
            return new NoEvent("the answer is no JSON object");
        }
        if (evaluation.decision == null) {
            return new NoEvent("the answer has none of the decisions");
        }
        return new Event(evaluation.trace(evaluation.decision, stage, id, bytesMax));
    }

    private static boolean read(
            byte[] json, Predicate<String> wanted, Members.Taker<RuntimeException> taker) {
        try (JsonParser parser = LenientJson.parser(json)) {
            Members.each(parser, wanted, taker);
            return true;
        } catch (JacksonException | BadJson e) {
            return false;
        }
    }

    private static boolean isAsked(String name) {
        return NAMES.contains(name) || name.equals(METADATA) || TEXTS.contains(name);
    }

    private void asked(String name, JsonParser value) {
        if (value.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (TEXTS.contains(name)) {
            texts.put(name, Storable.written(value));
        } else if (name.equals(METADATA)) {
            metadata = Storable.tree(value);
        } else {
            named(name, value);
        }
    }

    private void named(String name, JsonParser value) {
        String text = Storable.name(value, NAME_CHARS_MAX);
        if (text != null) {
            names.put(name, text);
        }
    }

    private void answered(String name, JsonParser value) {
        switch (name) {
            case "decision" -> {
                String word = Storable.name(value, NAME_CHARS_MAX);
                decision = word == null ? null : JsonValues.word(word, Item.DECISIONS);
            }
            case "risk_score" -> risk = number(value, RISK_MAX);
            case "latency_ms" -> latency = number(value, LATENCY_MS_MAX);
            case "detector_results" -> results = Storable.tree(value);
            case "rule_hits" -> hits = hits(value);
            default -> named(name, value);
        }
    }

    private static @Nullable Integer number(JsonParser parser, double max) {
        if (!parser.currentToken().isNumeric()) {
            parser.skipChildren();
            return null;
        }
        double value = parser.getDoubleValue();
        return value >= 0 && value <= max ? (int) Math.round(value) : null;
    }

    private static List<String> hits(JsonParser parser) {
        List<String> ids = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return ids;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                hit(parser, ids);
            } else {
                parser.skipChildren();
            }
        }
        return ids;
    }

    private static void hit(JsonParser parser, List<String> ids) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean isId = parser.currentName().equals("rule_id");
            parser.nextToken();
            String id = isId ? Storable.name(parser, NAME_CHARS_MAX) : null;
            parser.skipChildren();
            if (id != null && ids.size() < RULES_MAX) {
                ids.add(id);
            }
        }
    }

    private NewTrace trace(String decided, String stage, String id, int bytesMax) {
        Utf8 input = cut(text(), bytesMax);
        long bytes = input == null ? 0 : input.length();
        for (String name : names.values()) {
            bytes += Text.utf8Bytes(name);
        }
        for (String hit : hits) {
            bytes += Text.utf8Bytes(hit) + Item.LIST_ENTRY_BYTES;
        }
        Utf8 about = fitting(about(), bytesMax - bytes);
        bytes += about == null ? 0 : about.length();
        Utf8 found = results instanceof Tree.Entries ? fitting(results, bytesMax - bytes) : null;
        bytes += found == null ? 0 : found.length();
        Trace.Event event =
                new Trace.Event(
                        names.getOrDefault("request_id", id),
                        stage,
                        decided,
                        traceNames(),
                        risk,
                        latency,
                        hits,
                        input,
                        found,
                        null,
                        about);
        return new NewTrace(
                event, found == null ? List.of() : detectors(), hash(event), (int) bytes);
    }

    private Trace.Names traceNames() {
        return new Trace.Names(
                names.get("trace_id"),
                names.get("session_id"),
                names.get("span_id"),
                names.get("policy_version"),
                null,
                names.get("tenant_id"),
                names.get("app_id"),
                names.get("agent_id"),
                names.get("env"));
    }

    private @Nullable Utf8 text() {
        for (String name : TEXTS) {
            Utf8 text = texts.get(name);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    /** No character is halved. */
    private static @Nullable Utf8 cut(@Nullable Utf8 text, int bytesMax) {
        if (text == null || text.length() <= bytesMax) {
            return text;
        }
        int end = bytesMax;
        while (end > 0 && (text.bytes()[end] & 0xC0) == 0x80) {
            end--;
        }
        return Utf8.of(Arrays.copyOf(text.bytes(), end));
    }

    /** The metadata, and in it the tool's name, by which a replay asks as this one did. */
    private @Nullable Tree about() {
        String tool = names.get(TOOL);
        Map<String, Tree> members =
                metadata instanceof Tree.Members(Map<String, Tree> sent) ? sent : null;
        if (tool == null) {
            return members == null ? null : metadata;
        }
        Map<String, Tree> all = members == null ? new LinkedHashMap<>() : members;
        Tree word = new Tree.Word(tool);
        Tree before = all.put(TOOL, word);
        if (before != null && !before.equals(word)) {
            all.putIfAbsent("row." + TOOL, before);
        }
        return new Tree.Members(all);
    }

    private static @Nullable Utf8 fitting(@Nullable Tree tree, long bytesMax) {
        Utf8 json = tree == null ? null : Storable.written(tree);
        return json == null || json.length() > bytesMax ? null : json;
    }

    /** Each result names its detector. */
    private List<String> detectors() {
        Set<String> found = new LinkedHashSet<>();
        if (results instanceof Tree.Entries(List<Tree> list)) {
            for (Tree result : list) {
                if (result instanceof Tree.Members(Map<String, Tree> members)
                        && members.get("detector_name") instanceof Tree.Word(String name)) {
                    found.add(name);
                }
            }
        }
        return new ArrayList<>(found);
    }

    /** Of all that is kept, so that an evaluation that comes again is not kept twice. */
    private static ContentHash hash(Trace.Event event) {
        Trace.Names names = event.names();
        Utf8Text text = new Utf8Text(512);
        text.put("[").string(event.requestId()).put(",").string(event.context());
        text.put(",").string(event.decision());
        for (String name :
                Arrays.asList(
                        names.traceId(),
                        names.sessionId(),
                        names.spanId(),
                        names.policyVersion(),
                        names.tenantId(),
                        names.appId(),
                        names.agentId(),
                        names.env())) {
            text.put(",").stringOrNull(name);
        }
        text.put("," + event.riskScore() + "," + event.latencyMs() + ",").strings(event.ruleHits());
        text.put(",").json(event.detectorResults()).put(",").json(event.metadata());
        text.put(event.input() == null ? ",null]" : "]");
        MessageDigest digest = Sha256.digest();
        digest.update(text.copy().bytes());
        Utf8 input = event.input();
        if (input != null) {
            digest.update(input.bytes());
        }
        return ContentHash.of(digest.digest());
    }
}
