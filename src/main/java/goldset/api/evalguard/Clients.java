package goldset.api.evalguard;

import com.fasterxml.jackson.annotation.JsonProperty;
import goldset.http.Request;
import goldset.http.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients ask before they begin: contract section 5.6. */
public final class Clients {

    private record Scorers(List<String> scorers, int total) {}

    /** By this a client learns whether its key is good; nothing scores here. */
    public Response scorers(Request request) {
        return Response.ok(new Scorers(List.of(), 0));
    }

    private record Policy(
            @JsonProperty("requiredMinimumVersion") @Nullable String minimum,
            @JsonProperty("requiredMaximumVersion") @Nullable String maximum,
            @JsonProperty("versionCheck") Check check) {}

    private record Check(
            boolean allowed, @JsonProperty("clientVersion") @Nullable String clientVersion) {}

    /** Every version of a client is welcome. */
    public Response policy(Request request) {
        String version = request.query("version").orElse(null);
        request.checkQuery();
        return Response.ok(new Policy(null, null, new Check(true, version)));
    }
}
