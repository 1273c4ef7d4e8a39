package goldset.http;

import goldset.domain.Item;
import goldset.domain.ItemFilter;
import java.util.List;
import java.util.Locale;
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
                oneOf(request, "expected_decision", Item.DECISIONS),
                oneOf(request, "context", Item.CONTEXTS),
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

    private static @Nullable String oneOf(Request request, String name, List<String> words) {
        String text = request.query(name).orElse("");
        if (text.isEmpty()) {
            return null;
        }
        for (String word : words) {
            if (word.equals(text) || word.equals(text.toUpperCase(Locale.ROOT))) {
                return word;
            }
        }
        String message = "Input should be one of '" + String.join("', '", words) + "'";
        request.wrong(name, "literal_error", message, text);
        return null;
    }
}
