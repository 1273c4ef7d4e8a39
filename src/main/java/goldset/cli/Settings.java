package goldset.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;

/**
 * Where the server is, and the key to it. They come from the environment: arguments are seen by
 * everybody on a machine.
 *
 * @param base without a slash at its end
 */
public record Settings(String base, String key) {
    private static final String URL = "GOLDSET_URL";
    private static final String KEY = "GOLDSET_KEY";
    static final String URL_DEFAULT = "http://127.0.0.1:8080";

    /** A server that finds them in its environment lets them be. */
    public static final Set<String> NAMES = Set.of(URL, KEY);

    static Settings of(Map<String, String> environment) {
        String url = environment.getOrDefault(URL, "").strip();
        String key = environment.getOrDefault(KEY, "").strip();
        if (key.isEmpty()) {
            throw Failure.usage(KEY + " is not set: it takes a key of the server's");
        }
        if (!key.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw Failure.usage(KEY + " has characters that no key has");
        }
        return new Settings(base(url.isEmpty() ? URL_DEFAULT : url), key);
    }

    private static String base(String url) {
        try {
            URI uri = new URI(url);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                // EvalGuard's clients are given the address of its format, and mean this server.
                return url.replaceFirst("(/api/v1)?/*$", "");
            }
        } catch (URISyntaxException e) {
            // Said below: its message would repeat what may hold a password.
        }
        throw Failure.usage(URL + " should be like " + URL_DEFAULT + " or https://host/prefix");
    }

    URI uri(String path) {
        return URI.create(base + path);
    }

    /** Whether nothing is encrypted on the way. */
    boolean plain() {
        return base.startsWith("http:");
    }

    /** Never the key. */
    @Override
    public String toString() {
        return base;
    }
}
