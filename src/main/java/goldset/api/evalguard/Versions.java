package goldset.api.evalguard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import goldset.domain.Dataset;
import goldset.domain.Item;
import goldset.domain.Outcome.What;
import goldset.domain.PastState;
import goldset.domain.Version;
import goldset.http.Cursor;
import goldset.http.Fields;
import goldset.http.Json;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Diffs;
import goldset.store.ItemPages;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /datasets/{id}/versions}: contract section 1.6. */
public final class Versions {
    private static final int SAMPLE_CHANGES_MAX = 10;

    private final goldset.store.Versions versions;
    private final Diffs diffs;
    private final ItemPages pages;
    private final goldset.store.Datasets datasets;

    public Versions(
            goldset.store.Versions versions,
            Diffs diffs,
            ItemPages pages,
            goldset.store.Datasets datasets) {
        this.versions = versions;
        this.diffs = diffs;
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
                    Json.time(version.createdAt()),
                    version.actor().toString());
        }
    }

    private record Listed(List<Row> versions, @JsonProperty("datasetId") UUID dataset) {}

    public Response list(Request request) {
        Dataset dataset = dataset(request);
        List<Row> rows = versions.list(request.org(), dataset.id()).stream().map(Row::of).toList();
        return Response.ok(new Listed(rows, dataset.id()));
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
        Version version = version(request, dataset.id(), "version");
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
        pages.page(all, request::hold, item -> Cases.stored(out, item));
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
        UUID version = request.id("version", "Version");
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

    private record Diff(
            @JsonProperty("fromVersionNum") long from,
            @JsonProperty("toVersionNum") long to,
            Counts diff,
            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("nextCursor")
                    @Nullable String nextCursor) {}

    private record Counts(
            long added,
            long removed,
            long modified,
            long unchanged,
            @JsonProperty("sampleChanges") List<Change> sampleChanges) {}

    private record Change(
            String type,
            @JsonProperty("caseId") UUID caseId,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String field,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String before,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String after) {}

    /** Counts, and the first ten changes; {@code limit} and {@code cursor} page through all. */
    public Response diff(Request request) {
        int max = request.limits().pageRowsMax();
        int limit = request.query("limit", Math.min(SAMPLE_CHANGES_MAX, max), 1, max);
        UUID after = Cursor.in(request).orElse(null);
        String wanted = request.query("to").orElse("");
        if (wanted.isEmpty()) {
            request.wrong("to", "missing", "Field required: the id of a version", "");
        }
        request.checkQuery();
        Dataset dataset = dataset(request);
        Version from = version(request, dataset.id(), "version");
        Version to =
                goldset.domain.Ids.parse(wanted)
                        .flatMap(id -> versions.get(request.org(), dataset.id(), id))
                        .orElseThrow(() -> Outcomes.absent(What.VERSION));
        PastState before = state(request, dataset.id(), from);
        PastState then = state(request, dataset.id(), to);
        Version.Counts counts = diffs.count(request.org(), dataset.id(), before, then);
        List<Version.Difference> found =
                diffs.page(request.org(), dataset.id(), before, then, after, limit + 1);
        List<Version.Difference> shown = found.subList(0, Math.min(limit, found.size()));
        return Response.ok(
                new Diff(
                        from.number(),
                        to.number(),
                        new Counts(
                                counts.added(),
                                counts.removed(),
                                counts.modified(),
                                counts.unchanged(),
                                shown.stream().map(Versions::change).toList()),
                        found.size() > shown.size() ? Cursor.of(shown.getLast().id()) : null));
    }

    private static Change change(Version.Difference difference) {
        Item before = difference.before();
        Item after = difference.after();
        if (before == null) {
            String input = after == null ? null : after.input();
            return new Change("added", difference.id(), null, null, input);
        }
        if (after == null) {
            return new Change("removed", difference.id(), null, before.input(), null);
        }
        if (!before.input().equals(after.input())) {
            return modified(difference.id(), "input", before.input(), after.input());
        }
        if (!Objects.equals(before.expectedOutput(), after.expectedOutput())) {
            return modified(
                    difference.id(),
                    "expected_output",
                    before.expectedOutput(),
                    after.expectedOutput());
        }
        if (!Objects.equals(before.metadata(), after.metadata())) {
            return modified(difference.id(), "metadata", before.metadata(), after.metadata());
        }
        if (!Objects.equals(before.expectedDecision(), after.expectedDecision())) {
            return modified(
                    difference.id(),
                    "expected_decision",
                    before.expectedDecision(),
                    after.expectedDecision());
        }
        if (!Objects.equals(before.ruleHits(), after.ruleHits())) {
            return modified(
                    difference.id(),
                    "expected_rule_hits",
                    String.valueOf(before.ruleHits()),
                    String.valueOf(after.ruleHits()));
        }
        return modified(difference.id(), "context", before.context(), after.context());
    }

    private static Change modified(
            UUID id, String field, @Nullable String before, @Nullable String after) {
        return new Change("modified", id, field, before, after);
    }

    private Dataset dataset(Request request) {
        UUID id = request.id("id", "Dataset");
        return datasets.get(request.org(), request.caller().project(), id)
                .orElseThrow(() -> Outcomes.absent(What.DATASET));
    }

    private Version version(Request request, UUID dataset, String name) {
        UUID id = request.id(name, "Version");
        return versions.get(request.org(), dataset, id)
                .orElseThrow(() -> Outcomes.absent(What.VERSION));
    }

    private PastState state(Request request, UUID dataset, Version version) {
        return versions.state(request.org(), dataset, version.revision())
                .orElseThrow(() -> Outcomes.absent(What.VERSION));
    }
}
