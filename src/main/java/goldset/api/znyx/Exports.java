package goldset.api.znyx;

import goldset.domain.Dataset;
import goldset.domain.Filled;
import goldset.domain.Outcome.What;
import goldset.domain.PastState;
import goldset.format.ItemFile;
import goldset.format.ItemLayout;
import goldset.http.AsOf;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Contents;
import goldset.store.Datasets;
import goldset.store.ItemPages;
import goldset.store.Versions;
import java.util.Map;
import java.util.UUID;

/** {@code /v1/orgs/{org}/datasets/{id}/export}: contract section 1.5; what goes out comes in. */
public final class Exports {
    private static final String WORDS = "'json', 'jsonl' or 'csv'";

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
        ItemFile.Kind kind = kind(request);
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
                kind == ItemFile.Kind.CSV
                        ? contents.filled(request.org(), id, state)
                        : Filled.UNKNOWN;
        ItemFile file = new ItemFile(kind, ItemLayout.ZNYX, filled);
        ItemPages.Range all = ItemPages.Range.whole(request.org(), id, state);
        String name = "attachment; filename=\"" + id + "." + kind.suffix() + "\"";
        return Response.text(
                kind.type(),
                Map.of("Content-Disposition", name),
                out -> file.write(out, visit -> pages.page(all, request::hold, visit)));
    }

    private static ItemFile.Kind kind(Request request) {
        String word = request.query("format").orElse(ItemFile.Kind.JSON.word());
        ItemFile.Kind kind =
                ItemFile.Kind.of(word).filter(k -> k != ItemFile.Kind.OPENAI_JSONL).orElse(null);
        if (kind == null) {
            request.wrong("format", "literal_error", "Input should be " + WORDS, word);
            return ItemFile.Kind.JSON;
        }
        return kind;
    }
}
