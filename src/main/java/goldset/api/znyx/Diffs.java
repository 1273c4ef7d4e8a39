package goldset.api.znyx;

import goldset.domain.Item;
import goldset.domain.Outcome.What;
import goldset.domain.PastState;
import goldset.domain.Version;
import goldset.format.ItemLayout;
import goldset.http.AsOf;
import goldset.http.Cursor;
import goldset.http.ItemJson;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Versions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What differs between any two versions or revisions of a dataset. */
public final class Diffs {
    private final goldset.store.Diffs diffs;
    private final Versions versions;

    public Diffs(goldset.store.Diffs diffs, Versions versions) {
        this.diffs = diffs;
        this.versions = versions;
    }

    /** From one state to another; to the present, if that is not said. */
    public Response states(Request request) {
        AsOf from = AsOf.in(request, "from_");
        AsOf to = AsOf.in(request, "to_");
        if (!from.isPast()) {
            String message = "Field required: from_version or from_revision";
            request.wrong("from_revision", "missing", message, "");
        }
        Paging paging = Paging.of(request);
        UUID dataset = request.id("id", "Dataset");
        PastState before = state(request, dataset, from);
        PastState then = state(request, dataset, to);
        Version.Counts counts = diffs.count(request.org(), dataset, before, then);
        goldset.store.Diffs.Range range =
                new goldset.store.Diffs.Range(
                        request.org(), dataset, before, then, paging.after(), paging.limit());
        return Response.stream(200, out -> whole(out, request, range, counts));
    }

    private void whole(
            JsonGenerator out,
            Request request,
            goldset.store.Diffs.Range range,
            Version.Counts counts) {
        out.writeStartObject();
        out.writeNumberProperty("from_revision", range.from().revision());
        out.writeNumberProperty("to_revision", range.to().revision());
        out.writeNumberProperty("added", counts.added());
        out.writeNumberProperty("removed", counts.removed());
        out.writeNumberProperty("modified", counts.modified());
        out.writeNumberProperty("unchanged", counts.unchanged());
        out.writeArrayPropertyStart("changes");
        String next =
                diffs.page(range, request::hold, difference -> change(out, difference))
                        .map(Cursor::of)
                        .orElse(null);
        out.writeEndArray();
        out.writeStringProperty("next_cursor", next);
        out.writeEndObject();
    }

    private static void change(JsonGenerator out, Version.Difference difference) {
        Item before = difference.before();
        Item after = difference.after();
        out.writeStartObject();
        out.writeStringProperty(
                "type", before == null ? "added" : after == null ? "removed" : "modified");
        out.writeStringProperty("sample_id", difference.id().toString());
        out.writeName("before");
        side(out, before);
        out.writeName("after");
        side(out, after);
        out.writeEndObject();
    }

    private static void side(JsonGenerator out, @Nullable Item item) {
        if (item == null) {
            out.writeNull();
        } else {
            new ItemJson(out, ItemLayout.SAMPLE).accept(item);
        }
    }

    private PastState state(Request request, UUID dataset, AsOf asOf) {
        return versions.asOf(request.org(), dataset, asOf.version(), asOf.revision())
                .orElseThrow(() -> Outcomes.absent(asOf.isPast() ? What.VERSION : What.DATASET));
    }
}
