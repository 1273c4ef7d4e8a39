package goldset.api.znyx;

import com.fasterxml.jackson.annotation.JsonInclude;
import goldset.domain.AppendOutcome;
import goldset.domain.Dataset;
import goldset.domain.Ids;
import goldset.domain.Item;
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
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;

/** {@code /v1/orgs/{org}/datasets/{id}/samples}: contract sections 1.1 to 1.3. */
public final class Samples {
    private final Items items;
    private final goldset.store.Datasets datasets;

    public Samples(Items items, goldset.store.Datasets datasets) {
        this.items = items;
        this.datasets = datasets;
    }

    private record Added(
            int added,
            List<UUID> sampleIds,
            long sampleCount,
            long revision,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    public Response add(Request request) {
        ItemsBody body = ItemsBody.read(request, ItemFields.ZNYX, Set.of(), List.of("samples"));
        body.fields().requireList("samples");
        body.fields().check();
        UUID dataset = request.id("id", "Dataset");
        return switch (items.append(
                request.org(),
                request.caller().project(),
                dataset,
                request.caller().key(),
                body.items())) {
            case AppendOutcome.Appended done -> Response.ok(added(done, body.ignored()));
            case AppendOutcome.NoDataset none -> throw HttpProblem.notFound("Dataset");
            case AppendOutcome.OtherProject other ->
                    throw HttpProblem.of(
                            HttpProblem.Kind.FORBIDDEN,
                            "The key is bound to another project than the dataset's");
        };
    }

    private static Added added(AppendOutcome.Appended done, List<String> ignored) {
        List<UUID> ids =
                IntStream.range(0, done.count()).mapToObj(i -> Ids.row(done.firstId(), i)).toList();
        return new Added(done.count(), ids, done.itemCount(), done.revision(), ignored);
    }

    public Response list(Request request) {
        Paging paging = Paging.of(request);
        UUID id = request.id("id", "Dataset");
        Dataset dataset =
                datasets.get(request.org(), null, id)
                        .orElseThrow(() -> HttpProblem.notFound("Dataset"));
        return Response.stream(200, out -> page(out, request, dataset, paging));
    }

    private void page(JsonGenerator out, Request request, Dataset dataset, Paging paging) {
        out.writeStartObject();
        out.writeNumberProperty("total", dataset.itemCount());
        out.writeNumberProperty("limit", paging.limit());
        out.writeNumberProperty("offset", paging.offset());
        out.writeArrayPropertyStart("samples");
        String next =
                items.page(
                                request.org(),
                                dataset.id(),
                                paging.after(),
                                paging.offset(),
                                paging.limit(),
                                request::reserve,
                                item -> sample(out, item))
                        .map(Cursor::of)
                        .orElse(null);
        out.writeEndArray();
        out.writeStringProperty("next_cursor", next);
        out.writeEndObject();
    }

    private static void sample(JsonGenerator out, Item item) {
        out.writeStartObject();
        out.writeStringProperty("id", item.id().toString());
        out.writeStringProperty("input_text", item.input());
        out.writeStringProperty("context", item.context());
        out.writeStringProperty("expected_decision", item.expectedDecision());
        out.writeName("expected_rule_hits");
        out.writePOJO(item.ruleHits());
        out.writeName("metadata");
        out.writeRawValue(item.metadata() == null ? "null" : item.metadata());
        out.writeStringProperty("created_at", Json.time(item.createdAt()));
        if (item.expectedOutput() != null) {
            out.writeStringProperty("expected_output", item.expectedOutput());
        }
        if (item.externalId() != null) {
            out.writeStringProperty("external_id", item.externalId());
        }
        out.writeEndObject();
    }
}
