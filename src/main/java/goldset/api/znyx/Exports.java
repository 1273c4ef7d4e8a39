package goldset.api.znyx;

import goldset.domain.Dataset;
import goldset.domain.Filled;
import goldset.domain.Outcome.What;
import goldset.domain.PastState;
import goldset.format.ItemFile;
import goldset.format.ItemFile.Kind;
import goldset.format.ItemLayout;
import goldset.http.AsOf;
import goldset.http.ExportQuery;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Contents;
import goldset.store.Datasets;
import goldset.store.ItemPages;
import goldset.store.Versions;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code /v1/orgs/{org}/datasets/{id}/export}: contract section 1.5; what goes out comes in. */
public final class Exports {
    private static final List<Kind> KINDS = List.of(Kind.JSON, Kind.JSONL, Kind.CSV);

    private final Datasets datasets;
    private final Versions versions;
    private final ItemPages pages;
    private final Contents contents;

    public Exports(Datasets datasets, Versions versions, ItemPages pages, Contents contents) {
        this.datasets = datasets;
        this.versions = versions;
        this.pages = pages;
        this.contents = contents;
    }

    public Response get(Request request) {
        AsOf asOf = AsOf.in(request);
        ExportQuery query = ExportQuery.in(request, KINDS, KINDS);
        request.checkQuery();
        UUID id = request.id("id", "Dataset");
        Dataset dataset =
                datasets.get(request.org(), null, id)
                        .orElseThrow(() -> Outcomes.absent(What.DATASET));
        PastState state =
                (asOf.isPast()
                                ? versions.asOf(request.org(), id, asOf.version(), asOf.revision())
                                : versions.state(request.org(), id, dataset.revision()))
                        .orElseThrow(() -> Outcomes.absent(What.VERSION));
        Filled filled =
                query.hasColumnsOfItems()
                        ? contents.filled(request.org(), id, state)
                        : Filled.UNKNOWN;
        ItemFile file = query.file(ItemLayout.ZNYX, dataset.draft().name(), filled);
        ItemPages.Range all = ItemPages.Range.whole(request.org(), id, state, query.filter());
        Map<String, String> headers =
                query.headers(id.toString(), state.itemCount(), state.contentHash());
        return query.response(
                request,
                headers,
                out -> file.write(out, visit -> pages.all(all, request::hold, visit)));
    }
}
