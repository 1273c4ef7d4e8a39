package goldset.api.evalguard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import goldset.domain.Appended;
import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.Dataset;
import goldset.domain.Ids;
import goldset.format.Echo;
import goldset.format.Text;
import goldset.http.HttpProblem;
import goldset.http.ImportBody;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Items;
import goldset.store.Projects;
import goldset.store.Revisions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /datasets/upload}: contract section 1.8. What the vendor takes is known to nobody. */
public final class Uploads {
    private static final String SOURCE = "upload";

    private final goldset.store.Datasets datasets;
    private final Items items;
    private final Projects projects;

    public Uploads(goldset.store.Datasets datasets, Items items, Projects projects) {
        this.datasets = datasets;
        this.items = items;
        this.projects = projects;
    }

    /** The query parameters, which are the fields of a form as well. */
    public static String[] fields() {
        return new String[] {
            "name", "projectId", "description", "datasetId", ImportBody.FORMAT, ImportBody.SHAPE
        };
    }

    private record Uploaded(
            @JsonProperty("datasetId") UUID datasetId,
            int inserted,
            long caseCount,
            long revision,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String shape,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    /** Makes a dataset of a file, or appends it to one. */
    public Response add(Request request) {
        request.checkQuery();
        ImportBody body = ImportBody.read(request, null);
        Named named = new Named(request, body);
        String dataset = named.text("datasetId", Dataset.LABEL_CHARS_MAX);
        if (dataset == null) {
            return made(request, body, named);
        }
        Optional<UUID> id = Ids.parse(dataset);
        if (id.isEmpty()) {
            String message = "Input should be a valid UUID";
            named.complain("datasetId", "uuid_parsing", message, dataset);
        }
        named.check();
        return appended(request, body, id.orElseThrow());
    }

    private Response made(Request request, ImportBody body, Named named) {
        String name = named.text("name", Dataset.NAME_CHARS_MAX);
        String description = named.text("description", Dataset.DESCRIPTION_CHARS_MAX);
        String project = named.text("projectId", Dataset.LABEL_CHARS_MAX);
        if (name == null) {
            named.complaints.add(Complaint.missing(List.of("body", "name")));
        }
        named.check();
        Dataset.Draft draft =
                new Dataset.Draft(
                        String.valueOf(name),
                        description,
                        null,
                        Dataset.TRUST_DEFAULT,
                        SOURCE,
                        false,
                        null);
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
        return Response.created(
                new Uploaded(
                        made.id(),
                        body.items().size(),
                        made.itemCount(),
                        made.revision(),
                        body.shape(),
                        body.ignored()));
    }

    private Response appended(Request request, ImportBody body, UUID id) {
        Appended done =
                Outcomes.made(
                        items.append(
                                Cases.where(request, id),
                                request.once(Appended.class),
                                body.items(),
                                Revisions.Kind.IMPORT,
                                null));
        return Response.created(
                new Uploaded(
                        id,
                        done.count(),
                        done.itemCount(),
                        done.revision(),
                        body.shape(),
                        body.ignored()));
    }

    /** What the form or the query says of the dataset. */
    private static final class Named {
        private final Request request;
        private final ImportBody body;
        private final Complaints complaints = new Complaints();

        Named(Request request, ImportBody body) {
            this.request = request;
            this.body = body;
        }

        @Nullable String text(String name, int charsMax) {
            String text = body.fields().getOrDefault(name, request.query(name).orElse(""));
            int fault = Text.faultAt(text);
            if (fault >= 0) {
                complain(name, "string_unicode", Text.fault(text, fault), text);
            } else if (text.length() > charsMax) {
                String message = "String should have at most " + charsMax + " characters";
                complain(name, "string_too_long", message, text);
            }
            return text.isBlank() ? null : text;
        }

        private void complain(String name, String type, String message, String text) {
            complaints.add(
                    new Complaint(List.of("body", name), type, message, Echo.of(text), null));
        }

        void check() {
            request.checkQuery();
            if (!complaints.isEmpty()) {
                throw HttpProblem.invalid(complaints);
            }
        }
    }
}
