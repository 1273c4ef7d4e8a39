package goldset.api.znyx;

import com.fasterxml.jackson.annotation.JsonInclude;
import goldset.domain.Appended;
import goldset.domain.OnConflict;
import goldset.domain.Outcome.What;
import goldset.format.ItemLayout;
import goldset.http.Conflicts;
import goldset.http.ImportBody;
import goldset.http.ItemJson;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Items;
import goldset.store.Revisions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /v1/orgs/{org}/datasets/{id}/import}: contract section 1.4. */
public final class Imports {
    /** The query parameter that asks what would happen. */
    public static final String DRY_RUN = "dry_run";

    /** Of rows that have none yet; the layout doesn't show it. */
    private static final UUID NO_ID = new UUID(0, 0);

    private final Items items;
    private final goldset.store.Datasets datasets;

    public Imports(Items items, goldset.store.Datasets datasets) {
        this.items = items;
        this.datasets = datasets;
    }

    private record Imported(
            int imported,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer skipped,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer replaced,
            long sampleCount,
            long revision,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String shape,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    public Response add(Request request) {
        boolean dry = request.flag(DRY_RUN);
        OnConflict onConflict = Conflicts.in(request, List.of("body", "content"));
        if (dry) {
            return seen(request, ImportBody.seen(request, onConflict));
        }
        ImportBody body = ImportBody.read(request, onConflict);
        UUID dataset = request.id("id", "Dataset");
        Appended done =
                Outcomes.made(
                        items.append(
                                Samples.where(request, dataset),
                                request.once(Appended.class),
                                body.items(),
                                Revisions.Kind.IMPORT,
                                onConflict));
        Appended.Met met = done.met();
        return Response.ok(
                new Imported(
                        done.count(),
                        met == null ? null : met.skipped(),
                        met == null ? null : met.replaced(),
                        done.itemCount(),
                        done.revision(),
                        body.shape(),
                        body.ignored()));
    }

    /** What would happen, and nothing does. */
    private Response seen(Request request, ImportBody body) {
        UUID dataset = request.id("id", "Dataset");
        if (datasets.get(request.org(), request.caller().project(), dataset).isEmpty()) {
            throw Outcomes.absent(What.DATASET);
        }
        return Response.stream(200, out -> seen(out, body));
    }

    private static void seen(JsonGenerator out, ImportBody body) {
        ImportBody.Seen seen = body.seen();
        Character delimiter = seen.delimiter();
        out.writeStartObject();
        out.writeBooleanProperty("dry_run", true);
        out.writeStringProperty("format", seen.format());
        if (delimiter != null) {
            out.writeStringProperty("delimiter", delimiter.toString());
        }
        if (body.shape() != null) {
            out.writeStringProperty("shape", body.shape());
        }
        out.writeNumberProperty("rows", seen.rows());
        out.writeArrayPropertyStart("samples");
        ItemJson json = new ItemJson(out, ItemLayout.ZNYX);
        seen.first().forEach(item -> json.accept(item.stored(NO_ID)));
        out.writeEndArray();
        out.writeArrayPropertyStart("errors");
        seen.complaints().forEach(complaint -> ZnyxVoice.complaint(out, complaint));
        out.writeEndArray();
        out.writeNumberProperty("errors_total", seen.complaintsTotal());
        if (!body.ignored().isEmpty()) {
            out.writeName("ignored_fields");
            out.writePOJO(body.ignored());
        }
        out.writeEndObject();
    }
}
