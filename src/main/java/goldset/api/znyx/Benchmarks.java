package goldset.api.znyx;

import goldset.domain.Ids;
import goldset.domain.Item;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import goldset.domain.Run;
import goldset.domain.Run.Mode;
import goldset.domain.RunPlan;
import goldset.domain.Target;
import goldset.domain.scoring.Actual;
import goldset.format.RunPlanText;
import goldset.http.Cursor;
import goldset.http.Fields;
import goldset.http.HttpProblem;
import goldset.http.JsonFields;
import goldset.http.Request;
import goldset.http.Response;
import goldset.run.Pushes;
import goldset.run.Waits;
import goldset.store.ItemPages;
import goldset.store.RunPages;
import goldset.store.RunWork;
import goldset.store.Runs;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /v1/orgs/{org}/benchmarks}: contract sections 3.1 to 3.3. */
public final class Benchmarks {
    private static final String WAIT = "wait_seconds";
    private static final int NAME_CHARS_MAX = 200;
    private static final int POLICY_BYTES_MAX = 1 << 20;
    private static final int CONCURRENCY_MAX = 64;
    private static final int TIMEOUT_MS_MIN = 100;
    private static final int TIMEOUT_MS_MAX = 120_000;
    private static final int RETRIES_MAX = 5;

    private static final Set<String> FIELDS =
            Set.of(
                    "dataset_id",
                    "policy_version",
                    "bundle_id",
                    "name",
                    "target",
                    "mode",
                    "version",
                    "revision",
                    "strict",
                    "concurrency",
                    "timeout_ms",
                    "retries",
                    WAIT);

    private final Runs runs;
    private final RunWork work;
    private final RunPages pages;
    private final Pushes pushes;
    private final Waits waits;
    private final Ids ids;

    public Benchmarks(
            Runs runs, RunWork work, RunPages pages, Pushes pushes, Waits waits, Ids ids) {
        this.runs = runs;
        this.work = work;
        this.pages = pages;
        this.pushes = pushes;
        this.waits = waits;
        this.ids = ids;
    }

    /** Starts a run, and answers when it is over or the wait is: clients don't ask again. */
    public Response start(Request request) {
        JsonFields body =
                new JsonFields(
                        request, FIELDS, Set.of("policy"), Set.of("slices"), POLICY_BYTES_MAX);
        Fields fields = body.fields();
        UUID dataset = fields.requiredId("dataset_id");
        Runs.Place place = place(request, fields, dataset);
        String policy = policy(body);
        Optional<Target> target = target(request, fields);
        Mode mode = mode(fields, policy, target.isPresent());
        RunPlan plan = plan(body, policy, mode == Mode.PUSH ? target : Optional.empty());
        int seconds = seconds(fields);
        String name = fields.text("name", NAME_CHARS_MAX);
        fields.check();
        UUID actor = request.caller().key();
        Runs.Draft draft =
                new Runs.Draft(ids.next(), actor, mode, name, RunPlanText.of(plan), 0, null);
        Run run = Outcomes.made(runs.start(place, request.once(Run.class), draft));
        return awaited(request, run, seconds, fields.ignored());
    }

    private static Runs.Place place(Request request, Fields fields, UUID dataset) {
        String version = fields.text("version", NAME_CHARS_MAX);
        Integer revision = fields.numbers().number("revision", 0, Integer.MAX_VALUE);
        if (version != null && revision != null) {
            fields.complain("revision", "value_error", "Value error, give version or revision");
        }
        return new Runs.Place(
                request.org(),
                request.caller().project(),
                dataset,
                version == null ? "" : version,
                revision == null ? -1 : revision);
    }

    /** One without a rule is as good as none: it would switch everything off. */
    private static @Nullable String policy(JsonFields body) {
        String policy = body.object("policy");
        if (policy == null || policy.equals("{}")) {
            return null;
        }
        if (body.fields().has("bundle_id")) {
            String message = "Value error, give policy or bundle_id, not both";
            body.fields().complain("bundle_id", "value_error", message);
        }
        return policy;
    }

    private Optional<Target> target(Request request, Fields fields) {
        String name = fields.text("target", NAME_CHARS_MAX);
        Optional<Target> target =
                pushes.target(request.org(), name == null ? Target.DEFAULT : name);
        if (name != null && target.isEmpty()) {
            fields.complain("target", "value_error", "Value error, no target is called so");
        }
        return target;
    }

    /** A policy of the caller's own can only be judged by a worker: no guardrail takes one. */
    private static Mode mode(Fields fields, @Nullable String policy, boolean hasTarget) {
        String word = fields.text("mode", NAME_CHARS_MAX);
        if (word == null) {
            return policy == null && hasTarget ? Mode.PUSH : Mode.PULL;
        }
        Optional<Mode> mode =
                Arrays.stream(Mode.values()).filter(m -> RunJson.word(m).equals(word)).findFirst();
        if (mode.isEmpty()) {
            String message = "Input should be 'push', 'pull' or 'external'";
            fields.complain("mode", "literal_error", message);
        }
        if (mode.filter(m -> m == Mode.PUSH).isPresent()) {
            if (policy != null) {
                String message = "Value error, a policy needs mode pull: a target takes none";
                fields.complain("mode", "value_error", message);
            } else if (!hasTarget) {
                String message = "Value error, there is no target: name one at /targets";
                fields.complain("mode", "value_error", message);
            }
        }
        return mode.orElse(Mode.PULL);
    }

    private static RunPlan plan(JsonFields body, @Nullable String policy, Optional<Target> target) {
        Fields fields = body.fields();
        return new RunPlan(
                target.map(Target::name).orElse(null),
                policy,
                fields.text("policy_version", NAME_CHARS_MAX),
                fields.text("bundle_id", NAME_CHARS_MAX),
                fields.flag("strict", false),
                fields.numbers().number("concurrency", 1, CONCURRENCY_MAX),
                fields.numbers().number("timeout_ms", TIMEOUT_MS_MIN, TIMEOUT_MS_MAX),
                fields.numbers().number("retries", 0, RETRIES_MAX),
                body.list("slices"),
                null,
                null);
    }

    private int seconds(Fields fields) {
        Integer seconds = fields.numbers().number(WAIT, 0, Waits.SECONDS_MAX);
        return seconds == null ? waits.secondsUsual() : seconds;
    }

    private Response awaited(Request request, Run run, int seconds, List<String> ignored) {
        if (run.mode() == Mode.PUSH) {
            pushes.tell();
        }
        Run now =
                run.mode() == Mode.EXTERNAL
                        ? latest(request, run.id())
                        : waits.end(request.org(), run.id(), seconds).orElse(run);
        return Response.stream(200, out -> RunJson.run(out, now, ignored));
    }

    public Response list(Request request) {
        Paging paging = Paging.of(request);
        UUID dataset = request.query("dataset_id").flatMap(Ids::parse).orElse(null);
        if (request.query("dataset_id").isPresent() && dataset == null) {
            String message = "Input should be a valid UUID";
            request.wrong("dataset_id", "uuid_parsing", message, "");
        }
        Run.State state = one(request, "status", Run.State.values());
        Mode mode = one(request, "mode", Mode.values());
        request.checkQuery();
        Runs.Filter filter = new Runs.Filter(dataset, state, mode);
        UUID org = request.org();
        List<Run> list =
                runs.list(org, null, filter, paging.after(), paging.offset(), paging.limit() + 1);
        long total = runs.count(org, null, filter);
        return Response.stream(200, out -> list(out, list, total, paging));
    }

    private static void list(JsonGenerator out, List<Run> list, long total, Paging paging) {
        boolean more = list.size() > paging.limit();
        List<Run> page = more ? list.subList(0, paging.limit()) : list;
        out.writeStartObject();
        out.writeNumberProperty("total", total);
        out.writeNumberProperty("limit", paging.limit());
        out.writeNumberProperty("offset", paging.offset());
        out.writeArrayPropertyStart("runs");
        page.forEach(run -> RunJson.run(out, run, List.of()));
        out.writeEndArray();
        out.writeStringProperty("next_cursor", more ? Cursor.of(page.getLast().id()) : null);
        out.writeEndObject();
    }

    private static <E extends Enum<E>> @Nullable E one(Request request, String name, E[] words) {
        String text = request.query(name).orElse(null);
        if (text == null) {
            return null;
        }
        for (E word : words) {
            if (RunJson.word(word).equals(text.toLowerCase(Locale.ROOT))) {
                return word;
            }
        }
        String all = String.join("', '", Arrays.stream(words).map(RunJson::word).toList());
        request.wrong(name, "literal_error", "Input should be one of '" + all + "'", text);
        return null;
    }

    public Response get(Request request) {
        Run run = run(request);
        return Response.stream(200, out -> RunJson.run(out, run, List.of()));
    }

    public Response results(Request request) {
        Paging paging = Paging.of(request);
        RunPages.Filter filter = filter(request);
        RunPages.Sort sort = sort(request, paging);
        request.checkQuery();
        Run run = run(request);
        RunPages.Range range =
                new RunPages.Range(
                        request.org(),
                        run.id(),
                        filter,
                        sort,
                        paging.after(),
                        paging.offset(),
                        paging.limit());
        ItemPages.Total total =
                filter.equals(RunPages.Filter.ALL)
                        ? new ItemPages.Total(run.done(), false)
                        : pages.total(range);
        return Response.stream(200, out -> results(out, request, run, range, total));
    }

    private void results(
            JsonGenerator out,
            Request request,
            Run run,
            RunPages.Range range,
            ItemPages.Total total) {
        out.writeStartObject();
        out.writeNumberProperty("total", total.count());
        if (total.lowerBound()) {
            out.writeBooleanProperty("total_is_lower_bound", true);
        }
        out.writeNumberProperty("limit", range.limit());
        out.writeNumberProperty("offset", range.offset());
        out.writeArrayPropertyStart("results");
        String next =
                pages.page(range, request::hold, result -> RunJson.result(out, run, result))
                        .filter(id -> range.sort() == RunPages.Sort.ITEM)
                        .map(Cursor::of)
                        .orElse(null);
        out.writeEndArray();
        out.writeStringProperty("next_cursor", next);
        out.writeEndObject();
    }

    private static RunPages.Filter filter(Request request) {
        RunPages.Correct correct = one(request, "is_correct", RunPages.Correct.values());
        return new RunPages.Filter(
                correct == null ? RunPages.Correct.ANY : correct,
                decision(request, "expected_decision", false),
                decision(request, "actual_decision", true),
                request.query("rule").orElse(null),
                request.query("missing_rule").orElse(null),
                request.query("unexpected_rule").orElse(null));
    }

    private static @Nullable String decision(Request request, String name, boolean orError) {
        String text = request.query(name).orElse("").toUpperCase(Locale.ROOT);
        boolean isError = orError && text.equals(Actual.ERROR);
        if (text.isEmpty() || Item.DECISIONS.contains(text) || isError) {
            return text.isEmpty() ? null : text;
        }
        String all = String.join("', '", Item.DECISIONS) + (orError ? "', 'ERROR" : "");
        request.wrong(name, "literal_error", "Input should be one of '" + all + "'", text);
        return null;
    }

    private static RunPages.Sort sort(Request request, Paging paging) {
        String text = request.query("sort").orElse("");
        RunPages.Sort sort =
                switch (text) {
                    case "latency_ms" -> RunPages.Sort.FASTEST;
                    case "-latency_ms" -> RunPages.Sort.SLOWEST;
                    default -> RunPages.Sort.ITEM;
                };
        if (sort == RunPages.Sort.ITEM && !text.isEmpty()) {
            String message = "Input should be 'latency_ms' or '-latency_ms'";
            request.wrong("sort", "literal_error", message, text);
        }
        if (sort != RunPages.Sort.ITEM && paging.after() != null) {
            String message = "Value error, a cursor goes with the order of the samples";
            request.wrong("cursor", "value_error", message, "");
        }
        return sort;
    }

    public Response cancel(Request request) {
        Fields.readOptional(request, Set.of()).check();
        Run run = mine(request);
        work.cancel(request.org(), run.id());
        Run now = latest(request, run.id());
        return Response.stream(200, out -> RunJson.run(out, now, List.of()));
    }

    /** The same once more, over the same state of the dataset. */
    public Response rerun(Request request) {
        Fields fields = Fields.readOptional(request, Set.of(WAIT));
        int seconds = seconds(fields);
        fields.check();
        Run old = mine(request);
        Run.Over over = old.over();
        if (over == null) {
            throw HttpProblem.of(
                    HttpProblem.Kind.CONFLICT,
                    "The run is over no dataset, so nothing can be sent");
        }
        UUID actor = request.caller().key();
        Runs.Draft draft =
                new Runs.Draft(ids.next(), actor, old.mode(), old.name(), old.plan(), 0, old.id());
        Runs.Place place =
                new Runs.Place(
                        request.org(),
                        request.caller().project(),
                        over.dataset(),
                        "",
                        over.revision());
        Run run = Outcomes.made(runs.start(place, request.once(Run.class), draft));
        return awaited(request, run, seconds, fields.ignored());
    }

    private record Deleted(UUID id, boolean deleted) {}

    public Response delete(Request request) {
        Run run = mine(request);
        runs.delete(request.org(), request.caller().key(), run.id());
        return Response.ok(new Deleted(run.id(), true));
    }

    /** A run that the key may write. */
    private Run mine(Request request) {
        Run run = run(request);
        UUID bound = request.caller().project();
        if (bound != null && !bound.equals(run.project())) {
            Outcomes.made(new Outcome.OtherProject<>());
        }
        return run;
    }

    private Run run(Request request) {
        return latest(request, request.id("run", "Run"));
    }

    private Run latest(Request request, UUID id) {
        return runs.get(request.org(), null, id).orElseThrow(() -> Outcomes.absent(What.RUN));
    }
}
