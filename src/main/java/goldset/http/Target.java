package goldset.http;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Path and query of a request, taken apart and decoded exactly once.
 *
 * @param query the first value of each parameter
 * @param repeated the names of those that have more
 */
public record Target(List<String> segments, Map<String, String> query, Set<String> repeated) {

    /** Empty when the path could mean two things to two readers. */
    static Optional<Target> of(URI uri) {
        String path = uri.getRawPath();
        boolean authorityOnly = uri.getScheme() == null && uri.getRawAuthority() != null;
        if (path == null || !path.startsWith("/") || authorityOnly) {
            return Optional.empty();
        }
        List<String> segments = new ArrayList<>();
        for (String raw : split(path.substring(1))) {
            Optional<String> segment = decoded(raw);
            if (segment.isEmpty() || ambiguous(segment.get())) {
                return Optional.empty();
            }
            segments.add(segment.get());
        }
        Map<String, String> query = new LinkedHashMap<>();
        Set<String> repeated = new HashSet<>();
        readQuery(uri.getRawQuery(), query, repeated);
        return Optional.of(new Target(List.copyOf(segments), query, repeated));
    }

    /** Splits a path without its first slash; one trailing slash is dropped. */
    static List<String> split(String path) {
        if (path.isEmpty()) {
            return List.of();
        }
        String one = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return List.of(one.split("/", -1));
    }

    private static boolean ambiguous(String segment) {
        return segment.isEmpty()
                || segment.equals(".")
                || segment.equals("..")
                || segment.indexOf('/') >= 0
                || segment.indexOf('\\') >= 0
                || segment.chars().anyMatch(Character::isISOControl);
    }

    private static void readQuery(
            @Nullable String raw, Map<String, String> query, Set<String> repeated) {
        if (raw == null || raw.isEmpty()) {
            return;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = text(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!pair.isEmpty() && query.putIfAbsent(name, text(value)) != null) {
                repeated.add(name);
            }
        }
    }

    private static String text(String raw) {
        return decoded(raw.replace('+', ' ')).orElse(raw);
    }

    private static Optional<String> decoded(String raw) {
        if (raw.indexOf('%') < 0 && raw.chars().allMatch(c -> c < 0x80)) {
            return Optional.of(raw);
        }
        byte[] in = raw.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.put(in[i]);
                continue;
            }
            if (i + 2 >= in.length) {
                return Optional.empty();
            }
            int high = Character.digit(in[i + 1], 16);
            int low = Character.digit(in[i + 2], 16);
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            out.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
