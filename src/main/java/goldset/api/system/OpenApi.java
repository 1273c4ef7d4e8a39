package goldset.api.system;

import static goldset.api.system.JarFiles.CSS;
import static goldset.api.system.JarFiles.HTML;
import static goldset.api.system.JarFiles.JAVASCRIPT;

import goldset.http.Request;
import goldset.http.Response;
import java.util.Map;

/** The description of the API and its viewer: files of the jar, for anyone. */
public final class OpenApi {

    /** The viewer sets styles of elements, and has pictures in its style sheet. */
    private static final String PAGE_MAY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
                    + " data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none';"
                    + " base-uri 'none'";

    private static final Map<String, String> TYPES =
            Map.of(
                    "init.js", JAVASCRIPT,
                    "swagger-ui-bundle.js", JAVASCRIPT,
                    "swagger-ui-bundle.js.LICENSE.txt", "text/plain; charset=utf-8",
                    "swagger-ui.css", CSS);

    private final JarFiles files = new JarFiles(PAGE_MAY);

    public Response yaml(Request request) {
        return files.file("/openapi.yaml", "application/yaml");
    }

    public Response json(Request request) {
        return files.file("/openapi.json", "application/json");
    }

    /** For who opens the address of the server in a browser. */
    public Response home(Request request) {
        return files.file("/docs/home.html", HTML);
    }

    public Response docs(Request request) {
        return files.file("/docs/viewer.html", HTML);
    }

    public Response file(Request request) {
        return files.named("/docs/", TYPES, request.path("file"));
    }
}
