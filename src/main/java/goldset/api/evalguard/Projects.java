package goldset.api.evalguard;

import com.fasterxml.jackson.annotation.JsonProperty;
import goldset.http.Request;
import goldset.http.Response;
import java.util.UUID;

/** {@code /project/current}: contract section 3.1. */
public final class Projects {
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
}
