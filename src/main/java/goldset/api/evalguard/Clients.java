package goldset.api.evalguard;

import com.fasterxml.jackson.annotation.JsonProperty;
import goldset.http.Request;
import goldset.http.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients ask before they begin: contract section 5.6. */
public final class Clients {

    private record Known(String id, String name, String description) {}

    private record Scorers(List<Known> scorers, int total) {}

    private static final List<Known> SCORERS =
            List.of(
                    new Known("exact", "Exact", "The output is what was expected."),
                    new Known("contains", "Contains", "The output has what was expected in it."),
                    new Known("regex", "Pattern", "The output matches the pattern."),
                    new Known("json", "JSON", "Both are equal as JSON."),
                    new Known("numeric", "Number", "The last numbers of both are near enough."));

    /** Those of evals; by this a client learns whether its key is good, too. */
    public Response scorers(Request request) {
        return Response.ok(new Scorers(SCORERS, SCORERS.size()));
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
