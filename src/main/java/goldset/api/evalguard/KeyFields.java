package goldset.api.evalguard;

import goldset.domain.ApiKey;
import goldset.domain.Complaints;
import goldset.format.JsonValues;
import goldset.http.Fields;
import goldset.http.Request;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The body of a key: small fields, and two lists of words.
 *
 * @param lists those that are there and not null
 */
record KeyFields(Fields fields, Map<String, List<String>> lists) {
    private static final String SCOPES = "scopes";
    private static final String MODELS = "modelAllowlist";
    private static final Set<String> LIMITS = Set.of("tpmLimit", "rpmLimit", "maxParallel");
    private static final int WORDS_MAX = 100;
    private static final int WORD_CHARS_MAX = 200;
    private static final String RFC_3339 =
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:]{8}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})";

    /**
     * Reads the body to its end; what is wrong with it is thrown by {@link Fields#check}.
     *
     * @param names of small fields beside the limits; with them come scopes
     */
    static KeyFields read(Request request, Set<String> names) {
        Complaints complaints = new Complaints();
        Map<String, List<String>> lists = new HashMap<>();
        BiConsumer<JsonParser, String> read =
                (parser, name) -> {
                    if (parser.currentToken() != JsonToken.VALUE_NULL) {
                        lists.put(name, words(parser, name, complaints));
                    }
                };
        Map<String, BiConsumer<JsonParser, String>> large = new HashMap<>();
        large.put(MODELS, read);
        if (!names.isEmpty()) {
            large.put(SCOPES, read);
        }
        Set<String> small = new HashSet<>(LIMITS);
        small.addAll(names);
        return new KeyFields(Fields.read(request, small, complaints, large), lists);
    }

    private static List<String> words(JsonParser parser, String name, Complaints complaints) {
        JsonValues values = new JsonValues(complaints);
        long before = complaints.total();
        List<Object> at = List.of("body", name);
        List<String> words = values.strings(parser, at);
        if (words == null || complaints.total() > before) {
            return List.of();
        }
        if (words.size() > WORDS_MAX) {
            values.complain(at, "too_long", "List should have at most " + WORDS_MAX + " items");
            return List.of();
        }
        for (int i = 0; i < words.size(); i++) {
            int chars = words.get(i).length();
            if (chars == 0 || chars > WORD_CHARS_MAX) {
                String message = "String should have 1 to " + WORD_CHARS_MAX + " characters";
                values.complain(JsonValues.and(at, i), "string_length", message);
            }
        }
        return words;
    }

    /** In the order given, and empty when there are none. */
    List<String> scopes() {
        return lists.getOrDefault(SCOPES, List.of());
    }

    /** The limits with those of the body laid over them; null clears one, and so does no model. */
    ApiKey.Limits limits(ApiKey.Limits old) {
        List<String> models = lists.getOrDefault(MODELS, List.of());
        return new ApiKey.Limits(
                limit("tpmLimit", old.tpm()),
                limit("rpmLimit", old.rpm()),
                limit("maxParallel", old.parallel()),
                !fields.sent(MODELS) ? old.models() : models.isEmpty() ? null : models);
    }

    private @Nullable Integer limit(String name, @Nullable Integer old) {
        return fields.sent(name) ? fields.numbers().number(name, 0, Integer.MAX_VALUE) : old;
    }

    /** When the key ends, as RFC 3339 has it; null for never. */
    @Nullable Instant expires(Instant now) {
        String name = "expiresAt";
        String text = fields.text(name, Integer.MAX_VALUE);
        if (text == null) {
            return null;
        }
        Instant time = text.matches(RFC_3339) ? parsed(text) : null;
        if (time == null) {
            String message = "Input should be a time of RFC 3339, as 2027-01-31T23:59:59Z";
            fields.complain(name, "datetime_parsing", message);
        } else if (!time.isAfter(now)) {
            fields.complain(name, "datetime_future", "Input should be in the future");
        }
        return time;
    }

    private static @Nullable Instant parsed(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text.toUpperCase(Locale.ROOT));
            return time.toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
