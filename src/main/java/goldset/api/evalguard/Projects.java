package goldset.api.evalguard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import goldset.domain.Complaints;
import goldset.domain.Project;
import goldset.format.JsonText;
import goldset.format.JsonValues;
import goldset.format.Times;
import goldset.http.Fields;
import goldset.http.Request;
import goldset.http.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** {@code /projects} and {@code /project/current}: contract sections 3.1 and 3.2. */
public final class Projects {
    private static final int CHARS_MIN = 2;
    private static final int CHARS_MAX = 50;
    private static final String SETTINGS = "settings";

    private final goldset.store.Projects projects;

    public Projects(goldset.store.Projects projects) {
        this.projects = projects;
    }

    private record Current(
            @JsonProperty("projectId") UUID project, @JsonProperty("orgId") UUID org) {}

    /** How a script learns the ids that other calls want. */
    public Response current(Request request) {
        return Response.bare(new Current(Places.current(request, projects), request.org()));
    }

    /** Terraform compares each with its own: nothing is trimmed, defaulted or sorted. */
    private record Row(
            UUID id,
            UUID orgId,
            String name,
            String slug,
            @JsonRawValue String settings,
            String createdAt,
            String updatedAt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {

        static Row of(Project project, List<String> ignored) {
            return new Row(
                    project.id(),
                    project.org(),
                    project.name(),
                    project.slug(),
                    project.settings(),
                    Times.text(project.createdAt()),
                    Times.text(project.updatedAt()),
                    ignored);
        }
    }

    public Response create(Request request) {
        Fields fields = Fields.read(request, Set.of("orgId", "name", "slug"));
        UUID org = Places.org(fields);
        String name = fields.required("name", Integer.MAX_VALUE);
        String slug = fields.required("slug", Integer.MAX_VALUE);
        bound(fields, name, slug);
        fields.check();
        Places.requireOwn(request, org);
        Project made =
                Outcomes.made(
                        projects.create(
                                request.org(),
                                request.caller().key(),
                                request.once(Project.class),
                                name,
                                slug));
        return Response.created(Row.of(made, fields.ignored()));
    }

    public Response get(Request request) {
        UUID id = request.id("project", "Project");
        return Response.ok(Row.of(Places.withId(request, projects, id), List.of()));
    }

    /** All that the key may see, as a bare array. */
    public Response list(Request request) {
        Places.requireOwnQuery(request);
        return Response.stream(200, out -> rows(out, request));
    }

    private void rows(JsonGenerator out, Request request) {
        out.writeStartArray();
        projects.list(
                request.org(),
                request.caller().project(),
                request::hold,
                project -> out.writePOJO(Row.of(project, List.of())));
        out.writeEndArray();
    }

    /** The fields that the body has; settings that are null are as good as none. */
    public Response edit(Request request) {
        Complaints complaints = new Complaints();
        AtomicReference<@Nullable String> settings = new AtomicReference<>();
        Fields fields =
                Fields.read(
                        request,
                        Set.of("name", "slug"),
                        complaints,
                        Map.of(
                                SETTINGS,
                                (parser, field) -> settings.set(settings(parser, complaints))));
        String name = fields.edited("name", Integer.MAX_VALUE);
        String slug = fields.edited("slug", Integer.MAX_VALUE);
        bound(fields, name, slug);
        fields.check();
        UUID id = request.id("project", "Project");
        Project project =
                Outcomes.made(
                        projects.edit(
                                request.org(),
                                request.caller().key(),
                                request.once(Project.class),
                                id,
                                new goldset.store.Projects.Edit(name, slug, settings.get())));
        return Response.ok(Row.of(project, fields.ignored()));
    }

    private record Deleted(UUID id, boolean deleted) {}

    /** With its datasets, and the keys bound to it. */
    public Response delete(Request request) {
        UUID id = request.id("project", "Project");
        return Response.ok(
                new Deleted(
                        Outcomes.made(
                                projects.delete(
                                        request.org(),
                                        request.caller().key(),
                                        request.once(UUID.class),
                                        id)),
                        true));
    }

    /** What is blank has had its complaint. */
    private static void bound(Fields fields, @Nullable String name, @Nullable String slug) {
        int chars =
                name == null || name.isBlank() ? CHARS_MIN : name.codePointCount(0, name.length());
        if (chars < CHARS_MIN || chars > CHARS_MAX) {
            String wanted = "String should have " + CHARS_MIN + " to " + CHARS_MAX + " characters";
            fields.complain("name", "string_length", wanted + ", not " + chars);
        }
        if (slug != null && !slug.isBlank()) {
            Places.checkSlug(fields, slug);
        }
    }

    private static String settings(JsonParser parser, Complaints complaints) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return Project.NO_SETTINGS;
        }
        List<Object> at = List.of("body", SETTINGS);
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            new JsonValues(complaints).mismatch(parser, at, "dict_type", "object");
            return Project.NO_SETTINGS;
        }
        JsonText text = new JsonText(complaints, goldset.store.Projects.SETTINGS_CHARS_MAX);
        text.read(parser, at);
        return text.sent().toString();
    }
}
