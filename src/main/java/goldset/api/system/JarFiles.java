package goldset.api.system;

import goldset.domain.Sha256;
import goldset.http.HttpProblem;
import goldset.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Files of the jar for browsers, with a tag by which they are not sent again. */
final class JarFiles {
    static final String HTML = "text/html; charset=utf-8";
    static final String CSS = "text/css; charset=utf-8";
    static final String JAVASCRIPT = "text/javascript; charset=utf-8";

    private final String pageMay;
    private final Map<String, String> tags = new ConcurrentHashMap<>();

    /**
     * @param pageMay the content security policy of all of them
     */
    JarFiles(String pageMay) {
        this.pageMay = pageMay;
    }

    /**
     * The file of that name, if it is one of those.
     *
     * @param types media types of the files that are served, by their names
     */
    Response named(String folder, Map<String, String> types, String name) {
        String type = types.get(name);
        if (type == null) {
            throw HttpProblem.of(HttpProblem.Kind.NOT_FOUND, "Not Found");
        }
        return file(folder + name, type);
    }

    Response file(String resource, String type) {
        Map<String, String> headers =
                Map.of(
                        "ETag",
                        tags.computeIfAbsent(resource, JarFiles::tag),
                        "Cache-Control",
                        "no-cache",
                        "Content-Security-Policy",
                        pageMay);
        return Response.text(
                type,
                headers,
                out -> {
                    try (InputStream in = open(resource)) {
                        in.transferTo(out);
                    }
                });
    }

    private static String tag(String resource) {
        try (InputStream in = open(resource)) {
            byte[] sum = Sha256.digest().digest(in.readAllBytes());
            return '"' + HexFormat.of().formatHex(sum, 0, 16) + '"';
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = JarFiles.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("the build left out " + resource);
        }
        return in;
    }
}
