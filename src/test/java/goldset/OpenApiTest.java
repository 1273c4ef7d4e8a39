package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import goldset.domain.Role;
import goldset.http.ApiDescription;
import goldset.http.RawHttp;
import goldset.http.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The API description says of each row what is so, is sound in itself, and is served. What answers
 * look like is held against it by {@code GoldenTest}.
 */
class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
    private static final ApiDescription DESCRIPTION = ApiDescription.read();
    private static final JsonNode ROOT = DESCRIPTION.root();

    /** What no operation refers to, for it belongs to none. */
    private static final Set<String> OF_NO_OPERATION =
            Set.of(
                    "/components/responses/Options",
                    "/components/responses/Nowhere",
                    "/components/responses/MethodNotAllowed",
                    "/components/responses/EgMethodNotAllowed",
                    "/components/securitySchemes/bearerAuth",
                    "/components/securitySchemes/apiKey");

    @SuppressWarnings("NullAway.Init")
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void rowsAndOperationsAreTheSame() {
        Map<String, String> rows = new TreeMap<>();
        for (Route row : server.routes().rows()) {
            String role = row.role().map(r -> r.name().toLowerCase(Locale.ROOT)).orElse("none");
            rows.put(row.name(), row.method() + " " + row.path() + " " + role);
        }
        Map<String, String> operations = new TreeMap<>();
        for (Operation operation : operations()) {
            JsonNode node = operation.node();
            operations.put(
                    node.path("operationId").asString(),
                    operation.method().toUpperCase(Locale.ROOT)
                            + " "
                            + operation.path()
                            + " "
                            + node.path("x-role").asString());
        }
        assertEquals(rows, operations);
        assertEquals(rows.size(), operations().size());
    }

    @Test
    void eachOperationSaysWhatItNeeds() {
        Set<String> tags = new TreeSet<>();
        ROOT.path("tags").forEach(tag -> tags.add(tag.path("name").asString()));
        for (Route row : server.routes().rows()) {
            JsonNode node = ROOT.at(ApiDescription.operation(row));
            boolean open = row.role().isEmpty();
            assertEquals(open, node.path("security").isArray(), row.name());
            assertFalse(node.path("summary").asString("").isEmpty(), row.name());
            assertTrue(tags.contains(node.at("/tags/0").asString("")), row.name());
            if (!open) {
                String word = row.role().map(Role::name).orElseThrow().toLowerCase(Locale.ROOT);
                String description = node.path("description").asString("");
                assertTrue(description.startsWith("Role " + word), row.name());
            }
        }
    }

    @Test
    void eachOperationHasAnswersForWhatItRefuses() {
        for (Route row : server.routes().rows()) {
            JsonNode answers = ROOT.at(ApiDescription.operation(row)).path("responses");
            assertTrue(answers.propertyNames().stream().anyMatch(s -> s.startsWith("2")));
            Set<String> expected = new TreeSet<>(Set.of("500"));
            if (row.role().isPresent()) {
                expected.addAll(Set.of("401", "503"));
                expected.add(row.path().startsWith("/v1/") ? "422" : "400");
                boolean evalguardRead =
                        row.path().startsWith("/api/") && row.role().get() == Role.RUNTIME;
                if (!evalguardRead) {
                    expected.add("403");
                }
            }
            if (row.path().contains("{id}") || row.path().contains("{key}")) {
                expected.add("404");
            }
            assertTrue(answers.propertyNames().containsAll(expected), row.name() + " " + expected);
        }
    }

    @Test
    void parametersAreThoseOfTheRow() {
        for (Route row : server.routes().rows()) {
            JsonPointer at = ApiDescription.operation(row);
            Set<String> path = new TreeSet<>();
            Set<String> query = new TreeSet<>();
            List<JsonPointer> lists =
                    List.of(
                            at.appendProperty("parameters"),
                            at.head().appendProperty("parameters"));
            for (JsonPointer list : lists) {
                for (int i = 0; i < ROOT.at(list).size(); i++) {
                    JsonNode one = ROOT.at(DESCRIPTION.resolved(list.appendIndex(i)));
                    String name = one.path("name").asString();
                    switch (one.path("in").asString()) {
                        case "path" -> path.add(name);
                        case "query" -> query.add(name);
                        default -> assertEquals("Idempotency-Key", name);
                    }
                }
            }
            Set<String> expected = new TreeSet<>();
            Matcher names = Pattern.compile("\\{(\\w+)\\}").matcher(row.path());
            while (names.find()) {
                expected.add(names.group(1));
            }
            assertEquals(expected, path, row.name());
            if (!row.method().equals("GET")) {
                assertEquals(row.options(), query, row.name());
            }
        }
    }

    @Test
    void referencesLeadSomewhereAndNothingIsLeftOver() {
        Set<String> used = new TreeSet<>(OF_NO_OPERATION);
        walk(
                ROOT,
                JsonPointer.empty(),
                (at, node) -> {
                    JsonNode ref = node.path("$ref");
                    if (ref.isString()) {
                        String target = ref.asString().substring(1);
                        assertFalse(ROOT.at(target).isMissingNode(), target);
                        used.add(target);
                    }
                });
        Set<String> defined = new TreeSet<>();
        for (Map.Entry<String, JsonNode> kind : ROOT.path("components").properties()) {
            kind.getValue()
                    .propertyNames()
                    .forEach(name -> defined.add("/components/" + kind.getKey() + "/" + name));
        }
        assertEquals(defined, used);
    }

    @Test
    void schemasAreSchemasAndExamplesKeepToThem() {
        var meta =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        List<String> faults = new ArrayList<>();
        Set<JsonPointer> seen = new HashSet<>();
        walk(
                ROOT,
                JsonPointer.empty(),
                (at, node) -> {
                    JsonPointer parent = at.head();
                    boolean named =
                            parent != null && parent.toString().equals("/components/schemas");
                    boolean inline = "schema".equals(at.last() == null ? "" : name(at));
                    if (named || inline) {
                        seen.add(at);
                        meta.validate(node).forEach(fault -> faults.add(at + ": " + fault));
                    }
                    if (node.has("schema") && node.has("example")) {
                        DESCRIPTION
                                .against(at.appendProperty("schema"), node.get("example"))
                                .forEach(fault -> faults.add(at + ": " + fault));
                    }
                });
        assertEquals(List.of(), faults);
        assertTrue(seen.size() > 100, "only " + seen.size());
    }

    /** An instrument that finds nothing is worth nothing. */
    @Test
    void whatContradictsIsFound() {
        JsonPointer deleted = JsonPointer.compile("/components/schemas/Deleted");
        JsonNode right = json("{\"id\":\"0a000000-0000-7000-8000-000000000001\",\"deleted\":true}");
        assertEquals(List.of(), DESCRIPTION.against(deleted, right));
        for (String wrong :
                List.of(
                        "{\"id\":\"x\",\"deleted\":true}",
                        "{\"id\":\"0a000000-0000-7000-8000-000000000001\"}",
                        "{\"id\":\"0a000000-0000-7000-8000-000000000001\",\"deleted\":false}",
                        "{\"id\":\"0a000000-0000-7000-8000-000000000001\",\"deleted\":true,\"x\":1}")) {
            assertEquals(1, DESCRIPTION.against(deleted, json(wrong)).size(), wrong);
        }
        RawHttp.Answer teapot = new RawHttp.Answer(418, Map.of("x-request-id", "1"), "{}", false);
        RawHttp.Answer empty =
                new RawHttp.Answer(
                        201,
                        Map.of("x-request-id", "1", "content-type", "application/json"),
                        "{\"success\":true}",
                        false);
        ApiDescription.Request request =
                new ApiDescription.Request(
                        "POST", "/datasets/x/cases", Map.of(), "{\"cases\":[{\"input\":5}]}");
        for (RawHttp.Answer answer : List.of(teapot, empty)) {
            List<String> found = new ArrayList<>();
            DESCRIPTION.holds(server.routes(), request, answer, found);
            assertEquals(answer.status() == 418 ? 1 : 2, found.size(), found.toString());
        }
    }

    @Test
    void theDocumentIsServedAsItIsWritten() throws IOException {
        String source = Files.readString(Path.of("src/main/resources/openapi.yaml"));
        RawHttp.Answer yaml = get("/openapi.yaml", Map.of());
        RawHttp.Answer json = get("/openapi.json", Map.of());
        assertEquals("application/yaml", yaml.headers().get("content-type"));
        assertEquals("application/json", json.headers().get("content-type"));
        assertEquals(source, yaml.body());
        assertEquals(new YAMLMapper().readTree(source), TestServer.json(json));
    }

    @Test
    void aFileThatTheClientHasIsNotSentAgain() {
        Set<String> tags = new HashSet<>();
        List<String> files =
                List.of(
                        "/",
                        "/openapi.yaml",
                        "/openapi.json",
                        "/docs",
                        "/docs/init.js",
                        "/docs/swagger-ui.css",
                        "/docs/swagger-ui-bundle.js",
                        "/docs/swagger-ui-bundle.js.LICENSE.txt",
                        "/dashboard/api-keys",
                        "/dashboard/icon.svg",
                        "/dashboard/keys.css",
                        "/dashboard/keys.js");
        for (String file : files) {
            RawHttp.Answer first = get(file, Map.of());
            assertEquals(200, first.status(), file);
            assertFalse(first.body().isEmpty(), file);
            String tag = first.headers().getOrDefault("etag", "");
            assertTrue(tags.add(tag), "two files have the tag " + tag);
            RawHttp.Answer again = get(file, Map.of("If-None-Match", "W/" + tag));
            assertEquals(304, again.status(), file);
            assertEquals("", again.body());
            assertEquals(tag, again.headers().get("etag"));
            RawHttp.Answer changed = get(file, Map.of("If-None-Match", "\"other\""));
            assertEquals(200, changed.status(), file);
            assertNotEquals("no-store", changed.headers().get("cache-control"));
        }
    }

    /** The pages load what is in the jar, and nothing of another host. */
    @Test
    void thePageAsksNobodyElse() {
        for (String page : List.of("/", "/docs", "/dashboard/api-keys", "/dashboard/settings")) {
            Matcher links = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(get(page).body());
            int found = 0;
            while (links.find()) {
                String link = links.group(1);
                if (!link.equals("data:,")) {
                    assertTrue(link.startsWith("/"), link);
                    assertEquals(200, get(link).status(), link);
                    found++;
                }
            }
            assertTrue(found >= 3, page);
        }
    }

    private record Operation(String path, String method, JsonNode node) {}

    private static List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : ROOT.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> member : path.getValue().properties()) {
                if (METHODS.contains(member.getKey())) {
                    all.add(new Operation(path.getKey(), member.getKey(), member.getValue()));
                } else {
                    assertEquals("parameters", member.getKey());
                }
            }
        }
        return all;
    }

    private static void walk(
            JsonNode node, JsonPointer at, BiConsumer<JsonPointer, JsonNode> visitor) {
        visitor.accept(at, node);
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            walk(member.getValue(), at.appendProperty(member.getKey()), visitor);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            walk(node.get(i), at.appendIndex(i), visitor);
        }
    }

    private static String name(JsonPointer at) {
        return at.toString().replaceFirst(".*/", "");
    }

    private static JsonNode json(String text) {
        return TestServer.json(new RawHttp.Answer(200, Map.of(), text, false));
    }

    private static RawHttp.Answer get(String target) {
        return get(target, Map.of());
    }

    private static RawHttp.Answer get(String target, Map<String, String> headers) {
        try (RawHttp http = server.connect()) {
            return http.call("GET", target, headers, new byte[0]);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
