package goldset.api.znyx;

import com.fasterxml.jackson.annotation.JsonInclude;
import goldset.domain.Appended;
import goldset.domain.Dataset;
import goldset.domain.Item;
import goldset.domain.ItemFilter;
import goldset.domain.OnConflict;
import goldset.domain.Outcome.What;
import goldset.domain.PastState;
import goldset.domain.Removed;
import goldset.format.ItemFields;
import goldset.format.ItemLayout;
import goldset.http.AsOf;
import goldset.http.Conflicts;
import goldset.http.Cursor;
import goldset.http.Filters;
import goldset.http.ItemJson;
import goldset.http.ItemsBody;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.ItemPages;
import goldset.store.Items;
import goldset.store.Revisions;
import goldset.store.Versions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /v1/orgs/{org}/datasets/{id}/samples}: contract sections 1.1 to 1.3. */
public final class Samples {
    private final Items items;
    private final ItemPages pages;
    private final goldset.store.Datasets datasets;
    private final Versions versions;

    public Samples(
            Items items, ItemPages pages, goldset.store.Datasets datasets, Versions versions) {
        this.items = items;
        this.pages = pages;
        this.datasets = datasets;
        this.versions = versions;
    }

    private record Added(
            int added,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer skipped,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer replaced,
            List<UUID> sampleIds,
            long sampleCount,
            long revision,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    public Response add(Request request) {
        ItemsBody body = ItemsBody.read(request, ItemFields.ZNYX, Set.of(), List.of("samples"));
        OnConflict onConflict = Conflicts.in(request, List.of("body", "samples"));
        body.fields().requireList("samples");
        Conflicts.check(onConflict, body.items(), body.fields());
        body.fields().check();
        UUID dataset = request.id("id", "Dataset");
        Appended done =
                Outcomes.made(
                        items.append(
                                where(request, dataset),
                                request.once(Appended.class),
                                body.items(),
                                Revisions.Kind.APPEND,
                                onConflict));
        return Response.ok(added(done, body.ignored()));
    }

    static Items.Where where(Request request, UUID dataset) {
        return new Items.Where(
                request.org(), request.caller().project(), dataset, request.caller().key());
    }

    private static Added added(Appended done, List<String> ignored) {
        Appended.Met met = done.met();
        return new Added(
                done.count(),
                met == null ? null : met.skipped(),
                met == null ? null : met.replaced(),
                done.ids(),
                done.itemCount(),
                done.revision(),
                ignored);
    }

    public Response list(Request request) {
        AsOf asOf = AsOf.in(request);
        ItemFilter filter = Filters.in(request);
        Paging paging = Paging.of(request);
        UUID id = request.id("id", "Dataset");
        boolean plain = !asOf.isPast() && filter.isAny() && paging.offset() == 0;
        Optional<ItemPages.Opened> page =
                plain
                        ? pages.open(
                                request.org(),
                                null,
                                id,
                                paging.after(),
                                paging.limit(),
                                request::hold)
                        : Optional.empty();
        ItemPages.Opened opened = page.orElseGet(() -> looked(request, id, asOf, filter, paging));
        return Response.stream(200, out -> page(out, request, opened));
    }

    /** The page, after a look at the dataset. */
    private ItemPages.Opened looked(
            Request request, UUID id, AsOf asOf, ItemFilter filter, Paging paging) {
        Dataset dataset =
                datasets.get(request.org(), null, id)
                        .orElseThrow(() -> Outcomes.absent(What.DATASET));
        PastState past = asOf.isPast() ? past(request, id, asOf) : null;
        return ItemPages.Opened.of(
                request.org(),
                dataset,
                past,
                filter,
                paging.after(),
                paging.offset(),
                paging.limit());
    }

    private PastState past(Request request, UUID dataset, AsOf asOf) {
        return versions.asOf(request.org(), dataset, asOf.version(), asOf.revision())
                .orElseThrow(() -> Outcomes.absent(What.VERSION));
    }

    private void page(JsonGenerator out, Request request, ItemPages.Opened opened) {
        ItemPages.Range range = opened.range();
        ItemPages.Total total = pages.total(opened, request::hold);
        Paging.start(out, total, range.limit(), range.offset());
        out.writeArrayPropertyStart("samples");
        String next =
                pages.page(opened, request::hold, new ItemJson(out, ItemLayout.SAMPLE))
                        .map(Cursor::of)
                        .orElse(null);
        out.writeEndArray();
        out.writeStringProperty("next_cursor", next);
        out.writeEndObject();
    }

    public Response get(Request request) {
        UUID dataset = request.id("id", "Dataset");
        UUID id = request.id("sample", "Sample");
        Item item =
                pages.get(request.org(), dataset, id).orElseThrow(() -> Outcomes.absent(What.ITEM));
        return Response.stream(200, out -> new ItemJson(out, ItemLayout.SAMPLE).accept(item));
    }

    public Response edit(Request request) {
        ItemsBody.Patch patch = ItemsBody.patch(request, ItemFields.ZNYX);
        UUID dataset = request.id("id", "Dataset");
        UUID id = request.id("sample", "Sample");
        Item item =
                Outcomes.made(
                        items.edit(
                                where(request, dataset),
                                request.once(Item.class),
                                id,
                                patch.patch()::apply));
        return Response.stream(
                200, out -> new ItemJson(out, ItemLayout.SAMPLE).write(item, patch.ignored()));
    }

    private record Deleted(UUID id, boolean deleted, long sampleCount, long revision) {}

    public Response delete(Request request) {
        UUID dataset = request.id("id", "Dataset");
        UUID id = request.id("sample", "Sample");
        Removed removed =
                Outcomes.made(
                        items.delete(where(request, dataset), request.once(Removed.class), id));
        return Response.ok(new Deleted(id, true, removed.itemCount(), removed.revision()));
    }
}
