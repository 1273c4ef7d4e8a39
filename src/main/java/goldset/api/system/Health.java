package goldset.api.system;

import goldset.http.HttpProblem;
import goldset.http.Request;
import goldset.http.Response;
import java.util.function.BooleanSupplier;

/** For load balancers and for clients that ask before they work; no key needed. */
public final class Health {
    private final BooleanSupplier ready;

    public Health(BooleanSupplier ready) {
        this.ready = ready;
    }

    private record Status(String status) {}

    /** The process answers. */
    public Response alive(Request request) {
        return Response.ok(new Status("ok"));
    }

    /** The process can do its work: the database answers, and no stop is under way. */
    public Response ready(Request request) {
        if (!ready.getAsBoolean()) {
            throw HttpProblem.busy("not ready: the database is away or the server is stopping");
        }
        return Response.ok(new Status("ready"));
    }
}
