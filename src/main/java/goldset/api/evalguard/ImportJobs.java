package goldset.api.evalguard;

import goldset.domain.Dataset;
import goldset.domain.ImportJob;
import goldset.domain.ImportPlan;
import goldset.format.ItemLayout;
import goldset.http.HttpProblem;
import goldset.http.ImportJson;
import goldset.http.Request;
import goldset.http.Response;
import goldset.job.Imports;
import goldset.job.Spool;
import java.time.Clock;
import java.util.UUID;

/** {@code /imports/{import}}: uploads that go on by themselves. The vendor has no such thing. */
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
                        ImportJobs::camel,
                        "cases",
                        ItemLayout.NEW_CASE,
                        "inserted",
                        "case_count",
                        (out, complaint) -> out.writeString(EvalguardVoice.line(complaint)));
    }

    ImportJson json() {
        return json;
    }

    Response accepted(Request request, Uploads.Aim aim, ImportPlan plan, Spool spool) {
        return unfinished(started(request, aim, plan, spool));
    }

    /** Starts a job and waits for it, but not for ever. */
    ImportJob run(Request request, Uploads.Aim aim, ImportPlan plan, Spool spool) {
        return imports.awaited(started(request, aim, plan, spool));
    }

    /** What to answer for a job that hasn't done what was asked for. */
    Response unfinished(ImportJob job) {
        return json.unfinished(job, "/api/v1/imports/" + job.id());
    }

    private ImportJob started(Request request, Uploads.Aim aim, ImportPlan plan, Spool spool) {
        return Outcomes.made(
                switch (aim) {
                    case Uploads.Aim.There(UUID dataset) ->
                            imports.into(
                                    request.org(),
                                    request.caller().project(),
                                    dataset,
                                    request.caller().key(),
                                    request.once(ImportJob.class),
                                    plan,
                                    spool);
                    case Uploads.Aim.New(UUID project, Dataset.Draft draft) ->
                            imports.making(
                                    request.org(),
                                    project,
                                    draft,
                                    request.caller().key(),
                                    request.once(ImportJob.class),
                                    plan,
                                    spool);
                });
    }

    private static String camel(String name) {
        StringBuilder camel = new StringBuilder();
        for (String word : name.split("_")) {
            camel.append(
                    camel.isEmpty()
                            ? word
                            : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return camel.toString();
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
        jobs.cancel(request.org(), request.caller().project(), job.id());
        return json.ok(job(request));
    }

    /** The rows that were not taken, each with its line and the reason. */
    public Response rejected(Request request) {
        ImportJob job = job(request);
        return json.rejected(job, () -> imports.rejected(job));
    }

    private ImportJob job(Request request) {
        UUID id = request.id("import", "Import");
        return jobs.get(request.org(), request.caller().project(), id)
                .orElseThrow(() -> HttpProblem.notFound("Import"));
    }
}
