package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.domain.Role;
import goldset.http.RawHttp;
import goldset.http.Route;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every row of the table refuses whom it must, and has a scenario in which it succeeds. */
class RoutesTest {
    /** What another org's ids are called, by the parameter of a path that they stand in for. */
    private static final Map<String, String> THEIRS =
            Map.ofEntries(
                    Map.entry("id", "{otherDataset}"),
                    Map.entry("sample", "{otherDataset}"),
                    Map.entry("case", "{otherDataset}"),
                    Map.entry("version", "{otherDataset}"),
                    Map.entry("key", "{otherKey}"),
                    Map.entry("project", "{otherProject}"),
                    Map.entry("import", "{otherDataset}"),
                    Map.entry("run", "{otherRun}"),
                    Map.entry("target", "{otherTarget}"),
                    Map.entry("eval", "{otherRun}"),
                    Map.entry("trace", "{otherTrace}"),
                    Map.entry("stage", "{otherTrace}"));

    /** Too long for a golden file; {@code OpenApiTest} reads them. */
    private static final Set<String> LONG = Set.of("openapiYaml", "openapiJson");

    @SuppressWarnings("NullAway.Init")
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        String theirs = "/v1/orgs/" + server.name("otherOrg");
        other(
                "otherTarget",
                theirs + "/targets",
                "{\"name\":\"t\",\"url\":\"http://their.example\"}");
        String run =
                "{\"dataset_id\":\"" + server.name("otherDataset") + "\",\"mode\":\"external\"}";
        other("otherRun", theirs + "/benchmarks", run);
        String event =
                "{\"events\":[{\"request_id\":\"r\",\"decision\":\"BLOCK\",\"input_text\":\"their\"}]}";
        server.call(server.name("otherAdmin"), "POST", "/v1/telemetry/events", event);
        RawHttp.Answer traces =
                server.call(server.name("otherAdmin"), "GET", theirs + "/traces", "");
        String trace = TestServer.json(traces).get("traces").get(0).get("id").asString();
        server.names().put("otherTrace", trace);
    }

    private static void other(String name, String target, String body) {
        RawHttp.Answer made = server.call(server.name("otherAdmin"), "POST", target, body);
        server.names().put(name, TestServer.json(made).get("id").asString());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> refusals() {
        return server.routes().rows().stream()
                .filter(route -> route.role().isPresent())
                .map(route -> DynamicTest.dynamicTest(route.name(), () -> refuses(route)));
    }

    private static void refuses(Route route) {
        assertEquals(401, call(route, "", server.name("org")).status());
        assertEquals(401, call(route, "gs_unknown", server.name("org")).status());
        RawHttp.Answer revoked = call(route, server.name("revoked"), server.name("org"));
        assertEquals(401, revoked.status());
        boolean znyx = route.path().contains("{org}");
        if (znyx) {
            RawHttp.Answer foreign = call(route, server.name("otherAdmin"), server.name("org"));
            RawHttp.Answer nowhere =
                    call(route, server.name("otherAdmin"), "00000000-0000-7000-8000-000000000000");
            assertEquals(403, foreign.status());
            assertEquals(nowhere.body(), foreign.body(), "tells whether an org exists");
        }
        Role needed = route.role().orElseThrow();
        if (needed.compareTo(Role.RUNTIME) > 0) {
            RawHttp.Answer low = call(route, server.name("runtime"), server.name("org"));
            assertEquals(403, low.status(), low.body());
        }
        if (needed == Role.ADMIN) {
            RawHttp.Answer low = call(route, server.name("ci"), server.name("org"));
            assertEquals(403, low.status(), low.body());
        }
        if (route.path().replace("{org}", "").contains("{")) {
            foreignIdIsUnknown(route);
        }
    }

    /** Another org's id and one that nobody has get the same answer. */
    private static void foreignIdIsUnknown(Route route) {
        String body =
                List.of("POST", "PUT", "PATCH").contains(route.method())
                        ? "{\"content\":\"[]\",\"samples\":[{\"input_text\":\"x\"}],\"cases\":[{\"input\":\"x\"}],\"caseIds\":[],\"results\":[],\"annotation\":\"correct\"}"
                        : "";
        String org = server.name("org");
        RawHttp.Answer foreign =
                server.call(server.name("admin"), route.method(), filled(route, org, THEIRS), body);
        Map<String, String> nobodys = new HashMap<>();
        THEIRS.keySet().forEach(name -> nobodys.put(name, "{org}"));
        RawHttp.Answer unknown =
                server.call(
                        server.name("admin"), route.method(), filled(route, org, nobodys), body);
        assertEquals(404, foreign.status(), foreign.body());
        assertEquals(unknown.body(), foreign.body());
        assertFalse(foreign.body().contains("their"), foreign.body());
    }

    @Test
    void everyRowHasAScenarioOfSuccess() {
        Routes routes = server.routes();
        Set<String> shown = new HashSet<>();
        for (Path file : Golden.files()) {
            for (Golden.Exchange exchange : Golden.read(file)) {
                if (exchange.status() < 300) {
                    routes.rows().stream()
                            .filter(row -> row.method().equals(exchange.method()))
                            .filter(row -> row.matches(segments(routes, exchange.target())))
                            .forEach(row -> shown.add(row.name()));
                }
            }
        }
        Set<String> missing = new TreeSet<>();
        routes.rows().stream()
                .map(Route::name)
                .filter(n -> !shown.contains(n))
                .forEach(missing::add);
        assertEquals(LONG, missing);
    }

    @Test
    void namesAreUnique() {
        List<String> names = server.routes().rows().stream().map(Route::name).toList();
        assertEquals(names.size(), new HashSet<>(names).size());
        assertTrue(names.size() > 10);
    }

    private static List<String> segments(Routes routes, String target) {
        String path = target.replaceFirst("\\?.*", "").replaceFirst("^/", "");
        return routes.canonical(path.isEmpty() ? List.of() : List.of(path.split("/")));
    }

    private static RawHttp.Answer call(Route route, String key, String org) {
        String body = List.of("POST", "PUT", "PATCH").contains(route.method()) ? "{}" : "";
        return server.call(key, route.method(), filled(route, org, THEIRS), body);
    }

    /** With an id for each parameter of the path but the org. */
    private static String filled(Route route, String org, Map<String, String> ids) {
        String path =
                route.path()
                        .replace("{org}", org)
                        .replaceAll("/diff$", "/diff?from_revision=0&to={id}")
                        .replaceAll("/compare$", "/compare?baseline={run}");
        boolean znyx = route.path().contains("{org}");
        for (Map.Entry<String, String> id : ids.entrySet()) {
            boolean number = znyx && id.getKey().equals("key");
            // Znyx counts keys for each org, so that there is no number of another's.
            path = path.replace("{" + id.getKey() + "}", number ? "999" : id.getValue());
        }
        String filled = Golden.filled(path, server.names());
        assertFalse(filled.contains("{"), () -> "nothing fills " + filled);
        return filled;
    }
}
