package goldset.http;

import goldset.domain.Item;
import goldset.domain.ItemFilter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which items a query asks for: the same words in both dialects. */
public final class Filters {
    private static final String METADATA = "metadata";

    /** Each is looked for in every row that is looked at. */
    private static final int TEXT_CHARS_MAX = 1000;

    private static final int METADATA_MAX = 20;

    private Filters() {}

    public static ItemFilter in(Request request) {
        return new ItemFilter(
                search(request),
                request.oneOf("expected_decision", Item.DECISIONS),
                request.oneOf("context", Item.CONTEXTS),
                metadata(request));
    }

    private static @Nullable String search(Request request) {
        String text = request.query("search").orElse(null);
        if (text != null) {
            checkLength(request, "search", "String", text);
        }
        return text;
    }

    private static Map<String, String> metadata(Request request) {
        String prefix = METADATA + ".";
        Map<String, String> metadata = request.queries(prefix);
        if (metadata.size() > METADATA_MAX) {
            String message = "Dictionary should have at most " + METADATA_MAX + " items";
            request.wrong(METADATA, "too_long", message, "");
        }
        metadata.forEach((key, value) -> {
            checkLength(request, prefix + key, "Key", key);
            checkLength(request, prefix + key, "String", value);
        });
        return metadata;
    }

    private static void checkLength(Request request, String name, String what, String text) {
        if (text.length() > TEXT_CHARS_MAX) {
            String message = what + " should have at most " + TEXT_CHARS_MAX + " characters";
            request.wrong(name, "string_too_long", message, text);
        }
    }
}
