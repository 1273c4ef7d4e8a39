package goldset.api.system;

import static goldset.api.system.JarFiles.CSS;
import static goldset.api.system.JarFiles.HTML;
import static goldset.api.system.JarFiles.JAVASCRIPT;

import goldset.http.Request;
import goldset.http.Response;
import java.util.Map;

/**
 * Where EvalGuard's users look for their keys: a page that calls the API with the key it is given.
 */
public final class Dashboard {
    private static final String PAGE_MAY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
                    + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> TYPES =
            Map.of("icon.svg", "image/svg+xml", "keys.css", CSS, "keys.js", JAVASCRIPT);

    private final JarFiles files = new JarFiles(PAGE_MAY);

    /** The vendor's documents and its command line name two addresses for it. */
    public Response keys(Request request) {
        return files.file("/web/keys.html", HTML);
    }

    public Response file(Request request) {
        return files.named("/web/", TYPES, request.path("file"));
    }
}
