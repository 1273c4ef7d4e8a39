package goldset.api.evalguard;

import goldset.domain.Exported;
import goldset.domain.Ids;
import goldset.domain.Item;
import goldset.format.ItemLayout;
import goldset.format.TraceItems;
import goldset.http.Fields;
import goldset.http.ItemJson;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Items;
import goldset.store.Projects;
import goldset.store.TraceExports;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /traces/to-dataset}: contract section 1.8. */
public final class TracesToDataset {
    private static final int NAME_CHARS_MAX = 200;
    private static final String MANY = "traceIds";
    private static final String ONE = "traceId";

    private final TraceExports exports;
    private final Projects projects;

    public TracesToDataset(TraceExports exports, Projects projects) {
        this.exports = exports;
        this.projects = projects;
    }

    public Response add(Request request) {
        Fields fields =
                Fields.read(request, Set.of("datasetId", "projectId", ONE, MANY, "deduplicate"));
        UUID dataset = fields.requiredId("datasetId");
        String named = fields.text("projectId", NAME_CHARS_MAX);
        List<UUID> sent = traces(fields);
        boolean deduplicates = fields.flag("deduplicate", true);
        fields.check();
        @Nullable UUID project =
                named == null || named.isEmpty()
                        ? request.caller().project()
                        : Places.named(request, projects, named).id();
        List<UUID> traces = List.copyOf(new LinkedHashSet<>(sent));
        Exported done =
                Outcomes.made(
                        exports.asked(
                                new Items.Where(
                                        request.org(), project, dataset, request.caller().key()),
                                request.once(Exported.class),
                                traces,
                                deduplicates,
                                request::add,
                                new TraceItems(request.limits().itemBytesMax())::item));
        int repeated = sent.size() - traces.size();
        return Response.stream(200, out -> write(out, done, repeated, fields.ignored()));
    }

    /** Several win over one; one is enough. What comes back after a complaint is never used. */
    private static List<UUID> traces(Fields fields) {
        if (fields.has(MANY) || !fields.has(ONE)) {
            List<UUID> ids = fields.ids(MANY);
            if (fields.has(MANY)) {
                fields.requireEntries(MANY, ids);
            }
            return ids;
        }
        String text = fields.text(ONE, NAME_CHARS_MAX);
        List<UUID> ids = new ArrayList<>();
        Ids.parse(text == null ? "" : text).ifPresent(ids::add);
        if (text != null && ids.isEmpty()) {
            fields.complain(ONE, "uuid_parsing", "Input should be a valid UUID");
        }
        return ids;
    }

    private static void write(
            JsonGenerator out, Exported done, int repeated, List<String> ignored) {
        out.writeStartObject();
        out.writeNumberProperty("created", done.count());
        out.writeNumberProperty("duplicatesSkipped", done.duplicates());
        out.writeNumberProperty("skipped", done.skipped().size());
        out.writeNumberProperty("deduplicated", repeated);
        out.writeNumberProperty("revision", done.revision());
        out.writeArrayPropertyStart("skippedTraceIds");
        done.skipped().forEach(id -> out.writeString(id.toString()));
        out.writeEndArray();
        out.writeObjectPropertyStart("qualityDistribution");
        done.kinds().forEach(out::writeNumberProperty);
        out.writeEndObject();
        out.writeArrayPropertyStart("examples");
        ItemJson json = new ItemJson(out, ItemLayout.CASE);
        for (Item item : done.examples()) {
            json.accept(item);
        }
        out.writeEndArray();
        if (!ignored.isEmpty()) {
            out.writeName("ignored_fields");
            out.writePOJO(ignored);
        }
        out.writeEndObject();
    }
}
