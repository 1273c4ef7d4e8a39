package goldset.http;

import goldset.domain.Item;
import goldset.domain.ItemFilter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which items a query asks for: the same words in both dialects. */
public final class Filters {
    private static final String METADATA = "metadata.";

    private Filters() {}

    public static ItemFilter in(Request request) {
        return new ItemFilter(
                request.query("search").orElse(null),
                oneOf(request, "expected_decision", Item.DECISIONS),
                oneOf(request, "context", Item.CONTEXTS),
                request.queries(METADATA));
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
