package goldset.api.evalguard;

import goldset.domain.Appended;
import goldset.domain.Dataset;
import goldset.domain.Item;
import goldset.domain.ItemFilter;
import goldset.domain.NewItem;
import goldset.domain.OnConflict;
import goldset.domain.Outcome.What;
import goldset.domain.PastState;
import goldset.domain.Removed;
import goldset.format.ItemFields;
import goldset.format.ItemLayout;
import goldset.http.AsOf;
import goldset.http.Conflicts;
import goldset.http.Cursor;
import goldset.http.Fields;
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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /datasets/{id}/cases}: contract sections 1.1, 1.5 and 1.9. */
public final class Cases {
    private static final int LIMIT_DEFAULT = 50;

    private final Items items;
    private final ItemPages pages;
    private final goldset.store.Datasets datasets;
    private final Versions versions;

    public Cases(Items items, ItemPages pages, goldset.store.Datasets datasets, Versions versions) {
        this.items = items;
        this.pages = pages;
        this.datasets = datasets;
        this.versions = versions;
    }

    public Response append(Request request) {
        ItemsBody body = ItemsBody.read(request, ItemFields.EVALGUARD, Set.of(), List.of("cases"));
        OnConflict onConflict = Conflicts.in(request, List.of("body", "cases"));
        body.fields().requireEntries("cases", body.items());
        Conflicts.check(onConflict, body.items(), body.fields());
        body.fields().check();
        List<NewItem> cases = body.items();
        UUID dataset = request.id("id", "Dataset");
        Appended done =
                Outcomes.made(
                        items.append(
                                where(request, dataset),
                                request.once(Appended.class),
                                cases,
                                Revisions.Kind.APPEND,
                                onConflict));
        return Response.stream(201, out -> appended(out, dataset, done, cases, body.ignored()));
    }

    static Items.Where where(Request request, UUID dataset) {
        return new Items.Where(
                request.org(), request.caller().project(), dataset, request.caller().key());
    }

    private static void appended(
            JsonGenerator out,
            UUID dataset,
            Appended done,
            List<NewItem> cases,
            List<String> ignored) {
        out.writeStartObject();
        out.writeStringProperty("datasetId", dataset.toString());
        out.writeNumberProperty("inserted", done.count());
        Appended.Met met = done.met();
        if (met != null) {
            out.writeNumberProperty("skipped", met.skipped());
            out.writeNumberProperty("replaced", met.replaced());
        }
        out.writeNumberProperty("revision", done.revision());
        List<UUID> ids = done.ids();
        out.writeArrayPropertyStart("caseIds");
        ids.forEach(id -> out.writeString(id.toString()));
        out.writeEndArray();
        // What a call met is as it was, and not as it was sent.
        if (met == null) {
            out.writeArrayPropertyStart("cases");
            ItemJson json = new ItemJson(out, ItemLayout.CASE);
            for (int i = 0; i < ids.size(); i++) {
                json.accept(cases.get(i).stored(ids.get(i)));
            }
            out.writeEndArray();
        }
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
        int offset = after == null ? request.query("offset", 0, 0, Integer.MAX_VALUE) : 0;
        AsOf asOf = AsOf.in(request);
        ItemFilter filter = Filters.in(request);
        request.checkQuery();
        UUID id = request.id("id", "Dataset");
        boolean plain = !asOf.isPast() && filter.isAny() && offset == 0;
        Optional<ItemPages.Opened> page =
                plain
                        ? pages.open(
                                request.org(),
                                request.caller().project(),
                                id,
                                after,
                                limit,
                                request::hold)
                        : Optional.empty();
        ItemPages.Opened opened =
                page.orElseGet(() -> looked(request, asOf, filter, after, offset, limit));
        AtomicReference<@Nullable String> next = new AtomicReference<>();
        return Response.stream(200, out -> next.set(page(out, request, opened)))
                .beside(out -> pagination(out, next.get(), pages.total(opened, request::hold)));
    }

    /** The page, after a look at the dataset. */
    private ItemPages.Opened looked(
            Request request,
            AsOf asOf,
            ItemFilter filter,
            @Nullable UUID after,
            int offset,
            int limit) {
        Dataset dataset = dataset(request);
        PastState past = asOf.isPast() ? past(request, dataset.id(), asOf) : null;
        return ItemPages.Opened.of(request.org(), dataset, past, filter, after, offset, limit);
    }

    private PastState past(Request request, UUID dataset, AsOf asOf) {
        return versions.asOf(request.org(), dataset, asOf.version(), asOf.revision())
                .orElseThrow(() -> Outcomes.absent(What.VERSION));
    }

    /** The dataset of the path, if the key may see it. */
    private Dataset dataset(Request request) {
        UUID id = request.id("id", "Dataset");
        return datasets.get(request.org(), request.caller().project(), id)
                .orElseThrow(() -> Outcomes.absent(What.DATASET));
    }

    public Response get(Request request) {
        Dataset dataset = dataset(request);
        UUID id = request.id("case", "Case");
        Item item =
                pages.get(request.org(), dataset.id(), id)
                        .orElseThrow(() -> Outcomes.absent(What.ITEM));
        return Response.stream(200, out -> new ItemJson(out, ItemLayout.CASE).accept(item));
    }

    public Response edit(Request request) {
        ItemsBody.Patch patch = ItemsBody.patch(request, ItemFields.EVALGUARD);
        UUID dataset = request.id("id", "Dataset");
        UUID id = request.id("case", "Case");
        Item item =
                Outcomes.made(
                        items.edit(
                                where(request, dataset),
                                request.once(Item.class),
                                id,
                                patch.patch()::apply));
        return Response.stream(
                200, out -> new ItemJson(out, ItemLayout.CASE).write(item, patch.ignored()));
    }

    private record Deleted(UUID id, boolean deleted, long revision) {}

    public Response delete(Request request) {
        UUID dataset = request.id("id", "Dataset");
        UUID id = request.id("case", "Case");
        Removed removed =
                Outcomes.made(
                        items.delete(where(request, dataset), request.once(Removed.class), id));
        return Response.ok(new Deleted(id, true, removed.revision()));
    }

    private record DeletedMany(int deleted, int notFound, long caseCount, long revision) {}

    /** Removes the cases whose ids the body lists. */
    public Response deleteMany(Request request) {
        Fields fields = Fields.read(request, Set.of("caseIds"));
        List<UUID> ids = fields.ids("caseIds");
        fields.check();
        UUID dataset = request.id("id", "Dataset");
        Removed removed =
                Outcomes.made(
                        items.deleteMany(
                                where(request, dataset), request.once(Removed.class), ids));
        return Response.ok(
                new DeletedMany(
                        removed.count(),
                        ids.size() - removed.count(),
                        removed.itemCount(),
                        removed.revision()));
    }

    static void pagination(JsonGenerator out, @Nullable String nextCursor, ItemPages.Total total) {
        out.writeObjectPropertyStart("pagination");
        out.writeStringProperty("nextCursor", nextCursor);
        out.writeNumberProperty("total", total.count());
        if (total.lowerBound()) {
            out.writeBooleanProperty("totalIsLowerBound", true);
        }
        out.writeEndObject();
    }

    private @Nullable String page(JsonGenerator out, Request request, ItemPages.Opened opened) {
        out.writeStartArray();
        String next =
                pages.page(opened, request::hold, new ItemJson(out, ItemLayout.CASE))
                        .map(Cursor::of)
                        .orElse(null);
        out.writeEndArray();
        return next;
    }
}
