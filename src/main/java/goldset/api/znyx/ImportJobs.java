package goldset.api.znyx;

import goldset.domain.ImportJob;
import goldset.domain.ImportPlan;
import goldset.domain.Outcome;
import goldset.format.ItemLayout;
import goldset.http.HttpProblem;
import goldset.http.ImportJson;
import goldset.http.Request;
import goldset.http.Response;
import goldset.job.Imports;
import goldset.job.Spool;
import java.time.Clock;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** {@code /v1/orgs/{org}/datasets/{id}/imports/{import}}: imports that go on by themselves. */
public final class ImportJobs {
    private final Imports imports;
    private final goldset.store.Imports jobs;
    private final ImportJson json;

    public ImportJobs(Imports imports, goldset.store.Imports jobs, Clock clock) {
        this.imports = imports;
        this.jobs = jobs;
        json =
                new ImportJson(
                        clock,
                        UnaryOperator.identity(),
                        "samples",
                        ItemLayout.ZNYX,
                        "imported",
                        "sample_count",
                        ZnyxVoice::complaint);
    }

    ImportJson json() {
        return json;
    }

    Response accepted(Request request, UUID dataset, ImportPlan plan, Spool spool) {
        return unfinished(started(request, dataset, plan, spool));
    }

    /** Starts a job and waits for it, but not for ever. */
    ImportJob run(Request request, UUID dataset, ImportPlan plan, Spool spool) {
        return imports.awaited(started(request, dataset, plan, spool));
    }

    /** What to answer for a job that hasn't done what was asked for. */
    Response unfinished(ImportJob job) {
        String path =
                "/v1/orgs/%s/datasets/%s/imports/%s".formatted(job.org(), job.dataset(), job.id());
        return json.unfinished(job, path);
    }

    private ImportJob started(Request request, UUID dataset, ImportPlan plan, Spool spool) {
        return Outcomes.made(
                imports.into(
                        request.org(),
                        request.caller().project(),
                        dataset,
                        request.caller().key(),
                        request.once(ImportJob.class),
                        plan,
                        spool));
    }

    public Response get(Request request) {
        return json.ok(job(request));
    }

    public Response events(Request request) {
        ImportJob job = job(request);
        return json.events(job, () -> jobs.get(request.org(), null, job.id()), imports::isStopping);
    }

    public Response cancel(Request request) {
        ImportJob job = job(request);
        UUID bound = request.caller().project();
        if (bound != null && !bound.equals(job.project())) {
            Outcomes.made(new Outcome.OtherProject<>());
        }
        jobs.cancel(request.org(), bound, job.id());
        return json.ok(job(request));
    }

    /** The rows that were not taken, each with its line and the reason. */
    public Response rejected(Request request) {
        ImportJob job = job(request);
        return json.rejected(job, () -> imports.rejected(job));
    }

    private ImportJob job(Request request) {
        UUID dataset = request.id("id", "Dataset");
        UUID id = request.id("import", "Import");
        return jobs.get(request.org(), null, id)
                .filter(job -> job.dataset().equals(dataset))
                .orElseThrow(() -> HttpProblem.notFound("Import"));
    }
}
