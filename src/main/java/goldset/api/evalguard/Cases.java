package goldset.api.evalguard;

import goldset.domain.AppendOutcome;
import goldset.domain.Dataset;
import goldset.domain.Ids;
import goldset.domain.Item;
import goldset.domain.NewItem;
import goldset.format.ItemFields;
import goldset.http.Cursor;
import goldset.http.HttpProblem;
import goldset.http.ItemsBody;
import goldset.http.Json;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Items;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /datasets/{id}/cases}: contract sections 1.1, 1.5 and 1.9. */
public final class Cases {
    private static final int LIMIT_DEFAULT = 50;

    private final Items items;
    private final goldset.store.Datasets datasets;

    public Cases(Items items, goldset.store.Datasets datasets) {
        this.items = items;
        this.datasets = datasets;
    }

    public Response append(Request request) {
        ItemsBody body = ItemsBody.read(request, ItemFields.EVALGUARD, Set.of(), List.of("cases"));
        body.fields().requireEntries("cases", body.items());
        body.fields().check();
        List<NewItem> cases = body.items();
        UUID dataset = request.id("id", "Dataset");
        return switch (items.append(
                request.org(),
                request.caller().project(),
                dataset,
                request.caller().key(),
                cases)) {
            case AppendOutcome.Appended done ->
                    Response.stream(
                            201, out -> appended(out, dataset, done, cases, body.ignored()));
            case AppendOutcome.NoDataset none -> throw HttpProblem.notFound("Dataset");
            case AppendOutcome.OtherProject other -> throw HttpProblem.notFound("Dataset");
        };
    }

    private static void appended(
            JsonGenerator out,
            UUID dataset,
            AppendOutcome.Appended done,
            List<NewItem> cases,
            List<String> ignored) {
        out.writeStartObject();
        out.writeStringProperty("datasetId", dataset.toString());
        out.writeNumberProperty("inserted", done.count());
        out.writeNumberProperty("revision", done.revision());
        out.writeArrayPropertyStart("caseIds");
        for (int i = 0; i < done.count(); i++) {
            out.writeString(Ids.row(done.firstId(), i).toString());
        }
        out.writeEndArray();
        out.writeArrayPropertyStart("cases");
        for (int i = 0; i < done.count(); i++) {
            one(out, cases.get(i).stored(Ids.row(done.firstId(), i)));
        }
        out.writeEndArray();
        if (!ignored.isEmpty()) {
            out.writeName("ignored_fields");
            out.writePOJO(ignored);
        }
        out.writeEndObject();
    }

    public Response list(Request request) {
        int max = request.limits().pageRowsMax();
        int limit = request.query("limit", Math.min(LIMIT_DEFAULT, max), 1, max);
        UUID after = Cursor.in(request).orElse(null);
        request.checkQuery();
        UUID id = request.id("id", "Dataset");
        Dataset dataset =
                datasets.get(request.org(), request.caller().project(), id)
                        .orElseThrow(() -> HttpProblem.notFound("Dataset"));
        AtomicReference<@Nullable String> next = new AtomicReference<>();
        return Response.stream(200, out -> next.set(page(out, request, id, after, limit)))
                .beside(out -> pagination(out, next.get(), dataset.itemCount()));
    }

    static void pagination(JsonGenerator out, @Nullable String nextCursor, long total) {
        out.writeObjectPropertyStart("pagination");
        out.writeStringProperty("nextCursor", nextCursor);
        out.writeNumberProperty("total", total);
        out.writeEndObject();
    }

    private @Nullable String page(
            JsonGenerator out, Request request, UUID dataset, @Nullable UUID after, int limit) {
        out.writeStartArray();
        String next =
                items.page(
                                request.org(),
                                dataset,
                                after,
                                0,
                                limit,
                                request::reserve,
                                item -> one(out, item))
                        .map(Cursor::of)
                        .orElse(null);
        out.writeEndArray();
        return next;
    }

    /** All spellings of the reference answer go out; what only Znyx has, when it says something. */
    private static void one(JsonGenerator out, Item item) {
        out.writeStartObject();
        out.writeStringProperty("id", item.id().toString());
        out.writeStringProperty("input", item.input());
        out.writeStringProperty("expected_output", item.expectedOutput());
        out.writeName("metadata");
        out.writeRawValue(item.metadata() == null ? "null" : item.metadata());
        out.writeStringProperty("created_at", Json.time(item.createdAt()));
        out.writeStringProperty("expected", item.expectedOutput());
        out.writeStringProperty("expectedOutput", item.expectedOutput());
        if (!item.context().equals(Item.CONTEXT_DEFAULT)) {
            out.writeStringProperty("context", item.context());
        }
        if (item.expectedDecision() != null) {
            out.writeStringProperty("expected_decision", item.expectedDecision());
        }
        if (item.ruleHits() != null) {
            out.writeName("expected_rule_hits");
            out.writePOJO(item.ruleHits());
        }
        if (item.externalId() != null) {
            out.writeStringProperty("external_id", item.externalId());
        }
        out.writeEndObject();
    }
}
