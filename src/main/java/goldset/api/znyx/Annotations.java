package goldset.api.znyx;

import com.fasterxml.jackson.annotation.JsonInclude;
import goldset.domain.Annotation;
import goldset.domain.Exported;
import goldset.domain.Outcome;
import goldset.format.Times;
import goldset.format.TraceItems;
import goldset.http.Cursor;
import goldset.http.Fields;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.ItemPages;
import goldset.store.TraceExports;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /v1/orgs/{org}/annotations} and those of a trace: contract sections 2.1 and 2.2. */
public final class Annotations {
    private static final int NAME_CHARS_MAX = 500;
    private static final int NOTES_CHARS_MAX = 10_000;

    private final goldset.store.Annotations annotations;
    private final TraceExports exports;

    public Annotations(goldset.store.Annotations annotations, TraceExports exports) {
        this.annotations = annotations;
        this.exports = exports;
    }

    private record Row(
            UUID id,
            UUID traceId,
            String annotation,
            @Nullable String detectorName,
            @Nullable String notes,
            @Nullable String annotatedBy,
            String createdAt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {
        static Row of(Annotation one, List<String> ignored) {
            return new Row(
                    one.id(),
                    one.trace(),
                    one.kind().word(),
                    one.detectorName(),
                    one.notes(),
                    one.annotatedBy(),
                    Times.text(one.createdAt()),
                    ignored);
        }
    }

    public Response create(Request request) {
        Fields fields =
                Fields.read(
                        request, Set.of("annotation", "detector_name", "notes", "annotated_by"));
        Annotation.Kind kind = kind(fields, "annotation");
        String detector = fields.text("detector_name", NAME_CHARS_MAX);
        String notes = fields.text("notes", NOTES_CHARS_MAX);
        String by = fields.text("annotated_by", NAME_CHARS_MAX);
        fields.check();
        UUID trace = request.id("trace", "Trace");
        Outcome<Annotation> outcome =
                annotations.add(
                        request.org(),
                        request.caller().project(),
                        request.once(Annotation.class),
                        new goldset.store.Annotations.Draft(trace, kind, detector, notes, by));
        if (outcome instanceof Outcome.OtherProject<Annotation>) {
            throw Outcomes.otherProject("trace");
        }
        return Response.ok(Row.of(Outcomes.made(outcome), fields.ignored()));
    }

    /** One that must be there. What comes back after a complaint is never used. */
    private static Annotation.Kind kind(Fields fields, String name) {
        String word = fields.required(name, NAME_CHARS_MAX);
        if (Queries.kinds().contains(word)) {
            return Queries.kind(word);
        }
        if (!word.isBlank()) {
            String message =
                    "Input should be one of '" + String.join("', '", Queries.kinds()) + "'";
            fields.complain(name, "literal_error", message);
        }
        return Annotation.Kind.CORRECT;
    }

    public Response list(Request request) {
        goldset.store.Annotations.Filter filter =
                new goldset.store.Annotations.Filter(
                        Queries.id(request, "trace_id"),
                        Queries.kind(request, "annotation_type"),
                        request.query("detector_name").orElse(null));
        Paging paging = Paging.of(request);
        List<Annotation> found =
                annotations.list(
                        request.org(), filter, paging.after(), paging.offset(), paging.limit() + 1);
        ItemPages.Total total = annotations.total(request.org(), filter);
        boolean more = found.size() > paging.limit();
        List<Annotation> page = more ? found.subList(0, paging.limit()) : found;
        return Response.stream(
                200,
                out -> {
                    Paging.start(out, total, paging.limit(), paging.offset());
                    out.writeArrayPropertyStart("annotations");
                    page.forEach(one -> out.writePOJO(Row.of(one, List.of())));
                    out.writeEndArray();
                    out.writeStringProperty(
                            "next_cursor", more ? Cursor.of(page.getLast().id()) : null);
                    out.writeEndObject();
                });
    }

    private record Made(
            int exported,
            long skippedNoText,
            long skippedDuplicate,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int skippedTooLarge,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) long remaining,
            UUID datasetId,
            long sampleCount,
            long revision,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    public Response export(Request request) {
        Fields fields = Fields.read(request, Set.of("annotation_type", "dataset_id"));
        Annotation.Kind kind = kind(fields, "annotation_type");
        UUID dataset = fields.requiredId("dataset_id");
        fields.check();
        Exported done =
                Outcomes.made(
                        exports.annotated(
                                Samples.where(request, dataset),
                                request.once(Exported.class),
                                kind,
                                request::add,
                                new TraceItems(request.limits().itemBytesMax())::item));
        return Response.ok(
                new Made(
                        done.count(),
                        done.withoutText(),
                        done.duplicates(),
                        done.tooLarge(),
                        done.remaining(),
                        dataset,
                        done.itemCount(),
                        done.revision(),
                        fields.ignored()));
    }
}
