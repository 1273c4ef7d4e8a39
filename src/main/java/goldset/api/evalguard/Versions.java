package goldset.api.evalguard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import goldset.domain.Dataset;
import goldset.domain.Outcome.What;
import goldset.domain.PastState;
import goldset.domain.Version;
import goldset.format.ItemLayout;
import goldset.format.Times;
import goldset.http.Cursor;
import goldset.http.Fields;
import goldset.http.ItemJson;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.ItemPages;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /datasets/{id}/versions}: contract section 1.6. */
public final class Versions {
    private static final int SLICE_ROWS = 100;

    private final goldset.store.Versions versions;
    private final ItemPages pages;
    private final goldset.store.Datasets datasets;

    public Versions(
            goldset.store.Versions versions, ItemPages pages, goldset.store.Datasets datasets) {
        this.versions = versions;
        this.pages = pages;
        this.datasets = datasets;
    }

    private record Row(
            UUID id,
            long versionNum,
            @Nullable String versionLabel,
            @Nullable String description,
            String contentHash,
            long caseCount,
            String sourceAtSnapshot,
            long revision,
            String createdAt,
            String createdBy) {

        static Row of(Version version) {
            return new Row(
                    version.id(),
                    version.number(),
                    version.label(),
                    version.description(),
                    version.contentHash().hex(),
                    version.itemCount(),
                    version.source(),
                    version.revision(),
                    Times.text(version.createdAt()),
                    version.actor().toString());
        }
    }

    /** Whole unless a limit is given: no client follows a cursor. */
    public Response list(Request request) {
        int limit = request.query("limit", Integer.MAX_VALUE, 1, request.limits().pageRowsMax());
        long before = Cursor.in(request).map(UUID::getLeastSignificantBits).orElse(Long.MAX_VALUE);
        request.checkQuery();
        Dataset dataset = dataset(request);
        AtomicLong last = new AtomicLong();
        return Response.stream(
                        200,
                        out -> {
                            out.writeStartObject();
                            out.writeArrayPropertyStart("versions");
                            last.set(rows(out, request, dataset.id(), before, limit));
                            out.writeEndArray();
                            out.writeStringProperty("datasetId", dataset.id().toString());
                            out.writeEndObject();
                        })
                .beside(out ->
                        Cases.pagination(
                                out,
                                last.get() == 0 ? null : Cursor.of(new UUID(0, last.get())),
                                new ItemPages.Total(
                                        versions.count(request.org(), dataset.id()), false)));
    }

    /** The number of the last one written when more follow it, else 0. */
    private long rows(JsonGenerator out, Request request, UUID dataset, long before, int limit) {
        long last = before;
        for (int left = limit; ; ) {
            int wanted = Math.min(left, SLICE_ROWS);
            List<Version> slice = versions.list(request.org(), dataset, last, wanted + 1);
            for (Version version : slice.subList(0, Math.min(wanted, slice.size()))) {
                out.writePOJO(Row.of(version));
                last = version.number();
            }
            left -= wanted;
            boolean more = slice.size() > wanted;
            if (!more || left == 0) {
                return more ? last : 0;
            }
        }
    }

    private record Taken(
            boolean unchanged,
            Row version,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String message,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    public Response snapshot(Request request) {
        Fields fields = Fields.readOptional(request, Set.of("description", "label"));
        goldset.store.Versions.Note note =
                new goldset.store.Versions.Note(
                        fields.text("label", Dataset.LABEL_CHARS_MAX),
                        fields.text("description", Dataset.DESCRIPTION_CHARS_MAX));
        fields.check();
        UUID dataset = request.id("id", "Dataset");
        Version.Taken taken =
                Outcomes.made(
                        versions.snapshot(
                                Cases.where(request, dataset),
                                request.once(Version.Taken.class),
                                note));
        String message = taken.unchanged() ? "No changes since the latest version" : null;
        return Response.ok(
                new Taken(taken.unchanged(), Row.of(taken.version()), message, fields.ignored()));
    }

    /** The row and all its cases, which the vendor always sends. */
    public Response get(Request request) {
        Dataset dataset = dataset(request);
        Version version = version(request, dataset.id());
        PastState past = state(request, dataset.id(), version);
        return Response.stream(200, out -> whole(out, request, dataset.id(), version, past));
    }

    private void whole(
            JsonGenerator out, Request request, UUID dataset, Version version, PastState past) {
        out.writeStartObject();
        out.writeObjectPropertyStart("version");
        Row row = Row.of(version);
        out.writeStringProperty("id", row.id.toString());
        out.writeNumberProperty("version_num", row.versionNum);
        out.writeStringProperty("version_label", row.versionLabel);
        out.writeStringProperty("description", row.description);
        out.writeStringProperty("content_hash", row.contentHash);
        out.writeNumberProperty("case_count", row.caseCount);
        out.writeStringProperty("source_at_snapshot", row.sourceAtSnapshot);
        out.writeNumberProperty("revision", row.revision);
        out.writeStringProperty("created_at", row.createdAt);
        out.writeStringProperty("created_by", row.createdBy);
        out.writeArrayPropertyStart("cases");
        ItemPages.Range all = ItemPages.Range.whole(request.org(), dataset, past);
        pages.page(all, request::hold, new ItemJson(out, ItemLayout.EVALGUARD));
        out.writeEndArray();
        out.writeEndObject();
        out.writeEndObject();
    }

    private record Restored(
            @JsonProperty("restoredFromVersion") long number,
            @JsonProperty("caseCount") long caseCount,
            @JsonProperty("preRestoreVersionNum") @Nullable Long before,
            long revision) {}

    public Response restore(Request request) {
        Fields.readOptional(request, Set.of()).check();
        UUID dataset = request.id("id", "Dataset");
        Dataset known = dataset(request);
        UUID version = version(request, known.id()).id();
        Version.Restored restored =
                Outcomes.made(
                        versions.restore(
                                Cases.where(request, dataset),
                                request.once(Version.Restored.class),
                                version));
        return Response.ok(
                new Restored(
                        restored.number(),
                        restored.itemCount(),
                        restored.before(),
                        restored.revision()));
    }

    private Dataset dataset(Request request) {
        UUID id = request.id("id", "Dataset");
        return datasets.get(request.org(), request.caller().project(), id)
                .orElseThrow(() -> Outcomes.absent(What.DATASET));
    }

    private Version version(Request request, UUID dataset) {
        return versions.find(request.org(), dataset, request.path("version"))
                .orElseThrow(() -> Outcomes.absent(What.VERSION));
    }

    private PastState state(Request request, UUID dataset, Version version) {
        return versions.state(request.org(), dataset, version.revision())
                .orElseThrow(() -> Outcomes.absent(What.VERSION));
    }
}
