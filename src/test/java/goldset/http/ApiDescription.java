package goldset.http;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import goldset.Routes;
import goldset.api.evalguard.EvalguardVoice;
import goldset.api.system.BothVoices;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The document that the server serves, and whether what was said on the wire agrees with it. */
public final class ApiDescription {
    private static final String ID = "https://goldset.invalid/openapi.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JsonNode root;
    private final SchemaRegistry schemas;

    /** What an exchange was held against. */
    public enum Kind {
        /** The operation of its row. */
        OPERATION,
        /** The answer to a method that the path does not have, or to OPTIONS. */
        METHOD,
        /** The answer of a path that leads nowhere. */
        NOWHERE,
        /** Nothing: the JDK's server answered before the router saw the request. */
        NOT_OURS
    }

    /** What was asked. */
    public record Request(String method, String target, Map<String, String> headers, String body) {}

    private ApiDescription(JsonNode root) {
        this.root = root;
        String text = JSON.writeValueAsString(root);
        schemas =
                SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder ->
                                builder.schemas(Map.of(ID, text))
                                        .schemaRegistryConfig(
                                                SchemaRegistryConfig.builder()
                                                        .formatAssertionsEnabled(true)
                                                        .build()));
    }

    /** As the build made it. */
    public static ApiDescription read() {
        try (InputStream in = ApiDescription.class.getResourceAsStream("/openapi.json")) {
            return new ApiDescription(JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonNode root() {
        return root;
    }

    /** The place that a reference leads to, however often it is referred on; else the place. */
    public JsonPointer resolved(JsonPointer at) {
        JsonNode ref = root.at(at).path("$ref");
        return ref.isString()
                ? resolved(JsonPointer.compile(ref.asString().replaceFirst("^#", "")))
                : at;
    }

    /** What the schema at that place says against the value. */
    public List<String> against(JsonPointer schema, JsonNode value) {
        Schema one = schemas.getSchema(SchemaLocation.of(ID + "#" + schema));
        return one.validate(value).stream().map(Object::toString).toList();
    }

    /** Adds what contradicts this description. */
    public Kind holds(
            Routes routes, Request request, RawHttp.Answer answer, List<String> contradictions) {
        if (!answer.headers().containsKey("x-request-id")) {
            return Kind.NOT_OURS;
        }
        Optional<Target> target = Target.of(URI.create(request.target()));
        List<String> segments = target.map(Target::segments).orElse(List.of("v1", ""));
        List<Route> rows = target.isEmpty() ? List.of() : rows(routes, segments);
        String wanted = request.method().equals("HEAD") ? "GET" : request.method();
        Optional<Route> row = rows.stream().filter(r -> r.method().equals(wanted)).findFirst();
        Kind kind = rows.isEmpty() ? Kind.NOWHERE : row.isEmpty() ? Kind.METHOD : Kind.OPERATION;
        JsonPointer response =
                switch (kind) {
                    case NOWHERE -> response(routes.nowhere(segments), "NotFound");
                    case METHOD ->
                            request.method().equals("OPTIONS")
                                    ? response(null, "Options")
                                    : response(routes.voice(segments), "MethodNotAllowed");
                    default -> operation(row.orElseThrow()).append(at("responses", answer));
                };
        Held held = new Held(request, answer, contradictions);
        held.status(kind);
        held.answer(response);
        if (kind == Kind.OPERATION && answer.status() < 300) {
            held.body(operation(row.orElseThrow()).appendProperty("requestBody"));
        }
        return kind;
    }

    private static List<Route> rows(Routes routes, List<String> segments) {
        List<String> canonical = routes.canonical(segments);
        return routes.rows().stream()
                .sorted(Comparator.comparing(Route::rank).reversed())
                .filter(row -> row.matches(canonical))
                .toList();
    }

    /** Where the operation of a row stands. */
    public static JsonPointer operation(Route row) {
        return JsonPointer.empty()
                .appendProperty("paths")
                .appendProperty(row.path())
                .appendProperty(row.method().toLowerCase(Locale.ROOT));
    }

    private static JsonPointer at(String member, RawHttp.Answer answer) {
        return JsonPointer.empty()
                .appendProperty(member)
                .appendProperty(Integer.toString(answer.status()));
    }

    private static JsonPointer response(@Nullable Voice voice, String name) {
        String named =
                switch (voice) {
                    case BothVoices both -> "Nowhere";
                    case EvalguardVoice evalguard -> "Eg" + name;
                    case null, default -> name;
                };
        return JsonPointer.compile("/components/responses/" + named);
    }

    /** One exchange on its way along the description. */
    private final class Held {
        private final Request request;
        private final RawHttp.Answer answer;
        private final List<String> contradictions;

        Held(Request request, RawHttp.Answer answer, List<String> contradictions) {
            this.request = request;
            this.answer = answer;
            this.contradictions = contradictions;
        }

        void status(Kind kind) {
            int right =
                    switch (kind) {
                        case NOWHERE -> 404;
                        case METHOD -> request.method().equals("OPTIONS") ? 204 : 405;
                        default -> answer.status();
                    };
            if (right != answer.status()) {
                contradict("answered " + answer.status() + " in place of " + right);
            }
        }

        void answer(JsonPointer where) {
            JsonPointer response = resolved(where);
            if (root.at(response).isMissingNode()) {
                contradict("the status " + answer.status() + " is not described");
                return;
            }
            JsonNode content = root.at(response).path("content");
            if (content.isMissingNode() || request.method().equals("HEAD")) {
                if (!answer.body().isEmpty()) {
                    contradict("no body is described, and one came");
                }
                return;
            }
            String type = answer.headers().getOrDefault("content-type", "").replaceFirst(";.*", "");
            if (!content.has(type)) {
                contradict("the type '" + type + "' is not described");
            } else if (type.equals("application/json")) {
                value("answer", schema(response, type), answer.body());
            }
        }

        /** A request that was taken must be one that is described. */
        void body(JsonPointer where) {
            JsonNode described = root.at(resolved(where));
            boolean encoded = "gzip".equals(request.headers().get("Content-Encoding"));
            if (request.body().isEmpty()) {
                if (described.path("required").asBoolean(false)) {
                    contradict("a body is required, and none was sent");
                }
            } else if (described.isMissingNode()) {
                contradict("no body is described, and one was taken");
            } else if (!encoded && !isFile(described)) {
                JsonPointer schema = schema(resolved(where), "application/json");
                value("request", schema, request.body());
            }
        }

        /** A body is read as JSON unless its type is described and another. */
        private boolean isFile(JsonNode described) {
            String type = request.headers().getOrDefault("Content-Type", "");
            String essence = type.replaceFirst(";.*", "");
            return !essence.equals("application/json") && described.path("content").has(essence);
        }

        private void value(String what, JsonPointer schema, String text) {
            try {
                against(schema, JSON.readTree(text))
                        .forEach(fault -> contradict(what + ": " + fault));
            } catch (JacksonException e) {
                contradict(what + " is no JSON: " + e.getOriginalMessage());
            }
        }

        private void contradict(String what) {
            contradictions.add(request.method() + " " + request.target() + ": " + what);
        }
    }

    private static JsonPointer schema(JsonPointer of, String type) {
        return of.appendProperty("content").appendProperty(type).appendProperty("schema");
    }
}
