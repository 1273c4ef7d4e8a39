package goldset.run;

import goldset.domain.Complaints;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether what a client says of a target could ever work. */
public final class TargetCheck {
    /** Those that the client of HTTP sets, or that say what a body is. */
    private static final Set<String> TAKEN =
            Set.of(
                    "accept",
                    "connection",
                    "content-encoding",
                    "content-length",
                    "content-type",
                    "expect",
                    "host",
                    "http2-settings",
                    "transfer-encoding",
                    "upgrade",
                    "user-agent");

    private TargetCheck() {}

    public static boolean isHeader(String name) {
        return name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")
                && !TAKEN.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Complains of what is wrong with a mapping. */
    public static void mapping(String json, Complaints complaints) {
        Mapping.read(json, complaints, List.of("body", "mapping"));
    }
}
