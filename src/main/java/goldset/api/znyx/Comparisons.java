package goldset.api.znyx;

import goldset.domain.Ids;
import goldset.domain.Run;
import goldset.domain.Utf8;
import goldset.domain.scoring.SignTest;
import goldset.http.HttpProblem;
import goldset.http.Json;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Comparisons.Count;
import goldset.store.Comparisons.Found;
import goldset.store.Comparisons.Kind;
import goldset.store.Comparisons.Pair;
import goldset.store.Comparisons.Shown;
import goldset.store.Runs;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /v1/orgs/{org}/benchmarks/{run}/compare}: what changed since another run. */
public final class Comparisons {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1000;
    private static final int DECIMALS = 4;
    private static final MathContext CONTEXT = MathContext.DECIMAL64;

    /** With an answer in each, and the same asked. */
    private static final Set<Kind> BOTH =
            EnumSet.of(
                    Kind.UNLABELLED,
                    Kind.BOTH_PASSING,
                    Kind.BOTH_FAILING,
                    Kind.NEWLY_FAILING,
                    Kind.NEWLY_PASSING);

    private final Runs runs;
    private final goldset.store.Comparisons comparisons;

    public Comparisons(Runs runs, goldset.store.Comparisons comparisons) {
        this.runs = runs;
        this.comparisons = comparisons;
    }

    public Response compare(Request request) {
        Optional<String> name = request.query("baseline");
        Optional<UUID> baseline = name.flatMap(Ids::parse);
        if (baseline.isEmpty()) {
            String message = name.isEmpty() ? "Field required" : "Input should be a valid UUID";
            String type = name.isEmpty() ? "missing" : "uuid_parsing";
            request.wrong("baseline", type, message, name.orElse(""));
        }
        boolean anyContent = request.flag("allow_different_content");
        int limit = request.query("limit", LIMIT_DEFAULT, 0, LIMIT_MAX);
        request.checkQuery();
        Run run = run(request, request.id("run", "Run"), "Run");
        Run other = run(request, baseline.orElseThrow(), "Baseline");
        boolean same = sameContent(run, other);
        if (!same && !anyContent) {
            conflict(
                    "The runs are over different content; allow_different_content=true compares"
                            + " what they have in common");
        }
        Found found = comparisons.of(request.org(), run, other, limit);
        return Response.stream(200, out -> write(out, request, run, other, same, found));
    }

    private Run run(Request request, UUID id, String which) {
        Run run = runs.get(request.org(), null, id).orElseThrow(() -> HttpProblem.notFound(which));
        if (run.state() != Run.State.COMPLETED) {
            conflict("Run " + id + " is " + RunJson.word(run.state()) + ", not completed");
        }
        return run;
    }

    private static void conflict(String detail) {
        throw HttpProblem.of(HttpProblem.Kind.CONFLICT, detail);
    }

    /** Of what no dataset has, nobody can say. */
    private static boolean sameContent(Run run, Run other) {
        Run.Over one = run.over();
        Run.Over two = other.over();
        return one != null && two != null && one.contentHash().equals(two.contentHash());
    }

    private void write(
            JsonGenerator out, Request request, Run run, Run other, boolean same, Found found) {
        long failing = found.count(Kind.NEWLY_FAILING);
        long passing = found.count(Kind.NEWLY_PASSING);
        long compared =
                failing + passing + found.count(Kind.BOTH_PASSING) + found.count(Kind.BOTH_FAILING);
        out.writeStartObject();
        out.writeStringProperty("run_id", run.id().toString());
        out.writeStringProperty("baseline_id", other.id().toString());
        out.writeBooleanProperty("same_content", same);
        out.writeNumberProperty("compared", compared);
        out.writeNumberProperty("only_in_run", found.count(Kind.ONLY_IN_RUN));
        out.writeNumberProperty("only_in_baseline", found.count(Kind.ONLY_IN_BASELINE));
        out.writeNumberProperty("edited", found.count(Kind.EDITED));
        out.writeNumberProperty("errored", found.count(Kind.ERRORED));
        out.writeNumberProperty("both_passing", found.count(Kind.BOTH_PASSING));
        out.writeNumberProperty("both_failing", found.count(Kind.BOTH_FAILING));
        out.writeNumberProperty("newly_failing", failing);
        out.writeNumberProperty("newly_passing", passing);
        out.writeName("p_value");
        out.writeNumber(
                BigDecimal.valueOf(SignTest.p(failing, passing)).round(new MathContext(DECIMALS)));
        out.writeName("accuracy_delta");
        out.writePOJO(same ? delta(run, other, "accuracy") : share(passing - failing, compared));
        out.writeName("block_rate_delta");
        out.writePOJO(same ? delta(run, other, "block_rate") : blocked(found));
        out.writeName("fp_rate_delta");
        out.writePOJO(same ? delta(run, other, "fp_rate") : null);
        samples(out, "newly_failing_samples", request, run, found.first(Kind.NEWLY_FAILING));
        samples(out, "newly_passing_samples", request, run, found.first(Kind.NEWLY_PASSING));
        samples(out, "both_failing_samples", request, run, found.first(Kind.BOTH_FAILING));
        out.writeEndObject();
    }

    /** Of what both have: over other content the summaries are of something else. */
    private static @Nullable BigDecimal blocked(Found found) {
        long decided = 0;
        long more = 0;
        for (Kind kind : BOTH) {
            Count count = found.of(kind);
            decided += count.decided();
            more += count.blockedNow() - count.blockedBefore();
        }
        return share(more, decided);
    }

    private static @Nullable BigDecimal share(long some, long all) {
        return all == 0
                ? null
                : rounded(BigDecimal.valueOf(some).divide(BigDecimal.valueOf(all), CONTEXT));
    }

    /** As both summaries show it; null where one of them means nothing. */
    private static @Nullable BigDecimal delta(Run run, Run other, String figure) {
        BigDecimal now = figure(run.summary(), figure);
        BigDecimal before = figure(other.summary(), figure);
        return now == null || before == null ? null : rounded(now.subtract(before));
    }

    private static @Nullable BigDecimal figure(@Nullable Utf8 summary, String name) {
        if (summary == null) {
            return null;
        }
        JsonNode all = MAPPER.readTree(summary.bytes());
        for (JsonNode undefined : all.path("undefined")) {
            if (undefined.asString().equals(name)) {
                return null;
            }
        }
        JsonNode value = all.path(name);
        return value.isNumber() ? value.decimalValue() : null;
    }

    private static BigDecimal rounded(BigDecimal value) {
        BigDecimal rounded = value.setScale(DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.scale() < 1 ? rounded.setScale(1) : rounded;
    }

    private void samples(
            JsonGenerator out, String name, Request request, Run run, List<Pair> pairs) {
        out.writeArrayPropertyStart(name);
        comparisons.shown(request.org(), run.id(), pairs, request::hold, one -> sample(out, one));
        out.writeEndArray();
    }

    private static void sample(JsonGenerator out, Shown one) {
        out.writeStartObject();
        out.writeStringProperty("sample_id", one.pair().item().toString());
        Json.text(out, "input_text", one.input());
        out.writeStringProperty("expected_decision", one.expected());
        out.writeStringProperty("baseline_decision", one.pair().before());
        out.writeStringProperty("actual_decision", one.pair().now());
        RunJson.list(out, "missing_rule_hits", one.missing());
        RunJson.list(out, "unexpected_rule_hits", one.unexpected());
        out.writeEndObject();
    }
}
