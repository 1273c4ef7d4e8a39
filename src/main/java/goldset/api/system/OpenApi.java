package goldset.api.system;

import goldset.domain.Sha256;
import goldset.http.HttpProblem;
import goldset.http.Request;
import goldset.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The description of the API and its viewer: files of the jar, for anyone. */
public final class OpenApi {

    /** The viewer sets styles of elements, and has pictures in its style sheet. */
    private static final String PAGE_MAY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
                    + " data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none';"
                    + " base-uri 'none'";

    private static final Map<String, String> TYPES =
            Map.of(
                    "init.js", "text/javascript; charset=utf-8",
                    "swagger-ui-bundle.js", "text/javascript; charset=utf-8",
                    "swagger-ui-bundle.js.LICENSE.txt", "text/plain; charset=utf-8",
                    "swagger-ui.css", "text/css; charset=utf-8");

    private static final String HTML = "text/html; charset=utf-8";

    private final Map<String, String> tags = new ConcurrentHashMap<>();

    public Response yaml(Request request) {
        return file("/openapi.yaml", "application/yaml");
    }

    public Response json(Request request) {
        return file("/openapi.json", "application/json");
    }

    /** For who opens the address of the server in a browser. */
    public Response home(Request request) {
        return file("/docs/home.html", HTML);
    }

    public Response docs(Request request) {
        return file("/docs/viewer.html", HTML);
    }

    public Response file(Request request) {
        String name = request.path("file");
        String type = TYPES.get(name);
        if (type == null) {
            throw HttpProblem.of(HttpProblem.Kind.NOT_FOUND, "Not Found");
        }
        return file("/docs/" + name, type);
    }

    private Response file(String resource, String type) {
        Map<String, String> headers =
                Map.of(
                        "ETag",
                        tags.computeIfAbsent(resource, OpenApi::tag),
                        "Cache-Control",
                        "no-cache",
                        "Content-Security-Policy",
                        PAGE_MAY);
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
        InputStream in = OpenApi.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("the build left out " + resource);
        }
        return in;
    }
}
