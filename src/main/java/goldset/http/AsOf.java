package goldset.http;

/**
 * The past state that a read asks for by {@code ?version=} or {@code ?revision=}.
 *
 * @param version id or number; empty for none
 * @param revision negative for none
 */
public record AsOf(String version, int revision) {

    public static AsOf in(Request request) {
        String version = request.query("version").orElse("");
        int revision = request.query("revision", -1, 0, Integer.MAX_VALUE);
        if (!version.isEmpty() && revision >= 0) {
            String message = "Value error, version and revision are two ways to name one state";
            request.wrong("revision", "value_error", message, Integer.toString(revision));
        }
        return new AsOf(version, revision);
    }

    public boolean isPast() {
        return !version.isEmpty() || revision >= 0;
    }
}
