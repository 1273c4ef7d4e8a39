package goldset.api.znyx;

import goldset.domain.NewTrace;
import goldset.domain.Once;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import goldset.domain.Received;
import goldset.domain.Target;
import goldset.format.Evaluation;
import goldset.http.HttpProblem;
import goldset.http.RawBody;
import goldset.http.Request;
import goldset.http.Response;
import goldset.run.Guardrails;
import goldset.run.Pushes;
import goldset.store.Projects;
import goldset.store.Traces;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/evaluate/{stage}}: handed on to the guardrail, and its answer back as it is. What it
 * was about is kept as a trace with its text, which runtimes keep to themselves.
 */
public final class PassThrough {
    private static final System.Logger LOG = System.getLogger("goldset");

    private static final String STAGES =
            String.join(", ", new TreeSet<>(Evaluation.STAGES.keySet()));

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final boolean isOn;
    private final Pushes pushes;
    private final Guardrails guardrails;
    private final Traces traces;
    private final Projects projects;

    public PassThrough(
            boolean isOn, Pushes pushes, Guardrails guardrails, Traces traces, Projects projects) {
        this.isOn = isOn;
        this.pushes = pushes;
        this.guardrails = guardrails;
        this.traces = traces;
        this.projects = projects;
    }

    public Response evaluate(Request request) {
        String path = request.path("stage");
        String stage = Evaluation.STAGES.get(path);
        if (!isOn || stage == null) {
            throw HttpProblem.of(
                    HttpProblem.Kind.NOT_FOUND,
                    isOn
                            ? "Stage not found; there are " + STAGES
                            : "GOLDSET_PASS_THROUGH is off: guardrail not found");
        }
        byte[] body = RawBody.read(request);
        Target target =
                pushes.target(request.org(), Target.DEFAULT)
                        .orElseThrow(() -> Outcomes.absent(What.TARGET));
        if (target.mapping() != null) {
            throw HttpProblem.of(
                    HttpProblem.Kind.CONFLICT,
                    "The target default has a form of its own, and takes no evaluations");
        }
        Guardrails.Passed passed = passed(request, target, path, body);
        if (passed.status() == 200) {
            keep(request, body, passed.body(), stage);
        }
        Response.Text answer =
                new Response.Text(passed.type(), out -> out.write(passed.body()), false);
        Response response =
                new Response(passed.status(), out -> {}, out -> {}, true, answer, Map.of());
        String when = passed.retryAfter();
        return when == null ? response : response.with("Retry-After", when);
    }

    private Guardrails.Passed passed(Request request, Target target, String path, byte[] body) {
        LongPredicate room = bytes -> request.offer(bytes * RawBody.MEMORY_PER_BYTE);
        return switch (guardrails.pass(target, "/v1/evaluate/" + path, body, room)) {
            case Guardrails.Passed passed when refusesKey(passed.status()) ->
                    throw HttpProblem.of(
                            HttpProblem.Kind.BAD_GATEWAY,
                            "The guardrail refuses this server's key (status "
                                    + passed.status()
                                    + ")");
            case Guardrails.Passed passed -> passed;
            case Guardrails.NoReply none ->
                    throw HttpProblem.of(
                            HttpProblem.Kind.BAD_GATEWAY, "The guardrail: " + none.reason());
            case Guardrails.NoRoom none ->
                    throw HttpProblem.busy("too many bytes in flight, try again");
        };
    }

    /** The client's own key was good: it must not think that it is not. */
    private static boolean refusesKey(int status) {
        return status == UNAUTHORIZED || status == FORBIDDEN;
    }

    /** Whoever waits for a decision gets it, kept or not. */
    private void keep(Request request, byte[] body, byte[] answer, String stage) {
        int bytesMax = request.limits().itemBytesMax();
        try {
            switch (Evaluation.of(body, answer, stage, request.id(), bytesMax)) {
                case Evaluation.NoEvent none -> notKept(request, none.reason());
                case Evaluation.Event(NewTrace trace) -> keep(request, trace);
            }
        } catch (RuntimeException e) {
            notKept(request, String.valueOf(e.getMessage()));
        }
    }

    private void keep(Request request, NewTrace trace) {
        @Nullable UUID bound = request.caller().project();
        UUID project =
                bound == null ? projects.first(request.org(), request.caller().key()).id() : bound;
        Once<Received> twice = new Once<>(null, String::valueOf, text -> new Received(0, 0));
        Outcome<Received> kept = traces.add(request.org(), project, twice, List.of(trace));
        if (!(kept instanceof Outcome.Done)) {
            notKept(request, "its project is gone");
        }
    }

    private static void notKept(Request request, String reason) {
        LOG.log(System.Logger.Level.WARNING, request.id() + ": a trace is not kept: " + reason);
    }
}
