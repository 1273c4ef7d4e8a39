package goldset.api.evalguard;

import goldset.domain.Ids;
import goldset.domain.Outcome.What;
import goldset.domain.Project;
import goldset.http.Fields;
import goldset.http.HttpProblem;
import goldset.http.Request;
import goldset.store.Projects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which org and which project a request means. */
final class Places {
    private static final String ORG = "orgId";

    private Places() {}

    /** The named project if the key may see it, by id or slug. */
    static Project named(Request request, Projects projects, String idOrSlug) {
        return seen(request, projects, Ids.parse(idOrSlug).orElse(null), idOrSlug);
    }

    static Project withId(Request request, Projects projects, UUID id) {
        return seen(request, projects, id, "");
    }

    private static Project seen(
            Request request, Projects projects, @Nullable UUID id, String slug) {
        UUID bound = request.caller().project();
        return projects.find(request.org(), id, slug)
                .filter(project -> bound == null || bound.equals(project.id()))
                .orElseThrow(() -> Outcomes.absent(What.PROJECT));
    }

    /** The project that is meant when none is named. */
    static UUID current(Request request, Projects projects) {
        @Nullable UUID bound = request.caller().project();
        return bound == null ? projects.first(request.org(), request.caller().key()).id() : bound;
    }

    /** The project that a text names; the one that is meant when it names none. */
    static UUID chosen(Request request, Projects projects, @Nullable String idOrSlug) {
        return idOrSlug == null || idOrSlug.isEmpty()
                ? current(request, projects)
                : named(request, projects, idOrSlug).id();
    }

    /**
     * The org that a body names; null for none. It goes out in lower case, so what Terraform would
     * take for a change when it comes back is refused.
     */
    static @Nullable UUID org(Fields fields) {
        String text = fields.text(ORG, Integer.MAX_VALUE);
        if (text == null || text.isEmpty()) {
            return null;
        }
        UUID org = Ids.parse(text).orElse(null);
        if (org == null || !org.toString().equals(text)) {
            fields.complain(ORG, "uuid_parsing", "Input should be a valid UUID in lower case");
        }
        return org;
    }

    /** Another org's id and one that nobody has get the same answer. */
    static void requireOwn(Request request, @Nullable UUID org) {
        if (org != null && !org.equals(request.org())) {
            throw HttpProblem.notFound("Org");
        }
    }

    /** The same for a query; an empty one is what {@code terraform import} sends. */
    static void requireOwnQuery(Request request) {
        Optional<String> text = request.query(ORG);
        request.checkQuery();
        if (text.isPresent()) {
            UUID org = Ids.parse(text.get()).orElseThrow(() -> HttpProblem.notFound("Org"));
            requireOwn(request, org);
        }
    }

    static void checkSlug(Fields fields, String slug) {
        if (!slug.matches("[a-z0-9-]{2,50}")) {
            fields.complain(
                    "slug",
                    "string_pattern_mismatch",
                    "String should be 2 to 50 lower-case letters, digits or hyphens");
        }
    }
}
