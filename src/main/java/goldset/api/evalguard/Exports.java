package goldset.api.evalguard;

import goldset.domain.Dataset;
import goldset.domain.Filled;
import goldset.domain.Outcome.What;
import goldset.domain.PastState;
import goldset.domain.Version;
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

/** {@code /datasets/{id}/export} and a version's: contract section 1.7. */
public final class Exports {
    private static final List<Kind> KINDS = List.of(Kind.OPENAI_JSONL, Kind.JSONL, Kind.CSV);
    private static final List<Kind> KINDS_OF_SHAPES = List.of(Kind.JSONL, Kind.JSON, Kind.CSV);

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

    /** What the dataset is now, or was. */
    public Response live(Request request) {
        AsOf asOf = AsOf.in(request);
        ExportQuery query = query(request);
        Dataset dataset = dataset(request);
        PastState state =
                (asOf.isPast()
                                ? versions.asOf(
                                        request.org(),
                                        dataset.id(),
                                        asOf.version(),
                                        asOf.revision())
                                : versions.state(request.org(), dataset.id(), dataset.revision()))
                        .orElseThrow(() -> Outcomes.absent(What.VERSION));
        return file(request, query, dataset, state, dataset.id().toString());
    }

    public Response version(Request request) {
        ExportQuery query = query(request);
        Dataset dataset = dataset(request);
        Version version =
                versions.find(request.org(), dataset.id(), request.path("version"))
                        .orElseThrow(() -> Outcomes.absent(What.VERSION));
        PastState state =
                versions.state(request.org(), dataset.id(), version.revision())
                        .orElseThrow(() -> Outcomes.absent(What.VERSION));
        String name = dataset.id() + "-v" + version.number();
        return file(request, query, dataset, state, name);
    }

    private static ExportQuery query(Request request) {
        ExportQuery query = ExportQuery.in(request, KINDS, KINDS_OF_SHAPES);
        request.checkQuery();
        return query;
    }

    private Response file(
            Request request, ExportQuery query, Dataset dataset, PastState state, String name) {
        boolean chats = query.kind() == Kind.OPENAI_JSONL;
        Filled filled =
                query.hasColumnsOfItems() || (chats && query.filter().isAny())
                        ? contents.filled(request.org(), dataset.id(), state)
                        : Filled.UNKNOWN;
        long skipped = chats ? filled.rows() - filled.expectedOutput() : 0;
        long rows = state.itemCount() - skipped;
        Map<String, String> headers = query.headers(name, rows, state.contentHash());
        if (query.filter().isAny()) {
            headers.put("X-Case-Count", Long.toString(rows));
            headers.put("X-Skipped-Cases", Long.toString(skipped));
        }
        ItemFile file = query.file(ItemLayout.EVALGUARD, dataset.draft().name(), filled);
        ItemPages.Range all =
                ItemPages.Range.whole(request.org(), dataset.id(), state, query.filter());
        return query.response(
                request,
                headers,
                out -> file.write(out, visit -> pages.all(all, request::hold, visit)));
    }

    private Dataset dataset(Request request) {
        UUID id = request.id("id", "Dataset");
        return datasets.get(request.org(), request.caller().project(), id)
                .orElseThrow(() -> Outcomes.absent(What.DATASET));
    }
}
