package goldset.api.znyx;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import goldset.domain.Dataset;
import goldset.format.Times;
import goldset.http.Cursor;
import goldset.http.Fields;
import goldset.http.HttpProblem;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Projects;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /v1/orgs/{org}/datasets}: contract section 1. */
public final class Datasets {
    private static final Set<String> FIELDS =
            Set.of("name", "description", "category", "trust_level", "is_public", "created_by");
    private static final String SOURCE_DEFAULT = "customer";

    /** Any other origin shows as the default. */
    private static final List<String> VENDOR_SOURCES = List.of("znyx_sample", "industry_standard");

    private final goldset.store.Datasets datasets;
    private final Projects projects;

    public Datasets(goldset.store.Datasets datasets, Projects projects) {
        this.datasets = datasets;
        this.projects = projects;
    }

    private record Row(
            UUID id,
            String name,
            @Nullable String description,
            @Nullable String category,
            String trustLevel,
            String source,
            long sampleCount,
            boolean isPublic,
            @Nullable String createdBy,
            String createdAt,
            String updatedAt,
            long revision) {

        static Row of(Dataset dataset) {
            Dataset.Draft draft = dataset.draft();
            return new Row(
                    dataset.id(),
                    draft.name(),
                    draft.description(),
                    draft.category(),
                    draft.trustLevel(),
                    VENDOR_SOURCES.contains(draft.source()) ? draft.source() : SOURCE_DEFAULT,
                    dataset.itemCount(),
                    draft.isPublic(),
                    draft.createdBy(),
                    Times.text(dataset.createdAt()),
                    Times.text(dataset.updatedAt()),
                    dataset.revision());
        }
    }

    private record Created(
            @JsonUnwrapped Row dataset,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    public Response create(Request request) {
        Fields fields = Fields.read(request, FIELDS);
        String trust = fields.text("trust_level", Dataset.LABEL_CHARS_MAX);
        Dataset.Draft draft =
                new Dataset.Draft(
                        fields.required("name", Dataset.NAME_CHARS_MAX),
                        fields.text("description", Dataset.DESCRIPTION_CHARS_MAX),
                        fields.text("category", Dataset.LABEL_CHARS_MAX),
                        trust == null ? Dataset.TRUST_DEFAULT : trust,
                        SOURCE_DEFAULT,
                        fields.flag("is_public", false),
                        fields.text("created_by", Dataset.LABEL_CHARS_MAX));
        fields.check();
        UUID bound = request.caller().project();
        UUID project =
                bound == null ? projects.first(request.org(), request.caller().key()).id() : bound;
        Dataset made =
                Outcomes.made(
                        datasets.create(
                                request.org(),
                                project,
                                request.caller().key(),
                                request.once(Dataset.class),
                                draft,
                                List.of()));
        return Response.ok(new Created(Row.of(made), fields.ignored()));
    }

    public Response get(Request request) {
        UUID id = request.id("id", "Dataset");
        Dataset dataset =
                datasets.get(request.org(), null, id)
                        .orElseThrow(() -> HttpProblem.notFound("Dataset"));
        return Response.ok(Row.of(dataset));
    }

    public Response list(Request request) {
        return list(request, false);
    }

    /** What the org's people marked as public: there is no hosted catalog behind this server. */
    public Response catalog(Request request) {
        return list(request, true);
    }

    private Response list(Request request, boolean publicOnly) {
        List<String> categories = categories(request);
        Optional<String> source = source(request);
        Paging paging = Paging.of(request);
        boolean anyOther = source.equals(Optional.of(SOURCE_DEFAULT));
        goldset.store.Datasets.Filter filter =
                new goldset.store.Datasets.Filter(
                        null,
                        categories,
                        anyOther ? List.of() : source.stream().toList(),
                        anyOther ? VENDOR_SOURCES : List.of(),
                        publicOnly);
        return Response.stream(200, out -> page(out, request, filter, paging));
    }

    private void page(
            JsonGenerator out,
            Request request,
            goldset.store.Datasets.Filter filter,
            Paging paging) {
        out.writeStartObject();
        out.writeNumberProperty("total", datasets.count(request.org(), filter));
        out.writeNumberProperty("limit", paging.limit());
        out.writeNumberProperty("offset", paging.offset());
        out.writeArrayPropertyStart("datasets");
        String next =
                datasets.list(
                                request.org(),
                                filter,
                                paging.after(),
                                paging.offset(),
                                paging.limit(),
                                request::hold,
                                dataset -> out.writePOJO(Row.of(dataset)))
                        .map(Cursor::of)
                        .orElse(null);
        out.writeEndArray();
        out.writeStringProperty("next_cursor", next);
        out.writeEndObject();
    }

    /** Changes the fields that the body has; null clears those that may be absent. */
    public Response edit(Request request) {
        Fields fields = Fields.read(request, FIELDS);
        String name = fields.edited("name", Dataset.NAME_CHARS_MAX);
        String trust = fields.text("trust_level", Dataset.LABEL_CHARS_MAX);
        String description = fields.text("description", Dataset.DESCRIPTION_CHARS_MAX);
        String category = fields.text("category", Dataset.LABEL_CHARS_MAX);
        String createdBy = fields.text("created_by", Dataset.LABEL_CHARS_MAX);
        boolean isPublic = fields.flag("is_public", false);
        fields.check();
        UUID id = request.id("id", "Dataset");
        Dataset dataset =
                Outcomes.made(
                        datasets.edit(
                                Samples.where(request, id),
                                request.once(Dataset.class),
                                old ->
                                        new Dataset.Draft(
                                                name == null ? old.name() : name,
                                                fields.sent("description")
                                                        ? description
                                                        : old.description(),
                                                fields.sent("category") ? category : old.category(),
                                                trust == null ? old.trustLevel() : trust,
                                                old.source(),
                                                fields.has("is_public") ? isPublic : old.isPublic(),
                                                fields.sent("created_by")
                                                        ? createdBy
                                                        : old.createdBy())));
        return Response.ok(new Created(Row.of(dataset), fields.ignored()));
    }

    private record Deleted(UUID id, boolean deleted) {}

    public Response delete(Request request) {
        UUID id = request.id("id", "Dataset");
        return Response.ok(
                new Deleted(
                        Outcomes.made(
                                datasets.delete(
                                        Samples.where(request, id), request.once(UUID.class))),
                        true));
    }

    private static List<String> categories(Request request) {
        Optional<String> one = request.query("category");
        Optional<String> several = request.query("categories");
        return several.map(text -> Arrays.stream(text.split(",")).map(String::strip).toList())
                .orElse(one.stream().toList());
    }

    private static Optional<String> source(Request request) {
        Optional<String> source = request.query("source");
        source.filter(word -> !word.equals(SOURCE_DEFAULT) && !VENDOR_SOURCES.contains(word))
                .ifPresent(word ->
                        request.wrong(
                                "source",
                                "literal_error",
                                "Input should be 'customer', 'znyx_sample' or"
                                        + " 'industry_standard'",
                                word));
        return source;
    }
}
