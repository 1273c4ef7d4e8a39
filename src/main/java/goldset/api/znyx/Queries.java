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

/** What queries have in common; what is wrong counts as absent. */
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

    /** One of the values of an enumeration, in lower or upper case. */
    static <E extends Enum<E>> @Nullable E oneOf(Request request, String name, E[] values) {
        String word = request.oneOf(name, Arrays.stream(values).map(RunJson::word).toList());
        return Arrays.stream(values)
                .filter(value -> RunJson.word(value).equals(word))
                .findFirst()
                .orElse(null);
    }

    static Annotation.@Nullable Kind kind(Request request, String name) {
        String word = request.oneOf(name, kinds());
        return word == null ? null : kind(word);
    }

    static List<String> kinds() {
        return Arrays.stream(Annotation.Kind.values()).map(Annotation.Kind::word).toList();
    }

    static Annotation.Kind kind(String word) {
        return Annotation.Kind.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
