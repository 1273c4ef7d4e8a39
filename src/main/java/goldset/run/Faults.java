package goldset.run;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Answers that are no success, and what they mean for the run. */
final class Faults {
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    static final int UNAVAILABLE = 503;

    private Faults() {}

    /** Whether asking again, or about other items, would come to the same. */
    static boolean isFatal(HttpResponse<byte[]> response) {
        return switch (response.statusCode()) {
            case UNAUTHORIZED, FORBIDDEN -> true;
            case UNAVAILABLE -> text(response).contains("Policy unavailable");
            default -> response.statusCode() >= 500 && text(response).contains("RUNTIME_API_KEY");
        };
    }

    static void check(HttpResponse<byte[]> response) throws BadAnswer {
        int status = response.statusCode();
        if (status == OK) {
            return;
        }
        String reason =
                switch (status) {
                    case UNAUTHORIZED, FORBIDDEN -> "the guardrail refuses the key";
                    case UNAVAILABLE ->
                            isFatal(response)
                                    ? "the guardrail has no policy"
                                    : "the guardrail is unavailable";
                    default ->
                            isFatal(response)
                                    ? "the guardrail wants a key and knows none: its"
                                            + " RUNTIME_API_KEY isn't set"
                                    : status >= 300 && status < 400
                                            ? "it redirects, which isn't followed"
                                            : status >= 500
                                                    ? "the guardrail failed"
                                                    : "the guardrail refuses the request";
                };
        throw new BadAnswer(reason + " (status " + status + ")", isFatal(response));
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
