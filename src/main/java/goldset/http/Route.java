package goldset.http;

import goldset.domain.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One endpoint.
 *
 * @param role what its key must cover; empty for an endpoint without a key
 * @param name the operation's name, as in the API description
 * @param options query parameters that a write takes; any other is refused
 */
public record Route(
        String method,
        List<String> pattern,
        Optional<Role> role,
        String name,
        Handler handler,
        Set<String> options) {

    /**
     * @param methodAndPath such as {@code GET /v1/orgs/{org}/datasets}
     */
    public static Route of(
            String methodAndPath,
            Optional<Role> role,
            String name,
            Handler handler,
            Set<String> options) {
        String[] parts = methodAndPath.split(" /", 2);
        return new Route(parts[0], Target.split(parts[1]), role, name, handler, options);
    }

    public String path() {
        return "/" + String.join("/", pattern);
    }

    public boolean matches(List<String> segments) {
        if (segments.size() != pattern.size()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            if (!isParameter(i) && !pattern.get(i).equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** How literal the pattern is, segment by segment: the larger text wins. */
    String rank() {
        StringBuilder rank = new StringBuilder();
        for (int i = 0; i < pattern.size(); i++) {
            rank.append(isParameter(i) ? '0' : '1');
        }
        return rank.toString();
    }

    List<String> parameters() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < pattern.size(); i++) {
            String part = pattern.get(i);
            names.add(isParameter(i) ? part.substring(1, part.length() - 1) : "");
        }
        return names;
    }

    private boolean isParameter(int i) {
        return pattern.get(i).startsWith("{");
    }
}
