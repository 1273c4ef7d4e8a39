package goldset.api.znyx;

import goldset.domain.Outcome.What;
import goldset.domain.Run;
import goldset.domain.scoring.Actual;
import goldset.http.Cursor;
import goldset.http.Filters;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.ItemPages;
import goldset.store.RunPages;
import goldset.store.Runs;
import tools.jackson.core.JsonGenerator;

/** {@code /v1/orgs/{org}/benchmarks/{run}/results}: contract section 3.4. */
public final class Results {
    private final Runs runs;
    private final RunPages pages;

    public Results(Runs runs, RunPages pages) {
        this.runs = runs;
        this.pages = pages;
    }

    public Response list(Request request) {
        Paging paging = Paging.of(request);
        RunPages.Filter filter = filter(request);
        RunPages.Sort sort = sort(request, paging);
        request.checkQuery();
        Run run =
                runs.get(request.org(), null, request.id("run", "Run"))
                        .orElseThrow(() -> Outcomes.absent(What.RUN));
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
        return Response.stream(200, out -> list(out, request, run, range, total));
    }

    private void list(
            JsonGenerator out,
            Request request,
            Run run,
            RunPages.Range range,
            ItemPages.Total total) {
        Paging.start(out, total, range.limit(), range.offset());
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
        RunPages.Correct correct = Queries.oneOf(request, "is_correct", RunPages.Correct.values());
        return new RunPages.Filter(
                Filters.in(request),
                correct == null ? RunPages.Correct.ANY : correct,
                request.oneOf("actual_decision", Actual.DECISIONS),
                request.query("rule").orElse(null),
                request.query("missing_rule").orElse(null),
                request.query("unexpected_rule").orElse(null));
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
}
