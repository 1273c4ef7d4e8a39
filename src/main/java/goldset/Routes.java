package goldset;

import goldset.api.evalguard.ApiKeys;
import goldset.api.evalguard.Budgets;
import goldset.api.evalguard.Clients;
import goldset.api.evalguard.DatasetHealth;
import goldset.api.evalguard.EvalguardVoice;
import goldset.api.evalguard.Evals;
import goldset.api.evalguard.TracesToDataset;
import goldset.api.evalguard.Uploads;
import goldset.api.evalguard.Versions;
import goldset.api.system.BothVoices;
import goldset.api.system.Dashboard;
import goldset.api.system.Health;
import goldset.api.system.OpenApi;
import goldset.api.znyx.Annotations;
import goldset.api.znyx.Benchmarks;
import goldset.api.znyx.Comparisons;
import goldset.api.znyx.ImportJobs;
import goldset.api.znyx.Imports;
import goldset.api.znyx.PassThrough;
import goldset.api.znyx.Replays;
import goldset.api.znyx.Results;
import goldset.api.znyx.Samples;
import goldset.api.znyx.Targets;
import goldset.api.znyx.Telemetry;
import goldset.api.znyx.Tokens;
import goldset.api.znyx.Traces;
import goldset.api.znyx.Worker;
import goldset.api.znyx.ZnyxVoice;
import goldset.domain.Role;
import goldset.http.Conflicts;
import goldset.http.Handler;
import goldset.http.ImportBody;
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
            OpenApi openApi,
            Dashboard dashboard,
            goldset.api.znyx.Datasets znyxDatasets,
            Samples samples,
            goldset.api.znyx.Versions znyxVersions,
            goldset.api.znyx.Diffs znyxDiffs,
            goldset.api.znyx.Audits znyxAudits,
            Imports imports,
            ImportJobs importJobs,
            goldset.api.znyx.Exports znyxExports,
            Tokens tokens,
            Benchmarks benchmarks,
            Results results,
            Comparisons comparisons,
            Targets targets,
            Worker worker,
            PassThrough passThrough,
            Replays replays,
            Telemetry telemetry,
            Traces traces,
            Annotations annotations,
            goldset.api.evalguard.Datasets evalguardDatasets,
            goldset.api.evalguard.Cases cases,
            Uploads uploads,
            goldset.api.evalguard.ImportJobs uploadJobs,
            Versions versions,
            goldset.api.evalguard.Diffs diffs,
            goldset.api.evalguard.Audits audits,
            goldset.api.evalguard.Exports evalguardExports,
            DatasetHealth datasetHealth,
            TracesToDataset tracesToDataset,
            goldset.api.evalguard.Projects projects,
            goldset.api.evalguard.Orgs orgs,
            ApiKeys apiKeys,
            Budgets budgets,
            Evals evals,
            Clients clients) {}

    public Routes(Handlers h) {
        route("GET /healthz", OPEN, "healthz", h.health::alive);
        route("GET /readyz", OPEN, "readyz", h.health::ready);
        route("GET /", OPEN, "home", h.openApi::home);
        route("GET /openapi.yaml", OPEN, "openapiYaml", h.openApi::yaml);
        route("GET /openapi.json", OPEN, "openapiJson", h.openApi::json);
        route("GET /docs", OPEN, "docs", h.openApi::docs);
        route("GET /docs/{file}", OPEN, "docsFile", h.openApi::file);
        route("GET /dashboard/api-keys", OPEN, "dashboardKeys", h.dashboard::keys);
        route("GET /dashboard/settings", OPEN, "dashboardSettings", h.dashboard::keys);
        route("GET /dashboard/{file}", OPEN, "dashboardFile", h.dashboard::file);

        String datasets = "/v1/orgs/{org}/datasets";
        route("POST " + datasets, WRITE, "createDataset", h.znyxDatasets::create);
        route("GET " + datasets, READ, "listDatasets", h.znyxDatasets::list);
        route("GET " + datasets + "/catalog", READ, "listCatalog", h.znyxDatasets::catalog);
        route("GET " + datasets + "/{id}", READ, "getDataset", h.znyxDatasets::get);
        route("PATCH " + datasets + "/{id}", WRITE, "editDataset", h.znyxDatasets::edit);
        route("DELETE " + datasets + "/{id}", WRITE, "deleteDataset", h.znyxDatasets::delete);
        String[] conflicts = {Conflicts.ACTION, Conflicts.KEY};
        route("POST " + datasets + "/{id}/samples", WRITE, "addSamples", h.samples::add, conflicts);
        route("GET " + datasets + "/{id}/samples", READ, "listSamples", h.samples::list);
        String sample = datasets + "/{id}/samples/{sample}";
        route("GET " + sample, READ, "getSample", h.samples::get);
        route("PATCH " + sample, WRITE, "editSample", h.samples::edit);
        route("DELETE " + sample, WRITE, "deleteSample", h.samples::delete);
        String named = datasets + "/{id}/versions";
        route("GET " + named, READ, "listDatasetVersions", h.znyxVersions::list);
        route("POST " + named, WRITE, "createDatasetVersion", h.znyxVersions::create);
        route("GET " + named + "/{version}", READ, "getDatasetVersion", h.znyxVersions::get);
        route(
                "POST " + named + "/{version}/restore",
                WRITE,
                "restoreDatasetVersion",
                h.znyxVersions::restore);
        route("GET " + datasets + "/{id}/diff", READ, "diffDataset", h.znyxDiffs::states);
        route("GET /v1/orgs/{org}/audit", ADMIN, "listAudit", h.znyxAudits::list);
        route(
                "POST " + datasets + "/{id}/import",
                WRITE,
                "importSamples",
                h.imports::add,
                Conflicts.ACTION,
                Conflicts.KEY,
                ImportBody.FORMAT,
                ImportBody.SHAPE,
                ImportBody.MAP,
                ImportBody.ON_ERROR,
                ImportBody.ASYNC,
                ImportBody.DRY_RUN);
        String job = datasets + "/{id}/imports/{import}";
        route("GET " + job, READ, "getImport", h.importJobs::get);
        route("DELETE " + job, WRITE, "cancelImport", h.importJobs::cancel);
        route("GET " + job + "/events", READ, "watchImport", h.importJobs::events);
        route("GET " + job + "/rejected", READ, "importRejected", h.importJobs::rejected);
        route("GET " + datasets + "/{id}/export", READ, "exportSamples", h.znyxExports::get);
        String tokens = "/v1/orgs/{org}/tokens";
        route("POST " + tokens + "/runtime", ADMIN, "createRuntimeToken", h.tokens::createRuntime);
        route("POST " + tokens + "/ci", ADMIN, "createCiToken", h.tokens::createCi);
        route("POST " + tokens + "/admin", ADMIN, "createAdminToken", h.tokens::createAdmin);
        route("GET " + tokens, ADMIN, "listTokens", h.tokens::list);
        route("POST " + tokens + "/{key}/rotate", ADMIN, "rotateToken", h.tokens::rotate);
        route("DELETE " + tokens + "/{key}", ADMIN, "revokeToken", h.tokens::revoke);

        znyxRuns(h);
        znyxTraces(h);

        route("POST /api/v1/datasets", WRITE, "egCreateDataset", h.evalguardDatasets::create);
        route("GET /api/v1/datasets", READ, "egListDatasets", h.evalguardDatasets::list);
        String upload = "/api/v1/datasets/upload";
        route("POST " + upload, WRITE, "egUploadDataset", h.uploads::add, Uploads.fields());
        String uploaded = "/api/v1/imports/{import}";
        route("GET " + uploaded, READ, "egGetImport", h.uploadJobs::get);
        route("DELETE " + uploaded, WRITE, "egCancelImport", h.uploadJobs::cancel);
        route("GET " + uploaded + "/events", READ, "egWatchImport", h.uploadJobs::events);
        route("GET " + uploaded + "/rejected", READ, "egImportRejected", h.uploadJobs::rejected);
        String dataset = "/api/v1/datasets/{id}";
        route("GET " + dataset, READ, "egGetDataset", h.evalguardDatasets::get);
        route("PUT " + dataset, WRITE, "egPutDataset", h.evalguardDatasets::edit);
        route("PATCH " + dataset, WRITE, "egEditDataset", h.evalguardDatasets::edit);
        route("DELETE " + dataset, WRITE, "egDeleteDataset", h.evalguardDatasets::delete);
        route("POST /api/v1/datasets/{id}/cases", WRITE, "appendCases", h.cases::append, conflicts);
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
        route("GET " + versions + "/{version}/diff", READ, "diffVersions", h.diffs::versions);
        route("GET " + dataset + "/diff", READ, "egDiffDataset", h.diffs::states);
        route(
                "GET " + versions + "/{version}/export",
                READ,
                "exportVersion",
                h.evalguardExports::version);
        route("GET " + dataset + "/export", READ, "exportCases", h.evalguardExports::live);
        route("POST /api/v1/datasets/health", READ, "checkRows", h.datasetHealth::ofRows);
        route("GET " + dataset + "/health", READ, "datasetHealth", h.datasetHealth::ofDataset);
        evals(h);
        String toDataset = "/api/v1/traces/to-dataset";
        route("POST " + toDataset, WRITE, "tracesToDataset", h.tracesToDataset::add);
        evalguardAdministration(h);
    }

    private void znyxRuns(Handlers h) {
        route("POST /v1/evaluate/{stage}", READ, "evaluate", h.passThrough::evaluate);
        route("POST /v1/orgs/{org}/traces/{trace}/replay", WRITE, "replayTrace", h.replays::replay);
        String runs = "/v1/orgs/{org}/benchmarks";
        route("POST " + runs, WRITE, "startBenchmark", h.benchmarks::start);
        route("GET " + runs, READ, "listBenchmarks", h.benchmarks::list);
        String run = runs + "/{run}";
        route("GET " + run, READ, "getBenchmark", h.benchmarks::get);
        route("DELETE " + run, WRITE, "deleteBenchmark", h.benchmarks::delete);
        route("GET " + run + "/results", READ, "benchmarkResults", h.results::list);
        route("GET " + run + "/compare", READ, "compareBenchmarks", h.comparisons::compare);
        route("POST " + run + "/cancel", WRITE, "cancelBenchmark", h.benchmarks::cancel);
        route("POST " + run + "/rerun", WRITE, "rerunBenchmark", h.benchmarks::rerun);
        String targets = "/v1/orgs/{org}/targets";
        route("GET " + targets, READ, "listTargets", h.targets::list);
        route("POST " + targets, ADMIN, "createTarget", h.targets::create);
        route("GET " + targets + "/{target}", READ, "getTarget", h.targets::get);
        route("PATCH " + targets + "/{target}", ADMIN, "editTarget", h.targets::edit);
        route("DELETE " + targets + "/{target}", ADMIN, "deleteTarget", h.targets::delete);
        route("POST /v1/benchmarks/claim", READ, "claimBenchmark", h.worker::claim);
        String claimed = "/v1/benchmarks/{run}";
        route("GET " + claimed + "/samples", READ, "workerSamples", h.worker::samples);
        route("POST " + claimed + "/results", READ, "workerResults", h.worker::results);
        route("POST " + claimed + "/complete", READ, "workerComplete", h.worker::complete);
    }

    private void evals(Handlers h) {
        route("POST /api/v1/evals", WRITE, "createEval", h.evals::create);
        route("GET /api/v1/evals", READ, "listEvals", h.evals::list);
        String eval = "/api/v1/evals/{eval}";
        route("GET " + eval, READ, "getEval", h.evals::get);
        route("PATCH " + eval, WRITE, "editEval", h.evals::edit);
        route("DELETE " + eval, WRITE, "deleteEval", h.evals::delete);
        route("POST " + eval + "/results", WRITE, "addEvalResults", h.evals::add);
        route("GET " + eval + "/results", READ, "listEvalResults", h.evals::results);
    }

    private void znyxTraces(Handlers h) {
        route("POST /v1/telemetry/events", READ, "addEvents", h.telemetry::add);
        String traces = "/v1/orgs/{org}/traces";
        route("GET " + traces, READ, "listTraces", h.traces::list);
        route("GET " + traces + "/analytics", READ, "traceAnalytics", h.traces::analytics);
        route("GET " + traces + "/{trace}", READ, "getTrace", h.traces::get);
        String said = "/v1/orgs/{org}/annotations";
        String ofTrace = traces + "/{trace}/annotations";
        route("POST " + ofTrace, WRITE, "createAnnotation", h.annotations::create);
        route("GET " + said, READ, "listAnnotations", h.annotations::list);
        route("POST " + said + "/export", WRITE, "exportAnnotations", h.annotations::export);
    }

    private void evalguardAdministration(Handlers h) {
        route("GET /api/v1/audit", ADMIN, "egListAudit", h.audits::list);
        route("GET /api/v1/project/current", READ, "currentProject", h.projects::current);
        route("POST /api/v1/projects", ADMIN, "createProject", h.projects::create);
        route("GET /api/v1/projects", READ, "listProjects", h.projects::list);
        String project = "/api/v1/projects/{project}";
        route("GET " + project, READ, "getProject", h.projects::get);
        route("PATCH " + project, ADMIN, "editProject", h.projects::edit);
        route("DELETE " + project, ADMIN, "deleteProject", h.projects::delete);
        route("POST /api/v1/api-keys", ADMIN, "createApiKey", h.apiKeys::create);
        route("GET /api/v1/api-keys", WRITE, "listApiKeys", h.apiKeys::list);
        String key = "/api/v1/api-keys/{key}";
        route("PATCH " + key, ADMIN, "limitApiKey", h.apiKeys::limit);
        route("DELETE " + key, ADMIN, "revokeApiKey", h.apiKeys::revoke);
        route("POST " + key + "/rotate", ADMIN, "rotateApiKey", h.apiKeys::rotate);
        route("GET " + key + "/budget", WRITE, "getBudget", h.budgets::get);
        route("PATCH " + key + "/budget", ADMIN, "setBudget", h.budgets::set);
        route("DELETE " + key + "/budget", ADMIN, "removeBudget", h.budgets::remove);
        route("POST /api/v1/orgs", FOUNDER, "createOrg", h.orgs::create);
        route("POST /api/v1/bootstrap", FOUNDER, "bootstrap", h.orgs::bootstrap);
        route("GET /api/v1/scorers", READ, "listScorers", h.clients::scorers);
        route("GET /api/v1/client/policy", READ, "clientPolicy", h.clients::policy);
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
