package goldset.api.znyx;

import goldset.domain.Ids;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import goldset.domain.Run;
import goldset.domain.Run.Mode;
import goldset.domain.RunPlan;
import goldset.domain.Target;
import goldset.format.RunPlanText;
import goldset.http.Cursor;
import goldset.http.Fields;
import goldset.http.HttpProblem;
import goldset.http.JsonFields;
import goldset.http.Request;
import goldset.http.Response;
import goldset.run.Pushes;
import goldset.run.Waits;
import goldset.store.RunWork;
import goldset.store.Runs;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /v1/orgs/{org}/benchmarks}: contract sections 3.1 to 3.3. */
public final class Benchmarks {
    private static final String WAIT = "wait_seconds";
    private static final int NAME_CHARS_MAX = 200;
    private static final int NAMES_SHOWN = 20;
    private static final int POLICY_BYTES_MAX = 1 << 20;

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
    private final Pushes pushes;
    private final Waits waits;
    private final Ids ids;

    public Benchmarks(Runs runs, RunWork work, Pushes pushes, Waits waits, Ids ids) {
        this.runs = runs;
        this.work = work;
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
        checkAsked(fields, mode, target.isPresent());
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
            String message = "Value error, no target is called so; " + known(request.org());
            fields.complain("target", "value_error", message);
        }
        return target;
    }

    private String known(UUID org) {
        List<String> names = pushes.targets(org).stream().map(Target::name).toList();
        return names.isEmpty()
                ? "there is none yet: name one at /targets"
                : names.stream()
                        .limit(NAMES_SHOWN)
                        .collect(
                                Collectors.joining(
                                        ", ",
                                        "there are: ",
                                        names.size() > NAMES_SHOWN ? ", …" : ""));
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

    /** Who names one wants it asked, and would wait for ever for a runtime that nobody has. */
    private static void checkAsked(Fields fields, Mode mode, boolean known) {
        if (mode != Mode.PUSH && known && fields.has("target")) {
            String message =
                    "Value error, a target is asked by runs of mode push, and this one is "
                            + RunJson.word(mode);
            fields.complain("target", "value_error", message);
        }
    }

    private static RunPlan plan(JsonFields body, @Nullable String policy, Optional<Target> target) {
        Fields fields = body.fields();
        return new RunPlan(
                target.map(Target::name).orElse(null),
                policy,
                fields.text("policy_version", NAME_CHARS_MAX),
                fields.text("bundle_id", NAME_CHARS_MAX),
                fields.flag("strict", false),
                PaceFields.concurrency(fields),
                PaceFields.timeoutMs(fields),
                PaceFields.retries(fields),
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
                        : waits.end(request.org(), run.id(), seconds)
                                .orElseThrow(() -> Outcomes.absent(What.RUN));
        return Response.stream(200, out -> RunJson.run(out, now, ignored));
    }

    public Response list(Request request) {
        Paging paging = Paging.of(request);
        UUID dataset = Queries.id(request, "dataset_id");
        Run.State state = Queries.oneOf(request, "status", Run.State.values());
        Mode mode = Queries.oneOf(request, "mode", Mode.values());
        String name = request.query("name").orElse(null);
        request.checkQuery();
        Runs.Filter filter = new Runs.Filter(dataset, state, mode, name);
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

    public Response get(Request request) {
        Run run = run(request);
        return Response.stream(200, out -> RunJson.run(out, run, List.of()));
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
