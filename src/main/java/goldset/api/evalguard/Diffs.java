package goldset.api.evalguard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import goldset.domain.Item;
import goldset.domain.Outcome.What;
import goldset.domain.PastState;
import goldset.domain.Version;
import goldset.http.AsOf;
import goldset.http.Cursor;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Versions;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What differs between two versions, or any two revisions: contract section 1.6. */
public final class Diffs {
    private static final int SAMPLE_CHANGES_MAX = 10;

    private final goldset.store.Diffs diffs;
    private final Versions versions;
    private final goldset.store.Datasets datasets;

    public Diffs(goldset.store.Diffs diffs, Versions versions, goldset.store.Datasets datasets) {
        this.diffs = diffs;
        this.versions = versions;
        this.datasets = datasets;
    }

    private record Change(
            String type,
            @JsonProperty("caseId") UUID caseId,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String field,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String before,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String after) {}

    /** Which part of the changes is asked for: the first ten, if nothing is said. */
    private record Part(int limit, @Nullable UUID after) {
        static Part in(Request request) {
            int max = request.limits().pageRowsMax();
            return new Part(
                    request.query("limit", Math.min(SAMPLE_CHANGES_MAX, max), 1, max),
                    Cursor.in(request).orElse(null));
        }
    }

    /** From the version of the path to that of {@code to}. */
    public Response versions(Request request) {
        Part part = Part.in(request);
        String wanted = request.query("to").orElse("");
        if (wanted.isEmpty()) {
            request.wrong("to", "missing", "Field required: the id or number of a version", "");
        }
        request.checkQuery();
        UUID dataset = dataset(request);
        Version from = version(request, dataset, request.path("version"));
        Version to = version(request, dataset, wanted);
        PastState before = state(request, dataset, new AsOf("", from.revision()));
        PastState then = state(request, dataset, new AsOf("", to.revision()));
        return answer(request, dataset, before, then, part, from, to);
    }

    /** From any state to any other; to the present, if that is not said. */
    public Response states(Request request) {
        Part part = Part.in(request);
        AsOf from = AsOf.in(request, "from_");
        AsOf to = AsOf.in(request, "to_");
        if (!from.isPast()) {
            String message = "Field required: from_version or from_revision";
            request.wrong("from_revision", "missing", message, "");
        }
        request.checkQuery();
        UUID dataset = dataset(request);
        PastState before = state(request, dataset, from);
        PastState then = state(request, dataset, to);
        return answer(request, dataset, before, then, part, null, null);
    }

    private Response answer(
            Request request,
            UUID dataset,
            PastState before,
            PastState then,
            Part part,
            @Nullable Version from,
            @Nullable Version to) {
        Version.Counts counts = diffs.count(request.org(), dataset, before, then);
        goldset.store.Diffs.Range range =
                new goldset.store.Diffs.Range(
                        request.org(), dataset, before, then, part.after, part.limit);
        return Response.stream(
                200,
                out -> {
                    out.writeStartObject();
                    if (from != null && to != null) {
                        out.writeNumberProperty("fromVersionNum", from.number());
                        out.writeNumberProperty("toVersionNum", to.number());
                    }
                    whole(out, request, range, counts);
                    out.writeEndObject();
                });
    }

    private void whole(
            JsonGenerator out,
            Request request,
            goldset.store.Diffs.Range range,
            Version.Counts counts) {
        out.writeNumberProperty("fromRevision", range.from().revision());
        out.writeNumberProperty("toRevision", range.to().revision());
        out.writeObjectPropertyStart("diff");
        out.writeNumberProperty("added", counts.added());
        out.writeNumberProperty("removed", counts.removed());
        out.writeNumberProperty("modified", counts.modified());
        out.writeNumberProperty("unchanged", counts.unchanged());
        out.writeArrayPropertyStart("sampleChanges");
        Optional<UUID> next =
                diffs.page(range, request::hold, difference -> out.writePOJO(change(difference)));
        out.writeEndArray();
        out.writeEndObject();
        next.ifPresent(last -> out.writeStringProperty("nextCursor", Cursor.of(last)));
    }

    private static Change change(Version.Difference difference) {
        Item before = difference.before();
        Item after = difference.after();
        if (before == null) {
            String input = after == null ? null : after.input().toString();
            return new Change("added", difference.id(), null, null, input);
        }
        if (after == null) {
            return new Change("removed", difference.id(), null, before.input().toString(), null);
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
        if (!before.context().equals(after.context())) {
            return modified(difference.id(), "context", before.context(), after.context());
        }
        return modified(difference.id(), "external_id", before.externalId(), after.externalId());
    }

    private static Change modified(
            UUID id, String field, @Nullable Object before, @Nullable Object after) {
        return new Change(
                "modified",
                id,
                field,
                Objects.toString(before, null),
                Objects.toString(after, null));
    }

    private UUID dataset(Request request) {
        UUID id = request.id("id", "Dataset");
        return datasets.get(request.org(), request.caller().project(), id)
                .orElseThrow(() -> Outcomes.absent(What.DATASET))
                .id();
    }

    private Version version(Request request, UUID dataset, String idOrNumber) {
        return versions.find(request.org(), dataset, idOrNumber)
                .orElseThrow(() -> Outcomes.absent(What.VERSION));
    }

    private PastState state(Request request, UUID dataset, AsOf asOf) {
        return versions.asOf(request.org(), dataset, asOf.version(), asOf.revision())
                .orElseThrow(() -> Outcomes.absent(What.VERSION));
    }
}
