package goldset.api.znyx;

import goldset.domain.Item;
import goldset.domain.Outcome.What;
import goldset.domain.Trace;
import goldset.http.Cursor;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.ItemPages;
import goldset.store.TracePages;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /v1/orgs/{org}/traces}: contract section 2.1. */
public final class Traces {
    private static final int DAYS_MAX = 3650;
    private static final int DAYS_DEFAULT = 30;

    private final goldset.store.Traces traces;
    private final TracePages pages;
    private final Clock clock;

    public Traces(goldset.store.Traces traces, TracePages pages, Clock clock) {
        this.traces = traces;
        this.pages = pages;
        this.clock = clock;
    }

    public Response list(Request request) {
        int days = request.query("days", 0, 1, DAYS_MAX);
        TracePages.Filter filter =
                new TracePages.Filter(
                        request.oneOf("decision", Item.DECISIONS),
                        request.query("session_id").orElse(null),
                        request.query("detector_name").orElse(null),
                        Queries.id(request, "project_id"),
                        request.query("environment").orElse(null),
                        days == 0 ? null : clock.instant().minus(Duration.ofDays(days)));
        Paging paging = Paging.of(request);
        TracePages.Range range =
                new TracePages.Range(
                        request.org(), filter, paging.after(), paging.offset(), paging.limit());
        ItemPages.Total total = pages.total(request.org(), filter);
        return Response.stream(200, out -> page(out, request, range, total));
    }

    private void page(
            JsonGenerator out, Request request, TracePages.Range range, ItemPages.Total total) {
        Paging.start(out, total, range.limit(), range.offset());
        out.writeArrayPropertyStart("traces");
        String next =
                pages.page(range, request::hold, trace -> TraceJson.trace(out, trace))
                        .map(Cursor::of)
                        .orElse(null);
        out.writeEndArray();
        out.writeStringProperty("next_cursor", next);
        out.writeEndObject();
    }

    public Response get(Request request) {
        UUID id = request.id("trace", "Trace");
        Trace trace = traces.get(request.org(), id).orElseThrow(() -> Outcomes.absent(What.TRACE));
        return Response.stream(200, out -> TraceJson.trace(out, trace));
    }

    public Response analytics(Request request) {
        int days = request.query("days", DAYS_DEFAULT, 1, DAYS_MAX);
        UUID project = Queries.id(request, "project_id");
        String env = request.query("environment").orElse(null);
        request.checkQuery();
        goldset.store.Traces.Sums sums =
                traces.sums(
                        request.org(), clock.instant().minus(Duration.ofDays(days)), project, env);
        return Response.stream(200, out -> sums(out, days, sums));
    }

    private static void sums(JsonGenerator out, int days, goldset.store.Traces.Sums sums) {
        out.writeStartObject();
        out.writeNumberProperty("period_days", days);
        out.writeNumberProperty(
                "total_traces", sums.decisions().values().stream().mapToLong(n -> n).sum());
        out.writeObjectPropertyStart("decisions");
        for (String decision : Item.DECISIONS) {
            out.writeNumberProperty(decision, sums.decisions().getOrDefault(decision, 0L));
        }
        out.writeEndObject();
        out.writeName("avg_latency_ms");
        out.writePOJO(rounded(sums.latencyMs()));
        out.writeEndObject();
    }

    private static @Nullable Double rounded(@Nullable Double latencyMs) {
        return latencyMs == null ? null : Math.round(latencyMs * 10) / 10.0;
    }
}
