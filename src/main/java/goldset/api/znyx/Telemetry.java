package goldset.api.znyx;

import com.fasterxml.jackson.annotation.JsonInclude;
import goldset.domain.Received;
import goldset.http.EventsBody;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Projects;
import goldset.store.Traces;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /v1/telemetry/events}: what runtimes tell, contract section 2.1. */
public final class Telemetry {
    private final Traces traces;
    private final Projects projects;

    public Telemetry(Traces traces, Projects projects) {
        this.traces = traces;
        this.projects = projects;
    }

    private record Taken(
            int accepted,
            int duplicates,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    public Response add(Request request) {
        EventsBody.Sent sent = EventsBody.read(request);
        @Nullable UUID bound = request.caller().project();
        UUID project =
                bound == null ? projects.first(request.org(), request.caller().key()).id() : bound;
        Received received =
                Outcomes.made(
                        traces.add(
                                request.org(),
                                project,
                                request.once(Received.class),
                                sent.events()));
        return Response.ok(new Taken(received.accepted(), received.duplicates(), sent.ignored()));
    }
}
