package goldset.api.znyx;

import goldset.domain.Item;
import goldset.domain.ItemFilter;
import goldset.domain.Outcome.What;
import goldset.domain.PastState;
import goldset.domain.Role;
import goldset.domain.Run;
import goldset.domain.Run.Mode;
import goldset.domain.RunRow;
import goldset.domain.ToldResult;
import goldset.domain.scoring.Actual;
import goldset.domain.scoring.Expected;
import goldset.domain.scoring.Scoring;
import goldset.format.RunPlanText;
import goldset.format.Text;
import goldset.format.UserOf;
import goldset.http.Fields;
import goldset.http.HttpProblem;
import goldset.http.Json;
import goldset.http.Request;
import goldset.http.Response;
import goldset.http.ResultsBody;
import goldset.run.Summaries;
import goldset.store.ItemPages;
import goldset.store.RunRows;
import goldset.store.RunWork;
import goldset.store.Runs;
import goldset.store.Versions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code /v1/benchmarks/…}: runtimes that fetch runs, judge the items themselves and send what they
 * found; contract section 3.6. Runs that are told go the same way, without being claimed.
 */
public final class Worker {
    /** A worker sends results every so many items, and each time anew it counts from there. */
    private static final Duration LEASE = Duration.ofMinutes(5);

    private static final String OWN = "The run is this server's own: it asks the target itself";
    private static final int PAGE_DEFAULT = 200;
    private static final int PAGE_MAX = 500;
    private static final int ERROR_CHARS_MAX = 2000;

    private final Runs runs;
    private final RunWork work;
    private final RunRows rows;
    private final Versions versions;
    private final ItemPages pages;
    private final Summaries summaries;
    private final Clock clock;

    public Worker(
            Runs runs,
            RunWork work,
            RunRows rows,
            Versions versions,
            ItemPages pages,
            Summaries summaries,
            Clock clock) {
        this.runs = runs;
        this.work = work;
        this.rows = rows;
        this.versions = versions;
        this.pages = pages;
        this.summaries = summaries;
        this.clock = clock;
    }

    /** The oldest run that waits for a worker, or whose worker is heard of no more. */
    public Response claim(Request request) {
        Fields.readOptional(request, Set.of()).check();
        Optional<Run> run = work.claim(request.org(), request.caller().project(), Mode.PULL, LEASE);
        return run.map(r -> Response.stream(200, out -> claimed(out, r)))
                .orElseGet(Response::noContent);
    }

    private static void claimed(JsonGenerator out, Run run) {
        String policy = RunPlanText.of(run).policy();
        out.writeStartObject();
        out.writeStringProperty("run_id", run.id().toString());
        out.writeName("policy");
        out.writeRawValue(policy == null ? "{}" : policy);
        out.writeNumberProperty("total_samples", run.total());
        out.writeEndObject();
    }

    /** The items without what is expected of them; those that have their row are left out. */
    public Response samples(Request request) {
        int limit = request.query("limit", PAGE_DEFAULT, 1, PAGE_MAX);
        int offset = request.query("offset", 0, 0, Integer.MAX_VALUE);
        request.checkQuery();
        Run run = run(request);
        Run.Over over = run.over();
        if (over == null) {
            throw Outcomes.absent(What.DATASET);
        }
        PastState past =
                versions.state(run.org(), over.dataset(), over.revision())
                        .orElseThrow(() -> Outcomes.absent(What.DATASET));
        ItemPages.Range range =
                new ItemPages.Range(
                        run.org(),
                        over.dataset(),
                        past.revision(),
                        past,
                        ItemFilter.ANY,
                        null,
                        offset,
                        limit);
        return Response.stream(200, out -> samples(out, request, run, range));
    }

    private void samples(JsonGenerator out, Request request, Run run, ItemPages.Range range) {
        out.writeStartObject();
        out.writeArrayPropertyStart("items");
        List<Item> some = new ArrayList<>();
        long[] bytes = {0};
        pages.page(
                range,
                request::hold,
                item -> {
                    some.add(item);
                    bytes[0] += item.input().length();
                    if (bytes[0] > 1 << 20) {
                        unjudged(out, run, some);
                        bytes[0] = 0;
                    }
                });
        unjudged(out, run, some);
        out.writeEndArray();
        out.writeNumberProperty("total", run.total());
        out.writeEndObject();
    }

    private void unjudged(JsonGenerator out, Run run, List<Item> some) {
        Set<UUID> present =
                run.done() == 0 || some.isEmpty()
                        ? Set.of()
                        : rows.present(run.org(), run.id(), some);
        for (Item item : some) {
            if (!present.contains(item.id())) {
                out.writeStartObject();
                out.writeStringProperty("sample_id", item.id().toString());
                out.writeStringProperty("stage", item.context());
                Json.text(out, "eval_text", item.input());
                out.writeName("metadata");
                out.writeRawValue(UserOf.item(item.metadata(), item.id().toString()).toString());
                out.writeEndObject();
            }
        }
        some.clear();
    }

    private record Taken(int accepted, long completedSamples, long totalSamples) {}

    /** Rows in any order. A worker's first word on an item stands; who tells may say it anew. */
    public Response results(Request request) {
        ResultsBody body = ResultsBody.read(request, ResultsBody.Names.ZNYX);
        Run run = told(request);
        Map<UUID, Expected> expected =
                rows.expected(
                        run.org(),
                        run.id(),
                        body.rows().stream().map(row -> Objects.requireNonNull(row.id())).toList());
        List<RunRow> made = new ArrayList<>();
        for (ToldResult row : body.rows()) {
            UUID id = Objects.requireNonNull(row.id());
            Expected wanted = expected.get(id);
            if (wanted == null) {
                body.complain(row, "the run has no such sample");
            } else {
                made.add(row(run, id, wanted, Objects.requireNonNull(row.actual())));
            }
        }
        body.check();
        boolean told = run.mode() == Mode.EXTERNAL;
        if (run.mode() == Mode.PUSH) {
            throw HttpProblem.of(HttpProblem.Kind.CONFLICT, OWN);
        }
        if (!work.told(run, made, told ? null : LEASE, told)) {
            throw HttpProblem.of(
                    HttpProblem.Kind.CONFLICT,
                    "The run takes no results: it is over, or being ended, or nobody claimed it");
        }
        Run now = run(request);
        return Response.ok(new Taken(made.size(), now.done(), now.total()));
    }

    private RunRow row(Run run, UUID id, Expected expected, Actual actual) {
        return new RunRow(
                id,
                actual,
                Scoring.of(expected, actual, RunPlanText.of(run).strict()),
                null,
                clock.instant());
    }

    /** The end of a run, or that its worker couldn't. */
    public Response complete(Request request) {
        Fields fields = Fields.readOptional(request, Set.of("error"));
        String error = fields.text("error", Integer.MAX_VALUE);
        fields.check();
        Run run = told(request);
        if (run.mode() == Mode.PUSH) {
            throw HttpProblem.of(HttpProblem.Kind.CONFLICT, OWN);
        }
        if (!run.state().isFinal() && !summaries.finish(run, reason(run, error))) {
            run = run(request);
            if (!run.state().isFinal()) {
                throw HttpProblem.of(
                        HttpProblem.Kind.CONFLICT, "Results came in meanwhile, or it isn't begun");
            }
        }
        Run now = run(request);
        return Response.stream(200, out -> RunJson.run(out, now, List.of()));
    }

    private static @Nullable String reason(Run run, @Nullable String error) {
        if (error != null) {
            boolean fits = error.length() <= ERROR_CHARS_MAX;
            return "the worker failed: " + (fits ? error : Text.start(error, ERROR_CHARS_MAX));
        }
        return run.done() < run.total()
                ? "completed with %d of %d samples".formatted(run.done(), run.total())
                : null;
    }

    /** A runtime brings what it claimed; who tells of a run of somebody's own writes data. */
    private Run told(Request request) {
        Run run = run(request);
        if (run.mode() == Mode.EXTERNAL && request.caller().role() == Role.RUNTIME) {
            throw HttpProblem.of(
                    HttpProblem.Kind.FORBIDDEN, "Results of external runs need a key of role ci");
        }
        return run;
    }

    private Run run(Request request) {
        return runs.get(request.org(), request.caller().project(), request.id("run", "Run"))
                .orElseThrow(() -> Outcomes.absent(What.RUN));
    }
}
