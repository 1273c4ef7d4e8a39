package goldset.http;

/**
 * The past state that a read asks for by {@code ?version=} or {@code ?revision=}.
 *
 * @param version id or number; empty for none
 * @param revision negative for none
 */
public record AsOf(String version, long revision) {
    public static final AsOf NOW = new AsOf("", -1);

    public static AsOf in(Request request) {
        return in(request, "");
    }

    /**
     * @param prefix stands before the parameters' names where a read takes two states
     */
    public static AsOf in(Request request, String prefix) {
        String version = request.query(prefix + "version").orElse("");
        long revision = request.query(prefix + "revision", -1, 0, Integer.MAX_VALUE);
        if (!version.isEmpty() && revision >= 0) {
            String message = "Value error, version and revision are two ways to name one state";
            String name = prefix + "revision";
            request.wrong(name, "value_error", message, Long.toString(revision));
        }
        return new AsOf(version, revision);
    }

    public boolean isPast() {
        return !version.isEmpty() || revision >= 0;
    }
}
