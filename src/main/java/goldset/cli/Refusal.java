package goldset.cli;

import java.net.http.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** An answer that is none of success, and what it means for a run. */
record Refusal(int status, HttpHeaders headers, Answer body) {
    /** What may be otherwise a moment later, a proxy's word for a server that starts among them. */
    private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);

    /** Where the next complaint of a message begins: {@code ; cases.3.input: }. */
    private static final Pattern NEXT = Pattern.compile("; (?=[A-Za-z_][\\w.]*: )");

    /** Where Znyx's format has a text, an object with a message, or a list of complaints. */
    private static final String DETAIL = "detail";

    private static final int OF_SERVER = 500;

    /** A 409 with a time is the twin of a call that is still at work. */
    static boolean passes(int status, HttpHeaders headers) {
        return BUSY.contains(status)
                || (status == 409 && headers.firstValue("Retry-After").isPresent());
    }

    Failure failure(Settings settings) {
        String said = said();
        String because = said.isEmpty() ? "" : ": " + said;
        return switch (status) {
            case 401 -> Failure.refused("the key in GOLDSET_KEY is refused" + because);
            case 403 -> Failure.refused("the key in GOLDSET_KEY may not do this" + because);
            case 404 -> Failure.refused(said.isEmpty() ? "not found at " + settings : said);
            case 408, 429 -> failed(because);
            default -> {
                if (status < 400) {
                    String to = headers.firstValue("Location").orElse("elsewhere");
                    yield Failure.failed(settings + " leads to " + to + ": set GOLDSET_URL to it");
                }
                yield status >= OF_SERVER || passes(status, headers) ? failed(because) : refused();
            }
        };
    }

    private Failure failed(String because) {
        return Failure.failed("the server answers " + status + because);
    }

    private Failure refused() {
        List<String> complaints = complaints();
        boolean several = complaints.size() > 1 || error().number("errorsTotal", 0) > 0;
        return several || body.at(DETAIL).isList()
                ? Failure.refused("the server refuses it", complaints)
                : Failure.refused("the server refuses it (" + status + "): " + said());
    }

    private List<String> complaints() {
        if (body.at(DETAIL).isList()) {
            return body.complaints(DETAIL);
        }
        List<String> listed = error().complaints();
        return error().has("errors")
                ? listed
                : error().complaints(Arrays.asList(NEXT.split(said())));
    }

    private Answer error() {
        return body.at("error");
    }

    private String said() {
        return error().text("message")
                .or(() -> body.at(DETAIL).text("message"))
                .or(() -> body.has(DETAIL) ? Optional.empty() : body.text(DETAIL))
                .orElse("");
    }
}
