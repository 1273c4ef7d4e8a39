package goldset.api.evalguard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import goldset.domain.Appended;
import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.Dataset;
import goldset.domain.Findings;
import goldset.domain.Ids;
import goldset.domain.ImportJob;
import goldset.domain.ImportPlan;
import goldset.format.Echo;
import goldset.format.FindingsText;
import goldset.format.Text;
import goldset.http.HttpProblem;
import goldset.http.ImportBody;
import goldset.http.Request;
import goldset.http.Response;
import goldset.job.Spool;
import goldset.job.Spools;
import goldset.store.Items;
import goldset.store.Projects;
import goldset.store.Revisions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /datasets/upload}: contract section 1.8. What the vendor takes is known to nobody. */
public final class Uploads {
    private static final String SOURCE = "upload";

    private final goldset.store.Datasets datasets;
    private final Items items;
    private final Projects projects;
    private final Spools spools;
    private final ImportJobs jobs;

    public Uploads(
            goldset.store.Datasets datasets,
            Items items,
            Projects projects,
            Spools spools,
            ImportJobs jobs) {
        this.datasets = datasets;
        this.items = items;
        this.projects = projects;
        this.spools = spools;
        this.jobs = jobs;
    }

    /** The query parameters; those of the dataset may be fields of a form as well. */
    public static String[] fields() {
        return new String[] {
            "name",
            "projectId",
            "description",
            "datasetId",
            ImportBody.FORMAT,
            ImportBody.SHAPE,
            ImportBody.MAP,
            ImportBody.ON_ERROR,
            ImportBody.ASYNC,
            ImportBody.DRY_RUN
        };
    }

    private record Uploaded(
            @JsonProperty("datasetId") UUID datasetId,
            long inserted,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long rejected,
            long caseCount,
            long revision,
            @JsonProperty("importId") @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable UUID importId,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String shape,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    /** Makes a dataset of a file, or appends it to one. */
    public Response add(Request request) {
        boolean dry = request.flag(ImportBody.DRY_RUN);
        boolean async = request.flag(ImportBody.ASYNC);
        ImportPlan plan = ImportBody.plan(request);
        try (Spool spool = spools.create()) {
            if (dry) {
                return jobs.json()
                        .seen(ImportBody.seen(request, plan, spool, spool.out(), spool::bytes));
            }
            ImportBody body = ImportBody.receive(request, plan, spool.out());
            Aim aim = aim(request, body);
            boolean large = spool.bytes() > request.limits().inlineBytesMax();
            if (body.isFile() && (async || large)) {
                return jobs.accepted(request, aim, body.plan(), spool);
            }
            Optional<ImportBody.Items> all =
                    plan.skips() ? Optional.empty() : body.items(request, spool, spool.bytes());
            return all.isPresent()
                    ? whole(request, aim, all.get())
                    : waited(jobs.run(request, aim, body.plan(), spool), body);
        }
    }

    /** Where the items are to go. */
    sealed interface Aim {

        record There(UUID dataset) implements Aim {}

        record New(UUID project, Dataset.Draft draft) implements Aim {}
    }

    private Aim aim(Request request, ImportBody body) {
        Named named = new Named(request, body);
        String dataset = named.text("datasetId", Dataset.LABEL_CHARS_MAX);
        if (dataset != null) {
            Optional<UUID> id = Ids.parse(dataset);
            if (id.isEmpty()) {
                String message = "Input should be a valid UUID";
                named.complain("datasetId", "uuid_parsing", message, dataset);
            }
            named.check();
            return new Aim.There(id.orElseThrow());
        }
        String name = named.text("name", Dataset.NAME_CHARS_MAX);
        String description = named.text("description", Dataset.DESCRIPTION_CHARS_MAX);
        String project = named.text("projectId", Dataset.LABEL_CHARS_MAX);
        if (name == null) {
            named.complaints.add(Complaint.missing(List.of("body", "name")));
        }
        named.check();
        Dataset.Draft draft =
                new Dataset.Draft(
                        String.valueOf(name),
                        description,
                        null,
                        Dataset.TRUST_DEFAULT,
                        SOURCE,
                        false,
                        null);
        return new Aim.New(Places.chosen(request, projects, project), draft);
    }

    private Response whole(Request request, Aim aim, ImportBody.Items all) {
        return Response.created(
                switch (aim) {
                    case Aim.New(UUID project, Dataset.Draft draft) ->
                            made(request, project, draft, all);
                    case Aim.There(UUID dataset) -> appended(request, dataset, all);
                });
    }

    private Uploaded made(
            Request request, UUID project, Dataset.Draft draft, ImportBody.Items all) {
        Dataset made =
                Outcomes.made(
                        datasets.create(
                                request.org(),
                                project,
                                request.caller().key(),
                                request.once(Dataset.class),
                                draft,
                                all.items()));
        return new Uploaded(
                made.id(),
                all.items().size(),
                null,
                made.itemCount(),
                made.revision(),
                null,
                all.shape(),
                all.ignored());
    }

    private Uploaded appended(Request request, UUID dataset, ImportBody.Items all) {
        Appended done =
                Outcomes.made(
                        items.append(
                                Cases.where(request, dataset),
                                request.once(Appended.class),
                                all.items(),
                                Revisions.Kind.IMPORT,
                                null));
        return new Uploaded(
                dataset,
                done.count(),
                null,
                done.itemCount(),
                done.revision(),
                null,
                all.shape(),
                all.ignored());
    }

    /** A job that its caller has waited for, or one that goes on. */
    private Response waited(ImportJob job, ImportBody body) {
        ImportJob.Result result = job.result();
        if (result == null) {
            return jobs.unfinished(job);
        }
        Findings findings = FindingsText.read(job.findings());
        return Response.created(
                new Uploaded(
                        job.dataset(),
                        result.inserted(),
                        body.plan().skips() ? job.rowsRejected() : null,
                        result.itemCount(),
                        result.revision(),
                        job.id(),
                        findings.shape(),
                        body.all(findings.ignored())));
    }

    /** What the form or the query says of the dataset. */
    private static final class Named {
        private final Request request;
        private final ImportBody body;
        private final Complaints complaints = new Complaints();

        Named(Request request, ImportBody body) {
            this.request = request;
            this.body = body;
        }

        @Nullable String text(String name, int charsMax) {
            String text = body.fields().getOrDefault(name, request.query(name).orElse(""));
            int fault = Text.faultAt(text);
            if (fault >= 0) {
                complain(name, "string_unicode", Text.fault(text, fault), text);
            } else if (text.length() > charsMax) {
                String message = "String should have at most " + charsMax + " characters";
                complain(name, "string_too_long", message, text);
            }
            return text.isBlank() ? null : text;
        }

        private void complain(String name, String type, String message, String text) {
            complaints.add(
                    new Complaint(List.of("body", name), type, message, Echo.of(text), null));
        }

        void check() {
            request.checkQuery();
            if (!complaints.isEmpty()) {
                throw HttpProblem.invalid(complaints);
            }
        }
    }
}
