package goldset.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import goldset.domain.Caller;
import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.Ids;
import goldset.domain.KeyOutcome;
import goldset.domain.OnceConflict;
import goldset.domain.Unavailable;
import goldset.format.Echo;
import goldset.format.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes every request to its handler and its answer back: request id, row, key, org, role, then the
 * handler, then the voice. The refusals come in that order.
 */
public final class Router implements HttpHandler {
    private static final System.Logger LOG = System.getLogger("goldset");

    private static final String ONCE = "Idempotency-Key";
    private static final int ONCE_CHARS_MAX = 255;

    private final List<Route> routes;
    private final Dialects dialects;
    private final Function<String, KeyOutcome> keys;
    private final Supplier<String> requestIds;
    private final Limits limits;
    private final Admission admission;
    private final Stalls stalls;
    private volatile boolean draining;

    /** Which voice a path has, and what stands before it. */
    public interface Dialects {

        Voice voice(List<String> segments);

        /** The one spelling of a path that has several. */
        List<String> canonical(List<String> segments);

        /** The voice for a path that leads nowhere. */
        Voice nowhere(List<String> segments);
    }

    public Router(
            List<Route> routes,
            Dialects dialects,
            Function<String, KeyOutcome> keys,
            Supplier<String> requestIds,
            Limits limits) {
        // Literal segments win over parameters.
        this.routes = routes.stream().sorted(Comparator.comparing(Route::rank).reversed()).toList();
        this.dialects = dialects;
        this.keys = keys;
        this.requestIds = requestIds;
        this.limits = limits;
        admission =
                new Admission(
                        limits.inFlightBytesMax(), limits.itemBytesMax(), limits.busyWaitMs());
        stalls = new Stalls(limits.answerStallSeconds());
    }

    /** To be called once, before the first request. */
    void start() {
        stalls.start();
    }

    /** From here on each answer closes its connection. */
    public void drain() {
        draining = true;
    }

    /** Nothing is answered any more. */
    void close() {
        stalls.close();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String requestId = requestIds.get();
        try (Admission.Share share = admission.share()) {
            boolean once = exchange.getRequestHeaders().containsKey(ONCE);
            Body body = new Body(exchange, limits.bodyBytesMax(), share, once);
            try {
                answer(exchange, requestId, body, share);
            } catch (IOException e) {
                // The client has gone while it was answered.
                LOG.log(System.Logger.Level.DEBUG, () -> requestId + " " + e);
                throw e;
            } catch (Error e) {
                // The server cuts the connection on an exception, but leaves it open on an error.
                throw new IllegalStateException(requestId, e);
            }
        }
    }

    private void answer(HttpExchange exchange, String requestId, Body body, Admission.Share share)
            throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("X-Request-Id", requestId);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cache-Control", "no-store");
        Optional<Target> target = Target.of(exchange.getRequestURI());
        List<String> segments = target.map(Target::segments).orElse(List.of("v1", ""));
        Voice voice = dialects.voice(segments);
        Answer answer = new Answer(exchange, stalls, 200);
        Map<String, String> said = Map.of();
        try {
            List<String> canonical = target.isEmpty() ? List.of() : dialects.canonical(segments);
            List<Route> candidates = candidates(canonical);
            if (target.isEmpty() || candidates.isEmpty()) {
                voice = dialects.nowhere(segments);
                throw HttpProblem.of(HttpProblem.Kind.NOT_FOUND, "Not Found");
            }
            Voice speaker = voice;
            Response response =
                    unlessKnown(
                            exchange,
                            respond(
                                    exchange,
                                    requestId,
                                    target.get(),
                                    canonical,
                                    candidates,
                                    body,
                                    share));
            answer = new Answer(exchange, stalls, response.status());
            said = response.headers();
            said.forEach(headers::set);
            if (response.text() != null) {
                answer.text(response.text());
            } else if (response.hasBody()) {
                answer.json(out -> speaker.success(out, response));
            }
        } catch (Throwable fault) {
            if (answer.started()) {
                if (clientHasGone(fault)) {
                    throw new IOException("the client has gone", fault);
                }
                log(exchange, requestId, fault);
                // Leaving by an exception cuts the connection: the client must not take the part
                // that it has for the whole.
                throw fault;
            }
            // What was said of a file is not true of the refusal in its place.
            said.keySet().forEach(headers::remove);
            HttpProblem problem = problem(exchange, requestId, fault);
            problem.headers().forEach(headers::set);
            answer = refusal(exchange, voice, problem, requestId);
        }
        boolean last = body.unread() || body.chunked() || draining;
        if (last) {
            headers.set("Connection", "close");
        }
        answer.finish();
        if (last) {
            share.close();
            body.drain();
        }
        exchange.close();
    }

    /** Only what is written to it can fail with such a cause: no file is read for an answer. */
    private static boolean clientHasGone(Throwable fault) {
        return fault instanceof IOException || fault.getCause() instanceof IOException;
    }

    private Response respond(
            HttpExchange exchange,
            String requestId,
            Target target,
            List<String> segments,
            List<Route> candidates,
            Body body,
            Admission.Share share) {
        String method = exchange.getRequestMethod();
        String wanted = method.equals("HEAD") ? "GET" : method;
        Optional<Route> found =
                candidates.stream().filter(r -> r.method().equals(wanted)).findFirst();
        if (found.isEmpty()) {
            String allow = allow(candidates);
            if (method.equals("OPTIONS")) {
                exchange.getResponseHeaders().set("Allow", allow);
                return Response.noContent();
            }
            throw HttpProblem.of(HttpProblem.Kind.METHOD_NOT_ALLOWED, "Method Not Allowed")
                    .with("Allow", allow);
        }
        if (!body.framed()) {
            throw HttpProblem.invalid(
                    new Complaint(
                            List.of("header", "Content-Length"),
                            "int_parsing",
                            "Content-Length should be digits",
                            null,
                            null));
        }
        Route route = found.get();
        Map<String, String> path = parameters(route, segments);
        Caller caller = caller(route, path, exchange.getRequestHeaders());
        if (!wanted.equals("GET")) {
            noStrayQuery(route, target);
        }
        String once = caller == null ? null : onceKey(exchange, route, path, target);
        Request request = new Request(requestId, path, target, caller, body, share, limits, once);
        Response response = route.handler().handle(request);
        if (request.replayed()) {
            exchange.getResponseHeaders().set("Idempotent-Replayed", "true");
        }
        return response;
    }

    private static Response unlessKnown(HttpExchange exchange, Response response) {
        String tag = response.headers().get("ETag");
        String known = exchange.getRequestHeaders().getFirst("If-None-Match");
        return tag != null && known != null && known.contains(tag)
                ? response.notModified()
                : response;
    }

    /** The caller's word, bound to the operation, its path and its query. */
    private static @Nullable String onceKey(
            HttpExchange exchange, Route route, Map<String, String> path, Target target) {
        String key = exchange.getRequestHeaders().getFirst(ONCE);
        if (key == null || route.method().equals("GET")) {
            return null;
        }
        boolean visible = key.chars().allMatch(c -> c >= ' ' && c < 0x7F);
        if (key.isBlank() || !visible || key.length() > ONCE_CHARS_MAX) {
            String message =
                    ONCE + " should be 1 to " + ONCE_CHARS_MAX + " visible ASCII characters";
            throw HttpProblem.invalid(
                    new Complaint(
                            List.of("header", ONCE), "value_error", message, Echo.of(key), null));
        }
        return String.join(
                "\n",
                route.name(),
                new TreeMap<>(path).toString(),
                new TreeMap<>(target.query()).toString(),
                key);
    }

    private @Nullable Caller caller(Route route, Map<String, String> path, Headers headers) {
        if (route.role().isEmpty()) {
            return null;
        }
        Caller caller =
                switch (keys.apply(key(headers))) {
                    case KeyOutcome.Known known -> known.caller();
                    case KeyOutcome.Revoked r ->
                            throw unauthorized("REVOKED_API_KEY", "The key has been revoked");
                    case KeyOutcome.Unknown u ->
                            throw unauthorized(
                                    "UNAUTHORIZED", "Missing, unknown or expired API key");
                };
        String org = path.get("org");
        if (org != null && !Ids.parse(org).equals(Optional.of(caller.org()))) {
            throw HttpProblem.of(HttpProblem.Kind.FORBIDDEN, "The key is not of this org");
        }
        if (!caller.role().covers(route.role().get())) {
            throw HttpProblem.of(
                    HttpProblem.Kind.FORBIDDEN,
                    "A key of role "
                            + caller.role().word()
                            + " may not do this; it takes "
                            + route.role().get().needed());
        }
        return caller;
    }

    private static HttpProblem unauthorized(String code, String detail) {
        return HttpProblem.of(HttpProblem.Kind.UNAUTHORIZED, code, detail)
                .with("WWW-Authenticate", "Bearer");
    }

    private static String key(Headers headers) {
        String key = headers.getFirst("X-API-Key");
        if (key != null && !key.isBlank()) {
            return key.strip();
        }
        String authorization = headers.getFirst("Authorization");
        boolean bearer =
                authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        return bearer ? authorization.substring(7).strip() : "";
    }

    /** A mistyped option must not change what is written. */
    private static void noStrayQuery(Route route, Target target) {
        Complaints complaints = new Complaints();
        target.query()
                .forEach((name, value) -> {
                    if (!route.options().contains(name)) {
                        complaints.add(
                                new Complaint(
                                        List.of("query", Text.shown(name)),
                                        "extra_forbidden",
                                        "Extra inputs are not permitted",
                                        Echo.of(value),
                                        null));
                    }
                });
        if (!complaints.isEmpty()) {
            throw HttpProblem.invalid(complaints);
        }
    }

    /** All methods of a path. */
    private List<Route> candidates(List<String> segments) {
        List<Route> candidates = new ArrayList<>();
        for (Route route : routes) {
            if (route.matches(segments)) {
                candidates.add(route);
            }
        }
        return candidates;
    }

    private static Map<String, String> parameters(Route route, List<String> segments) {
        Map<String, String> values = new HashMap<>();
        List<String> names = route.parameters();
        for (int i = 0; i < segments.size(); i++) {
            values.put(names.get(i), segments.get(i));
        }
        return values;
    }

    private static String allow(List<Route> candidates) {
        TreeSet<String> methods = new TreeSet<>(List.of("OPTIONS"));
        for (Route route : candidates) {
            methods.add(route.method());
            if (route.method().equals("GET")) {
                methods.add("HEAD");
            }
        }
        return String.join(", ", methods);
    }

    private HttpProblem problem(HttpExchange exchange, String requestId, Throwable fault) {
        if (fault instanceof HttpProblem problem) {
            return problem;
        }
        if (fault instanceof OnceConflict conflict) {
            return conflict.underWay()
                    ? HttpProblem.of(
                                    HttpProblem.Kind.CONFLICT,
                                    "IDEMPOTENCY_IN_PROGRESS",
                                    "The first call with this Idempotency-Key is still under way")
                            .with("Retry-After", "1")
                    : HttpProblem.of(
                            HttpProblem.Kind.KEY_REUSED,
                            "IDEMPOTENCY_KEY_REUSED",
                            "This Idempotency-Key came with another body before");
        }
        log(exchange, requestId, fault);
        return fault instanceof Unavailable
                ? HttpProblem.busy("The service is busy or its database is away, try again")
                : HttpProblem.of(
                        HttpProblem.Kind.INTERNAL,
                        "INTERNAL_ERROR",
                        "Internal error; the server's log knows it by the request id");
    }

    private Answer refusal(
            HttpExchange exchange, Voice voice, HttpProblem problem, String requestId) {
        Answer answer = new Answer(exchange, stalls, problem.status(voice));
        answer.json(out -> voice.problem(out, problem, requestId));
        return answer;
    }

    private static void log(HttpExchange exchange, String requestId, Throwable fault) {
        String line =
                requestId
                        + " "
                        + exchange.getRequestMethod()
                        + " "
                        + Text.printable(exchange.getRequestURI().getRawPath());
        if (fault instanceof Unavailable) {
            LOG.log(System.Logger.Level.WARNING, line + ": " + fault.getMessage());
        } else {
            LOG.log(System.Logger.Level.ERROR, line, fault);
        }
    }
}
