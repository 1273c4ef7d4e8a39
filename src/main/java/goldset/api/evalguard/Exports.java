package goldset.api.evalguard;

import goldset.domain.Dataset;
import goldset.domain.Filled;
import goldset.domain.Outcome.What;
import goldset.domain.PastState;
import goldset.domain.Version;
import goldset.format.ItemFile;
import goldset.format.ItemLayout;
import goldset.http.AsOf;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Contents;
import goldset.store.Datasets;
import goldset.store.ItemPages;
import goldset.store.Versions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** {@code /datasets/{id}/export} and a version's: contract section 1.7. */
public final class Exports {
    private static final String WORDS = "'openai-jsonl', 'jsonl' or 'csv'";

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
        ItemFile.Kind kind = kind(request);
        request.checkQuery();
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
        return file(request, kind, dataset.id(), state, dataset.id().toString());
    }

    public Response version(Request request) {
        ItemFile.Kind kind = kind(request);
        request.checkQuery();
        UUID dataset = dataset(request).id();
        Version version =
                versions.find(request.org(), dataset, request.path("version"))
                        .orElseThrow(() -> Outcomes.absent(What.VERSION));
        PastState state =
                versions.state(request.org(), dataset, version.revision())
                        .orElseThrow(() -> Outcomes.absent(What.VERSION));
        return file(request, kind, dataset, state, dataset + "-v" + version.number());
    }

    private Response file(
            Request request, ItemFile.Kind kind, UUID dataset, PastState state, String name) {
        Filled filled =
                kind == ItemFile.Kind.JSONL
                        ? Filled.UNKNOWN
                        : contents.filled(request.org(), dataset, state);
        long skipped =
                kind == ItemFile.Kind.OPENAI_JSONL ? filled.rows() - filled.expectedOutput() : 0;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(
                "Content-Disposition",
                "attachment; filename=\"%s.%s\"".formatted(name, kind.suffix()));
        headers.put("X-Case-Count", Long.toString(state.itemCount() - skipped));
        headers.put("X-Skipped-Cases", Long.toString(skipped));
        ItemFile file = new ItemFile(kind, ItemLayout.EVALGUARD, filled);
        ItemPages.Range all = ItemPages.Range.whole(request.org(), dataset, state);
        return Response.text(
                kind.type(),
                headers,
                out -> file.write(out, visit -> pages.page(all, request::hold, visit)));
    }

    private static ItemFile.Kind kind(Request request) {
        String word = request.query("format").orElse(ItemFile.Kind.OPENAI_JSONL.word());
        ItemFile.Kind kind =
                ItemFile.Kind.of(word).filter(k -> k != ItemFile.Kind.JSON).orElse(null);
        if (kind == null) {
            request.wrong("format", "literal_error", "Input should be " + WORDS, word);
            return ItemFile.Kind.OPENAI_JSONL;
        }
        return kind;
    }

    private Dataset dataset(Request request) {
        UUID id = request.id("id", "Dataset");
        return datasets.get(request.org(), request.caller().project(), id)
                .orElseThrow(() -> Outcomes.absent(What.DATASET));
    }
}
