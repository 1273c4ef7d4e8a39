package goldset.api.znyx;

import goldset.domain.Annotation;
import goldset.domain.Ids;
import goldset.http.Request;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What queries about traces and annotations have in common; what is wrong counts as absent. */
final class Queries {
    private Queries() {}

    static @Nullable UUID id(Request request, String name) {
        Optional<String> text = request.query(name);
        UUID id = text.flatMap(Ids::parse).orElse(null);
        if (text.isPresent() && id == null) {
            request.wrong(name, "uuid_parsing", "Input should be a valid UUID", text.get());
        }
        return id;
    }

    static @Nullable String oneOf(Request request, String name, List<String> words) {
        String text = request.query(name).orElse("");
        for (String word : words) {
            if (word.equals(text) || word.equals(text.toUpperCase(Locale.ROOT))) {
                return word;
            }
        }
        if (!text.isEmpty()) {
            String message = "Input should be one of '" + String.join("', '", words) + "'";
            request.wrong(name, "literal_error", message, text);
        }
        return null;
    }

    static Annotation.@Nullable Kind kind(Request request, String name) {
        String word = oneOf(request, name, kinds());
        return word == null ? null : kind(word);
    }

    static List<String> kinds() {
        return Arrays.stream(Annotation.Kind.values()).map(Annotation.Kind::word).toList();
    }

    static Annotation.Kind kind(String word) {
        return Annotation.Kind.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
