package goldset.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A guardrail to run datasets against: it speaks as Znyx's runtime does, and at {@code /check} in a
 * form of its own. The same text has the same answer always, but for what it is told to do wrong.
 *
 * <p>By hand, once the jar is built: {@code java -cp target/goldset.jar
 * src/test/java/goldset/demo/DemoGuardrail.java PORT [KEY]}
 */
public final class DemoGuardrail implements AutoCloseable {
    public static final String POLICY = "demo-1";

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final List<String> REQUIRED =
            List.of("request_id", "tenant_id", "app_id", "text");

    private interface Deed {
        void on(HttpExchange exchange, ObjectNode right) throws IOException, InterruptedException;
    }

    /** What is done instead of answering, to the first so many texts with a word. */
    private record Trick(String word, AtomicInteger left, Deed deed) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Trick> tricks = new CopyOnWriteArrayList<>();
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final Set<String> users = ConcurrentHashMap.newKeySet();
    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger present = new AtomicInteger();
    private final AtomicInteger crowd = new AtomicInteger();
    private volatile String key = "";
    private volatile String last = "";
    private volatile int delayMs;
    private volatile boolean saysLatency = true;

    public DemoGuardrail() throws IOException {
        this(0);
    }

    public DemoGuardrail(int port) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        server = HttpServer.create(new InetSocketAddress(here, port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws IOException {
        DemoGuardrail demo = new DemoGuardrail(args.length > 0 ? Integer.parseInt(args[0]) : 8090);
        if (args.length > 1) {
            demo.wants(args[1]);
        }
        System.out.println("demo guardrail on " + demo.url());
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers 401 to whoever doesn't bring it, in X-API-Key or as a bearer's. */
    public DemoGuardrail wants(String secret) {
        key = secret;
        return this;
    }

    public DemoGuardrail withoutLatency() {
        saysLatency = false;
        return this;
    }

    public DemoGuardrail delay(int ms) {
        delayMs = ms;
        return this;
    }

    /** Of texts with a word, which is in all of them when empty; 429 says when to come again. */
    public DemoGuardrail failsOn(String word, int status, int times, String detail) {
        return trick(
                word,
                times,
                (exchange, right) -> {
                    if (status == 429) {
                        exchange.getResponseHeaders().set("Retry-After", "1");
                    }
                    send(exchange, status, MAPPER.createObjectNode().put("detail", detail));
                });
    }

    public DemoGuardrail failsOn(String word, int status) {
        return failsOn(word, status, Integer.MAX_VALUE, "Evaluation failed");
    }

    public DemoGuardrail redirectsOn(String word, String url) {
        return trick(
                word,
                Integer.MAX_VALUE,
                (exchange, right) -> {
                    exchange.getResponseHeaders().set("Location", url);
                    exchange.sendResponseHeaders(307, -1);
                });
    }

    public DemoGuardrail babblesOn(String word, Nonsense nonsense) {
        return trick(
                word,
                Integer.MAX_VALUE,
                (exchange, right) -> send(exchange, 200, nonsense.of(right)));
    }

    /** Until it is closed. */
    public DemoGuardrail hangsOn(String word) {
        return trick(word, Integer.MAX_VALUE, (exchange, right) -> closed.await());
    }

    private DemoGuardrail trick(String word, int times, Deed deed) {
        tricks.add(new Trick(word, new AtomicInteger(times), deed));
        return this;
    }

    /** Does nothing wrong any more. */
    public DemoGuardrail behaves() {
        tricks.clear();
        delayMs = 0;
        return this;
    }

    /** Texts that it was asked about, those that it failed on too. */
    public int calls() {
        return calls.get();
    }

    public int heard() {
        return heard.get();
    }

    public int distinctUsers() {
        return users.size();
    }

    public int distinctIds() {
        return ids.size();
    }

    /** How many calls waited for its delay at once at most. */
    public int mostAtOnce() {
        return crowd.get();
    }

    public String lastBody() {
        return last;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.close();
    }

    private void serve(HttpExchange exchange) throws IOException {
        heard.incrementAndGet();
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (path.equals("/healthz")) {
                send(exchange, 200, MAPPER.createObjectNode().put("status", "ok"));
            } else if (!isKnown(exchange)) {
                send(exchange, 401, detail("Invalid or missing API key"));
            } else if (!exchange.getRequestMethod().equals("POST")) {
                send(exchange, 405, detail("Method Not Allowed"));
            } else {
                judge(exchange, path, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isKnown(HttpExchange exchange) {
        return key.isEmpty()
                || key.equals(exchange.getRequestHeaders().getFirst("X-API-Key"))
                || ("Bearer " + key).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private void judge(HttpExchange exchange, String path, byte[] body)
            throws IOException, InterruptedException {
        boolean own = path.equals("/check");
        if (!own && !path.equals("/v1/evaluate/input") && !path.equals("/v1/evaluate/output")) {
            send(exchange, 404, detail("Not Found"));
            return;
        }
        String asked = new String(body, StandardCharsets.UTF_8);
        last = asked;
        JsonNode request = read(asked);
        ArrayNode faults = faults(request, own ? List.of("prompt") : REQUIRED);
        if (!faults.isEmpty()) {
            ObjectNode answer = MAPPER.createObjectNode();
            answer.set("detail", faults);
            send(exchange, 422, answer);
            return;
        }
        String text = request.path(own ? "prompt" : "text").asString();
        calls.incrementAndGet();
        if (!own) {
            ids.add(request.path("request_id").asString());
            request.path("metadata").optional("user_id").ifPresent(u -> users.add(u.toString()));
        }
        crowd.accumulateAndGet(present.incrementAndGet(), Math::max);
        Thread.sleep(delayMs);
        // Before the answer: who has it may come again at once.
        present.decrementAndGet();
        ObjectNode right = own ? checked(text) : evaluated(request, text);
        for (Trick trick : tricks) {
            if (text.contains(trick.word()) && trick.left().getAndDecrement() > 0) {
                trick.deed().on(exchange, right);
                return;
            }
        }
        send(exchange, 200, right);
    }

    private static JsonNode read(String body) {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException e) {
            return MAPPER.createObjectNode();
        }
    }

    private static ArrayNode faults(JsonNode request, List<String> required) {
        ArrayNode faults = MAPPER.createArrayNode();
        for (String name : required) {
            if (!request.path(name).isString()) {
                ObjectNode fault = faults.addObject();
                fault.put("type", request.has(name) ? "string_type" : "missing");
                fault.putArray("loc").add("body").add(name);
                fault.put("msg", request.has(name) ? "Input should be a string" : "Field required");
            }
        }
        return faults;
    }

    private ObjectNode evaluated(JsonNode request, String text) {
        DemoRules.Finding finding = DemoRules.of(text);
        ObjectNode answer = MAPPER.createObjectNode();
        answer.set("request_id", request.path("request_id"));
        answer.put("decision", finding.decision());
        answer.put("risk_score", finding.risk());
        answer.put("policy_version", POLICY);
        rules(answer, finding);
        boolean rewritten = finding.decision().equals("REDACT");
        answer.put("sanitized_text", rewritten ? finding.rewritten() : null);
        answer.putNull("sanitized_tool_args");
        answer.put(
                "user_message",
                finding.decision().equals("BLOCK") ? "This can't be answered." : null);
        answer.putNull("developer_message");
        if (saysLatency) {
            answer.put("latency_ms", latencyMs(text));
        }
        for (String name : List.of("trace_id", "session_id", "span_id")) {
            answer.set(name, request.path(name).isString() ? request.get(name) : null);
        }
        ArrayNode detectors = answer.putArray("detector_results");
        for (String name : DemoRules.detectors()) {
            detector(detectors.addObject(), name, finding.of(name));
        }
        answer.putNull("quality");
        answer.putNull("field_errors");
        answer.putNull("remediation");
        answer.putNull("pending_review_id");
        return answer;
    }

    private static void rules(ObjectNode node, DemoRules.Finding finding) {
        ArrayNode rules = node.putArray("rule_hits");
        for (DemoRules.Hit hit : finding.hits()) {
            ObjectNode rule = rules.addObject();
            rule.put("rule_id", hit.id());
            rule.put("severity", hit.severity());
            rule.put("message", hit.message());
        }
    }

    private void detector(ObjectNode node, String name, DemoRules.Finding finding) {
        node.put("detector_name", name);
        node.put("decision", finding.decision());
        node.put("risk_score", finding.risk());
        if (saysLatency) {
            node.put("latency_ms", 0.5);
        }
        rules(node, finding);
        node.put("transformed", finding.decision().equals("REDACT"));
        node.put("execution_mode", "sync");
    }

    /** The text's own, so that figures of a run are the same each time: from 2 to 41.9. */
    private static double latencyMs(String text) {
        return 2 + Math.floorMod(text.hashCode(), 400) / 10.0;
    }

    private static ObjectNode checked(String text) {
        DemoRules.Finding finding = DemoRules.of(text);
        ObjectNode answer = MAPPER.createObjectNode();
        String action =
                switch (finding.decision()) {
                    case "BLOCK" -> "deny";
                    case "REDACT" -> "mask";
                    default -> "allow";
                };
        answer.putObject("verdict").put("action", action);
        ArrayNode hits = answer.putArray("hits");
        finding.hits().forEach(hit -> hits.addObject().put("id", hit.id()));
        answer.put("score", finding.risk() / 100.0);
        return answer;
    }

    private static ObjectNode detail(String text) {
        return MAPPER.createObjectNode().put("detail", text);
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        send(exchange, status, MAPPER.writeValueAsBytes(body));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean json = body.length == 0 || body[0] != '<';
        exchange.getResponseHeaders()
                .set("Content-Type", json ? "application/json" : "text/html; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
