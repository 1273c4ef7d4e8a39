package goldset.api.evalguard;

import goldset.domain.Ids;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import goldset.domain.Project;
import goldset.domain.Run;
import goldset.domain.Run.Mode;
import goldset.domain.RunPlan;
import goldset.domain.RunRow;
import goldset.domain.scoring.Scorer;
import goldset.format.RunPlanText;
import goldset.format.ScorerList;
import goldset.http.Cursor;
import goldset.http.Fields;
import goldset.http.HttpProblem;
import goldset.http.JsonFields;
import goldset.http.Request;
import goldset.http.Response;
import goldset.http.ResultsBody;
import goldset.run.Summaries;
import goldset.run.ToldRows;
import goldset.store.Projects;
import goldset.store.RunCases;
import goldset.store.RunPages;
import goldset.store.RunWork;
import goldset.store.Runs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /evals}: results that were made elsewhere, told and graded here; contract section 4. */
public final class Evals {
    private static final int NAME_CHARS_MAX = 200;
    private static final int LIMIT_DEFAULT = 50;
    private static final int ERROR_CHARS_MAX = 2000;

    private static final Set<String> FIELDS =
            Set.of(
                    "name",
                    "projectId",
                    "external",
                    "datasetId",
                    "datasetVersionId",
                    "model",
                    "prompt",
                    "totalTests",
                    "strict");

    private final Runs runs;
    private final RunWork work;
    private final RunPages pages;
    private final ToldRows told;
    private final Summaries summaries;
    private final Projects projects;
    private final Ids ids;

    public Evals(
            Runs runs,
            RunWork work,
            RunPages pages,
            ToldRows told,
            Summaries summaries,
            Projects projects,
            Ids ids) {
        this.runs = runs;
        this.work = work;
        this.pages = pages;
        this.told = told;
        this.summaries = summaries;
        this.projects = projects;
        this.ids = ids;
    }

    public Response create(Request request) {
        JsonFields body = new JsonFields(request, FIELDS, Set.of(), Set.of("slices"), 0, "scorers");
        Fields fields = body.fields();
        String name = fields.required("name", NAME_CHARS_MAX);
        boolean external = fields.flag("external", false);
        if (!external) {
            String message =
                    "Value error, should be true: this server calls no model, it takes results";
            fields.complain("external", "value_error", message);
        }
        Optional<UUID> dataset =
                fields.has("datasetId")
                        ? Optional.of(fields.requiredId("datasetId"))
                        : Optional.empty();
        String version = fields.text("datasetVersionId", NAME_CHARS_MAX);
        if (version != null && dataset.isEmpty()) {
            String message = "Value error, a version is one of a datasetId, which is missing";
            fields.complain("datasetVersionId", "value_error", message);
        }
        String project = fields.text("projectId", NAME_CHARS_MAX);
        Integer total = fields.numbers().number("totalTests", 0, Integer.MAX_VALUE);
        RunPlan plan = plan(body, fields);
        fields.check();
        Runs.Draft draft =
                new Runs.Draft(
                        ids.next(),
                        request.caller().key(),
                        Mode.EXTERNAL,
                        name,
                        RunPlanText.of(plan),
                        total == null ? 0 : total,
                        null);
        Outcome<Run> outcome =
                dataset.isPresent()
                        ? over(request, dataset.get(), version, draft)
                        : runs.start(
                                request.org(),
                                Places.chosen(request, projects, project),
                                request.once(Run.class),
                                draft);
        Run run = Outcomes.made(outcome);
        return Response.stream(201, out -> EvalJson.run(out, run, fields.ignored()));
    }

    private Outcome<Run> over(
            Request request, UUID dataset, @Nullable String version, Runs.Draft draft) {
        Runs.Place place =
                new Runs.Place(
                        request.org(),
                        request.caller().project(),
                        dataset,
                        version == null ? "" : version,
                        -1);
        return runs.start(place, request.once(Run.class), draft);
    }

    private static RunPlan plan(JsonFields body, Fields fields) {
        String scorers = body.array();
        if (scorers != null) {
            List<Scorer> known =
                    ScorerList.read(scorers, body.complaints(), List.of("body", "scorers"));
            if (known.isEmpty()) {
                scorers = null;
            }
        }
        return new RunPlan(
                null,
                null,
                null,
                null,
                fields.flag("strict", false),
                null,
                null,
                null,
                body.list("slices"),
                scorers,
                fields.text("model", NAME_CHARS_MAX));
    }

    /** The newest first, as a bare array. */
    public Response list(Request request) {
        int max = request.limits().pageRowsMax();
        int limit = request.query("limit", Math.min(LIMIT_DEFAULT, max), 1, max);
        UUID before = Cursor.in(request).orElse(null);
        String named = request.query("projectId").orElse(null);
        request.checkQuery();
        UUID bound = request.caller().project();
        Project project = named == null ? null : Places.named(request, projects, named);
        UUID seen = project == null ? bound : project.id();
        Runs.Filter any = Runs.Filter.ANY;
        List<Run> list = runs.list(request.org(), seen, any, before, 0, limit + 1);
        long total = runs.count(request.org(), seen, any);
        boolean more = list.size() > limit;
        List<Run> page = more ? list.subList(0, limit) : list;
        return Response.stream(200, out -> array(out, page))
                .beside(out ->
                        EvalJson.pagination(
                                out, more ? Cursor.of(page.getLast().id()) : null, total));
    }

    private static void array(JsonGenerator out, List<Run> page) {
        out.writeStartArray();
        page.forEach(run -> EvalJson.run(out, run, List.of()));
        out.writeEndArray();
    }

    /** With its summary and the first of its results: clients ask for no more. */
    public Response get(Request request) {
        Run run = run(request);
        int limit = request.limits().pageRowsMax();
        RunPages.Range range = range(request, run, null, limit);
        return Response.stream(200, out -> whole(out, request, run, range));
    }

    private void whole(JsonGenerator out, Request request, Run run, RunPages.Range range) {
        out.writeStartObject();
        out.writeName("run");
        EvalJson.run(out, run, List.of());
        out.writeName("summary");
        EvalJson.summary(out, run);
        out.writeName("results");
        results(out, request, range);
        out.writeEndObject();
    }

    private static RunPages.Range range(Request request, Run run, @Nullable UUID after, int limit) {
        return new RunPages.Range(
                request.org(), run.id(), RunPages.Filter.ALL, RunPages.Sort.ITEM, after, 0, limit);
    }

    private @Nullable String results(JsonGenerator out, Request request, RunPages.Range range) {
        out.writeStartArray();
        String next =
                pages.page(range, request::hold, result -> EvalJson.result(out, result))
                        .map(Cursor::of)
                        .orElse(null);
        out.writeEndArray();
        return next;
    }

    public Response results(Request request) {
        int max = request.limits().pageRowsMax();
        int limit = request.query("limit", Math.min(LIMIT_DEFAULT, max), 1, max);
        UUID after = Cursor.in(request).orElse(null);
        request.checkQuery();
        Run run = run(request);
        RunPages.Range range = range(request, run, after, limit);
        AtomicReference<@Nullable String> next = new AtomicReference<>();
        return Response.stream(200, out -> next.set(results(out, request, range)))
                .beside(out -> EvalJson.pagination(out, next.get(), run.done()));
    }

    /** Up to a thousand rows; one of a case that has a row takes its place. */
    public Response add(Request request) {
        ResultsBody body = ResultsBody.read(request, ResultsBody.Names.EVALGUARD);
        Run run = run(request);
        if (run.mode() != Mode.EXTERNAL || run.state().isFinal()) {
            throw closed(run);
        }
        Map<Integer, RunCases.Case> cases = told.cases(run, body.rows(), request::add);
        body.rows().stream()
                .filter(row -> run.over() != null && !cases.containsKey(row.number()))
                .forEach(row -> body.complain(row, "the dataset has no such case"));
        body.check();
        if (!work.told(run, judged(run, body, cases), null, true)) {
            throw closed(run);
        }
        Run now = run(request);
        return Response.stream(200, out -> EvalJson.taken(out, now, body.rows().size()));
    }

    private List<RunRow> judged(Run run, ResultsBody body, Map<Integer, RunCases.Case> cases) {
        return switch (told.rows(run, body.rows(), cases)) {
            case ToldRows.Rows judged -> judged.rows();
            case ToldRows.TooLong late -> {
                body.complain(
                        late.at(),
                        "the scorers take too long for the outputs up to this one; send fewer"
                                + " rows, or name simpler patterns");
                body.check();
                yield List.of();
            }
        };
    }

    private static HttpProblem closed(Run run) {
        return HttpProblem.of(
                HttpProblem.Kind.CONFLICT,
                run.mode() == Mode.EXTERNAL
                        ? "The eval is over, or being ended, and takes no results"
                        : "The eval takes no results from outside");
    }

    /** Another name, or the end. */
    public Response edit(Request request) {
        Fields fields =
                Fields.read(request, Set.of("name", "status", "error", "totalTests", "summary"));
        String name = fields.edited("name", NAME_CHARS_MAX);
        String error = fields.text("error", ERROR_CHARS_MAX);
        String status = fields.text("status", NAME_CHARS_MAX);
        Set<String> words = Set.of("running", "completed", "failed", "cancelled");
        if (status != null && !words.contains(status)) {
            String message = "Input should be 'running', 'completed', 'failed' or 'cancelled'";
            fields.complain("status", "literal_error", message);
        }
        fields.check();
        Run run = run(request);
        if (name != null) {
            runs.rename(request.org(), run.id(), name);
        }
        if (status != null && !status.equals("running")) {
            end(run, status, error);
        }
        Run now = run(request);
        return Response.stream(200, out -> EvalJson.ended(out, now, fields.ignored()));
    }

    private void end(Run run, String status, @Nullable String error) {
        if (run.state().isFinal()) {
            if (!EvalJson.word(run.state()).equals(status)) {
                throw HttpProblem.of(
                        HttpProblem.Kind.CONFLICT,
                        "The eval is " + EvalJson.word(run.state()) + ", which is its end");
            }
            return;
        }
        if (status.equals("cancelled")) {
            work.cancel(run.org(), run.id());
            return;
        }
        if (run.mode() != Mode.EXTERNAL) {
            throw HttpProblem.of(
                    HttpProblem.Kind.CONFLICT, "The eval ends by itself; it can be cancelled");
        }
        String reason = error == null && status.equals("failed") ? "it was told so" : error;
        boolean done = summaries.finish(run, reason);
        if (!done) {
            throw HttpProblem.of(
                    HttpProblem.Kind.CONFLICT,
                    "Results came in meanwhile, or somebody else ends it");
        }
    }

    private record Deleted(UUID id, boolean deleted) {}

    public Response delete(Request request) {
        Run run = run(request);
        runs.delete(request.org(), request.caller().key(), run.id());
        return Response.ok(new Deleted(run.id(), true));
    }

    private Run run(Request request) {
        return runs.get(request.org(), request.caller().project(), request.id("eval", "Eval"))
                .orElseThrow(() -> Outcomes.absent(What.RUN));
    }
}
