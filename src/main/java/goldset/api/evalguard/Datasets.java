package goldset.api.evalguard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import goldset.domain.Dataset;
import goldset.domain.Outcome.What;
import goldset.domain.PastState;
import goldset.format.ItemFields;
import goldset.format.ItemLayout;
import goldset.format.Times;
import goldset.http.AsOf;
import goldset.http.Cursor;
import goldset.http.Fields;
import goldset.http.ItemJson;
import goldset.http.ItemsBody;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.ItemPages;
import goldset.store.Projects;
import goldset.store.Versions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /datasets}: contract sections 1.2 and 1.3. */
public final class Datasets {
    private static final Set<String> FIELDS = Set.of("projectId", "name", "description", "source");
    private static final String SOURCE_DEFAULT = "manual";

    private final goldset.store.Datasets datasets;
    private final Projects projects;
    private final Versions versions;
    private final ItemPages pages;

    public Datasets(
            goldset.store.Datasets datasets,
            Projects projects,
            Versions versions,
            ItemPages pages) {
        this.datasets = datasets;
        this.projects = projects;
        this.versions = versions;
        this.pages = pages;
    }

    private record Row(
            UUID id,
            UUID projectId,
            String name,
            @Nullable String description,
            String source,
            long itemCount,
            long caseCount,
            String createdAt,
            String updatedAt) {

        static Row of(Dataset dataset) {
            Dataset.Draft draft = dataset.draft();
            return new Row(
                    dataset.id(),
                    dataset.project(),
                    draft.name(),
                    draft.description(),
                    draft.source(),
                    dataset.itemCount(),
                    dataset.itemCount(),
                    Times.text(dataset.createdAt()),
                    Times.text(dataset.updatedAt()));
        }
    }

    private record Created(
            @JsonUnwrapped Row dataset,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    public Response create(Request request) {
        ItemsBody body =
                ItemsBody.read(request, ItemFields.EVALGUARD, FIELDS, List.of("cases", "items"));
        Fields fields = body.fields();
        String project = fields.text("projectId", Dataset.LABEL_CHARS_MAX);
        String source = fields.text("source", Dataset.LABEL_CHARS_MAX);
        Dataset.Draft draft =
                new Dataset.Draft(
                        fields.required("name", Dataset.NAME_CHARS_MAX),
                        fields.text("description", Dataset.DESCRIPTION_CHARS_MAX),
                        null,
                        Dataset.TRUST_DEFAULT,
                        source == null ? SOURCE_DEFAULT : source,
                        false,
                        null);
        fields.check();
        UUID place = Places.chosen(request, projects, project);
        Dataset made =
                Outcomes.made(
                        datasets.create(
                                request.org(),
                                place,
                                request.caller().key(),
                                request.once(Dataset.class),
                                draft,
                                body.items()));
        return Response.created(new Created(Row.of(made), body.ignored()));
    }

    public Response get(Request request) {
        boolean withCases = request.query("include").equals(Optional.of("cases"));
        AsOf asOf = withCases ? AsOf.in(request) : AsOf.NOW;
        request.checkQuery();
        UUID id = request.id("id", "Dataset");
        Dataset dataset =
                datasets.get(request.org(), request.caller().project(), id)
                        .orElseThrow(() -> Outcomes.absent(What.DATASET));
        if (!withCases) {
            return Response.ok(Row.of(dataset));
        }
        long revision = asOf.isPast() ? asOf.revision() : dataset.revision();
        PastState state =
                versions.asOf(request.org(), dataset.id(), asOf.version(), revision)
                        .orElseThrow(() -> Outcomes.absent(What.VERSION));
        return Response.stream(200, out -> whole(out, request, dataset, state));
    }

    /** The row and all its cases as of one state, however long that takes. */
    private void whole(JsonGenerator out, Request request, Dataset dataset, PastState state) {
        Row row = Row.of(dataset);
        out.writeStartObject();
        out.writeStringProperty("id", row.id.toString());
        out.writeStringProperty("project_id", row.projectId.toString());
        out.writeStringProperty("name", row.name);
        out.writeStringProperty("description", row.description);
        out.writeStringProperty("source", row.source);
        out.writeNumberProperty("item_count", state.itemCount());
        out.writeNumberProperty("case_count", state.itemCount());
        out.writeStringProperty("created_at", row.createdAt);
        out.writeStringProperty("updated_at", row.updatedAt);
        out.writeArrayPropertyStart("cases");
        pages.page(
                ItemPages.Range.whole(request.org(), dataset.id(), state),
                request::hold,
                new ItemJson(out, ItemLayout.EVALGUARD));
        out.writeEndArray();
        out.writeEndObject();
    }

    /** By PUT and PATCH: the fields that the body has. */
    public Response edit(Request request) {
        Fields fields = Fields.read(request, Set.of("name", "description", "source"));
        String name = fields.edited("name", Dataset.NAME_CHARS_MAX);
        String description = fields.text("description", Dataset.DESCRIPTION_CHARS_MAX);
        String source = fields.edited("source", Dataset.LABEL_CHARS_MAX);
        fields.check();
        UUID id = request.id("id", "Dataset");
        Dataset dataset =
                Outcomes.made(
                        datasets.edit(
                                Cases.where(request, id),
                                request.once(Dataset.class),
                                old ->
                                        new Dataset.Draft(
                                                name == null ? old.name() : name,
                                                fields.sent("description")
                                                        ? description
                                                        : old.description(),
                                                old.category(),
                                                old.trustLevel(),
                                                source == null ? old.source() : source,
                                                old.isPublic(),
                                                old.createdBy())));
        return Response.ok(new Created(Row.of(dataset), fields.ignored()));
    }

    private record Deleted(UUID id, boolean deleted) {}

    public Response delete(Request request) {
        UUID id = request.id("id", "Dataset");
        return Response.ok(
                new Deleted(
                        Outcomes.made(
                                datasets.delete(
                                        Cases.where(request, id), request.once(UUID.class))),
                        true));
    }

    /** Whole unless a limit is given: no client follows a cursor. */
    public Response list(Request request) {
        int limit = request.query("limit", Integer.MAX_VALUE, 1, request.limits().pageRowsMax());
        UUID before = Cursor.in(request).orElse(null);
        int offset = before == null ? request.query("offset", 0, 0, Integer.MAX_VALUE) : 0;
        Optional<String> named = request.query("projectId");
        request.checkQuery();
        UUID bound = request.caller().project();
        UUID project = named.map(text -> Places.named(request, projects, text).id()).orElse(bound);
        goldset.store.Datasets.Filter filter =
                new goldset.store.Datasets.Filter(project, List.of(), List.of(), List.of(), false);
        AtomicReference<@Nullable String> next = new AtomicReference<>();
        return Response.stream(
                        200, out -> next.set(rows(out, request, filter, before, offset, limit)))
                .beside(out ->
                        Cases.pagination(
                                out,
                                next.get(),
                                new ItemPages.Total(datasets.count(request.org(), filter), false)));
    }

    private @Nullable String rows(
            JsonGenerator out,
            Request request,
            goldset.store.Datasets.Filter filter,
            @Nullable UUID before,
            int offset,
            int limit) {
        out.writeStartArray();
        String next =
                datasets.list(
                                request.org(),
                                filter,
                                before,
                                offset,
                                limit,
                                request::hold,
                                dataset -> out.writePOJO(Row.of(dataset)))
                        .map(Cursor::of)
                        .orElse(null);
        out.writeEndArray();
        return next;
    }
}
