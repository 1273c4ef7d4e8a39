package goldset.api.znyx;

import com.fasterxml.jackson.annotation.JsonInclude;
import goldset.domain.Appended;
import goldset.domain.Findings;
import goldset.domain.ImportJob;
import goldset.domain.ImportPlan;
import goldset.domain.Outcome.What;
import goldset.format.FindingsText;
import goldset.http.ImportBody;
import goldset.http.Request;
import goldset.http.Response;
import goldset.job.Spool;
import goldset.job.Spools;
import goldset.store.Items;
import goldset.store.Revisions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /v1/orgs/{org}/datasets/{id}/import}: contract section 1.4. */
public final class Imports {
    private final Items items;
    private final goldset.store.Datasets datasets;
    private final Spools spools;
    private final ImportJobs jobs;

    public Imports(Items items, goldset.store.Datasets datasets, Spools spools, ImportJobs jobs) {
        this.items = items;
        this.datasets = datasets;
        this.spools = spools;
        this.jobs = jobs;
    }

    private record Imported(
            long imported,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long rejected,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long skipped,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long replaced,
            long sampleCount,
            long revision,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID importId,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String shape,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    public Response add(Request request) {
        boolean dry = request.flag(ImportBody.DRY_RUN);
        boolean async = request.flag(ImportBody.ASYNC);
        ImportPlan plan = ImportBody.plan(request);
        try (Spool spool = spools.create()) {
            if (dry) {
                return seen(request, plan, spool);
            }
            ImportBody body = ImportBody.receive(request, plan, spool.out());
            UUID dataset = request.id("id", "Dataset");
            boolean large = spool.bytes() > request.limits().inlineBytesMax();
            if (body.isFile() && (async || large)) {
                return jobs.accepted(request, dataset, body.plan(), spool);
            }
            Optional<ImportBody.Items> all =
                    plan.skips() ? Optional.empty() : body.items(request, spool, spool.bytes());
            return all.isPresent()
                    ? whole(request, dataset, body, all.get())
                    : waited(jobs.run(request, dataset, body.plan(), spool), body);
        }
    }

    private Response whole(Request request, UUID dataset, ImportBody body, ImportBody.Items all) {
        Appended done =
                Outcomes.made(
                        items.append(
                                Samples.where(request, dataset),
                                request.once(Appended.class),
                                all.items(),
                                Revisions.Kind.IMPORT,
                                body.plan().onConflict()));
        Appended.Met met = done.met();
        return Response.ok(
                new Imported(
                        done.count(),
                        null,
                        met == null ? null : (long) met.skipped(),
                        met == null ? null : (long) met.replaced(),
                        done.itemCount(),
                        done.revision(),
                        null,
                        all.shape(),
                        all.ignored()));
    }

    /** A job that its caller has waited for, or one that goes on. */
    private Response waited(ImportJob job, ImportBody body) {
        ImportJob.Result result = job.result();
        if (result == null) {
            return jobs.unfinished(job);
        }
        Findings findings = FindingsText.read(job.findings());
        return Response.ok(
                new Imported(
                        result.inserted(),
                        body.plan().skips() ? job.rowsRejected() : null,
                        result.skipped(),
                        result.replaced(),
                        result.itemCount(),
                        result.revision(),
                        job.id(),
                        findings.shape(),
                        body.all(findings.ignored())));
    }

    /** What would happen, and nothing does. */
    private Response seen(Request request, ImportPlan plan, Spool spool) {
        ImportBody.Seen seen = ImportBody.seen(request, plan, spool, spool.out(), spool::bytes);
        UUID dataset = request.id("id", "Dataset");
        if (datasets.get(request.org(), request.caller().project(), dataset).isEmpty()) {
            throw Outcomes.absent(What.DATASET);
        }
        return jobs.json().seen(seen);
    }
}
