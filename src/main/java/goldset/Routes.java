package goldset;

import goldset.api.evalguard.DatasetHealth;
import goldset.api.evalguard.EvalguardVoice;
import goldset.api.evalguard.Versions;
import goldset.api.system.BothVoices;
import goldset.api.system.Health;
import goldset.api.znyx.Imports;
import goldset.api.znyx.Samples;
import goldset.api.znyx.Tokens;
import goldset.api.znyx.ZnyxVoice;
import goldset.domain.Role;
import goldset.http.Handler;
import goldset.http.Route;
import goldset.http.Router;
import goldset.http.Voice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The table of contents: every endpoint of both dialects, with the role that it needs. */
public final class Routes implements Router.Dialects {
    private static final Optional<Role> OPEN = Optional.empty();
    private static final Optional<Role> READ = Optional.of(Role.RUNTIME);
    private static final Optional<Role> WRITE = Optional.of(Role.CI);
    private static final Optional<Role> ADMIN = Optional.of(Role.ADMIN);

    private static final Optional<Role> FOUNDER = Optional.of(Role.FOUNDER);

    private static final Set<String> SYSTEM =
            Set.of(
                    "healthz",
                    "readyz",
                    "metrics",
                    "openapi.yaml",
                    "openapi.json",
                    "docs",
                    "dashboard",
                    "favicon.ico");

    /** Below {@code /v1}, and deeper than the name itself. */
    private static final Set<String> ZNYX =
            Set.of("orgs", "benchmarks", "evaluate", "telemetry", "bundles", "inference");

    private final Voice znyxVoice = new ZnyxVoice();
    private final Voice evalguardVoice = new EvalguardVoice();
    private final Voice bothVoices = new BothVoices();
    private final List<Route> rows = new ArrayList<>();

    /** The handlers that the rows lead to. */
    public record Handlers(
            Health health,
            goldset.api.znyx.Datasets znyxDatasets,
            Samples samples,
            Imports imports,
            goldset.api.znyx.Exports znyxExports,
            Tokens tokens,
            goldset.api.evalguard.Datasets evalguardDatasets,
            goldset.api.evalguard.Cases cases,
            Versions versions,
            goldset.api.evalguard.Exports evalguardExports,
            DatasetHealth datasetHealth,
            goldset.api.evalguard.Projects projects,
            goldset.api.evalguard.Orgs orgs) {}

    public Routes(Handlers h) {
        route("GET /healthz", OPEN, "healthz", h.health::alive);
        route("GET /readyz", OPEN, "readyz", h.health::ready);

        String datasets = "/v1/orgs/{org}/datasets";
        route("POST " + datasets, WRITE, "createDataset", h.znyxDatasets::create);
        route("GET " + datasets, READ, "listDatasets", h.znyxDatasets::list);
        route("GET " + datasets + "/{id}", READ, "getDataset", h.znyxDatasets::get);
        route("PATCH " + datasets + "/{id}", WRITE, "editDataset", h.znyxDatasets::edit);
        route("DELETE " + datasets + "/{id}", WRITE, "deleteDataset", h.znyxDatasets::delete);
        route("POST " + datasets + "/{id}/samples", WRITE, "addSamples", h.samples::add);
        route("GET " + datasets + "/{id}/samples", READ, "listSamples", h.samples::list);
        String sample = datasets + "/{id}/samples/{sample}";
        route("GET " + sample, READ, "getSample", h.samples::get);
        route("PATCH " + sample, WRITE, "editSample", h.samples::edit);
        route("DELETE " + sample, WRITE, "deleteSample", h.samples::delete);
        route("POST " + datasets + "/{id}/import", WRITE, "importSamples", h.imports::add);
        route("GET " + datasets + "/{id}/export", READ, "exportSamples", h.znyxExports::get);
        String tokens = "/v1/orgs/{org}/tokens";
        route("POST " + tokens + "/runtime", ADMIN, "createRuntimeToken", h.tokens::createRuntime);
        route("POST " + tokens + "/ci", ADMIN, "createCiToken", h.tokens::createCi);
        route("POST " + tokens + "/admin", ADMIN, "createAdminToken", h.tokens::createAdmin);
        route("GET " + tokens, ADMIN, "listTokens", h.tokens::list);
        route("POST " + tokens + "/{key}/rotate", ADMIN, "rotateToken", h.tokens::rotate);
        route("DELETE " + tokens + "/{key}", ADMIN, "revokeToken", h.tokens::revoke);

        route("POST /api/v1/datasets", WRITE, "egCreateDataset", h.evalguardDatasets::create);
        route("GET /api/v1/datasets", READ, "egListDatasets", h.evalguardDatasets::list);
        String dataset = "/api/v1/datasets/{id}";
        route("GET " + dataset, READ, "egGetDataset", h.evalguardDatasets::get);
        route("PUT " + dataset, WRITE, "egPutDataset", h.evalguardDatasets::edit);
        route("PATCH " + dataset, WRITE, "egEditDataset", h.evalguardDatasets::edit);
        route("DELETE " + dataset, WRITE, "egDeleteDataset", h.evalguardDatasets::delete);
        route("POST /api/v1/datasets/{id}/cases", WRITE, "appendCases", h.cases::append);
        route("GET /api/v1/datasets/{id}/cases", READ, "listCases", h.cases::list);
        String one = "/api/v1/datasets/{id}/cases/{case}";
        route("GET " + one, READ, "getCase", h.cases::get);
        route("PATCH " + one, WRITE, "editCase", h.cases::edit);
        route("DELETE " + one, WRITE, "deleteCase", h.cases::delete);
        route("POST /api/v1/datasets/{id}/cases/delete", WRITE, "deleteCases", h.cases::deleteMany);
        String versions = "/api/v1/datasets/{id}/versions";
        route("GET " + versions, READ, "listVersions", h.versions::list);
        route("POST " + versions, WRITE, "snapshotDataset", h.versions::snapshot);
        route("GET " + versions + "/{version}", READ, "getVersion", h.versions::get);
        route(
                "POST " + versions + "/{version}/restore",
                WRITE,
                "restoreVersion",
                h.versions::restore);
        route("GET " + versions + "/{version}/diff", READ, "diffVersions", h.versions::diff);
        route(
                "GET " + versions + "/{version}/export",
                READ,
                "exportVersion",
                h.evalguardExports::version);
        route("GET " + dataset + "/export", READ, "exportCases", h.evalguardExports::live);
        route("POST /api/v1/datasets/health", READ, "checkRows", h.datasetHealth::ofRows);
        route("GET " + dataset + "/health", READ, "datasetHealth", h.datasetHealth::ofDataset);
        route("GET /api/v1/project/current", READ, "currentProject", h.projects::current);
        route("POST /api/v1/orgs", FOUNDER, "createOrg", h.orgs::create);
    }

    public List<Route> rows() {
        return List.copyOf(rows);
    }

    @Override
    public Voice voice(List<String> segments) {
        return isZnyx(segments) || isSystem(segments) ? znyxVoice : evalguardVoice;
    }

    @Override
    public Voice nowhere(List<String> segments) {
        boolean shared = !segments.isEmpty() && segments.getFirst().equals("v1");
        return shared ? bothVoices : voice(segments);
    }

    /** EvalGuard's clients build their paths in four ways; all mounts are one. */
    @Override
    public List<String> canonical(List<String> segments) {
        if (isZnyx(segments) || isSystem(segments)) {
            return segments;
        }
        int mount = 0;
        if (segments.getFirst().equals("api")) {
            mount++;
        }
        if (segments.size() > mount && segments.get(mount).equals("v1")) {
            mount++;
        }
        List<String> one = new ArrayList<>(List.of("api", "v1"));
        one.addAll(segments.subList(mount, segments.size()));
        return one;
    }

    private static boolean isSystem(List<String> segments) {
        return segments.isEmpty() || SYSTEM.contains(segments.getFirst());
    }

    private static boolean isZnyx(List<String> segments) {
        return segments.size() > 2
                && segments.getFirst().equals("v1")
                && ZNYX.contains(segments.get(1));
    }

    /**
     * @param options query parameters of a write
     */
    private void route(
            String methodAndPath,
            Optional<Role> role,
            String name,
            Handler handler,
            String... options) {
        rows.add(Route.of(methodAndPath, role, name, handler, Set.of(options)));
    }
}
