package goldset.api.evalguard;

import goldset.domain.Ids;
import goldset.domain.Project;
import goldset.http.HttpProblem;
import goldset.http.Request;
import goldset.store.Projects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which project a request means. */
final class Places {
    private Places() {}

    /** The named project if the key may see it, by id or slug. */
    static Project named(Request request, Projects projects, String idOrSlug) {
        UUID bound = request.caller().project();
        UUID id = Ids.parse(idOrSlug).orElse(null);
        return projects.find(request.org(), id, idOrSlug)
                .filter(project -> bound == null || bound.equals(project.id()))
                .orElseThrow(() -> HttpProblem.notFound("Project"));
    }

    /** The project that is meant when none is named. */
    static UUID current(Request request, Projects projects) {
        @Nullable UUID bound = request.caller().project();
        return bound == null ? projects.first(request.org()).id() : bound;
    }
}
