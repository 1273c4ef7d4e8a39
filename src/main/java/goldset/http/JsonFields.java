package goldset.http;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.format.JsonText;
import goldset.format.JsonValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** A body's fields of which some are objects of any content, kept as JSON, or lists of words. */
public final class JsonFields {
    private static final int ARRAY_BYTES_MAX = 64 << 10;
    private static final int WORDS_MAX = 100;
    private static final int WORD_CHARS_MAX = 200;

    private final Complaints complaints = new Complaints();
    private final Map<String, String> objects = new HashMap<>();
    private final Map<String, List<String>> lists = new HashMap<>();
    private final Fields fields;
    private @Nullable String array;

    /**
     * Reads the body to its end; an empty one is an object without fields.
     *
     * @param objectBytesMax how long each of the objects may be
     */
    public JsonFields(
            Request request,
            Set<String> small,
            Set<String> objectNames,
            Set<String> listNames,
            int objectBytesMax) {
        this(request, small, objectNames, listNames, objectBytesMax, "");
    }

    /**
     * @param arrayName a list of any content; empty for none
     */
    public JsonFields(
            Request request,
            Set<String> small,
            Set<String> objectNames,
            Set<String> listNames,
            int objectBytesMax,
            String arrayName) {
        Map<String, BiConsumer<JsonParser, String>> large = new HashMap<>();
        objectNames.forEach(name -> large.put(name, (p, n) -> object(p, n, objectBytesMax)));
        listNames.forEach(name -> large.put(name, this::list));
        if (!arrayName.isEmpty()) {
            large.put(arrayName, this::array);
        }
        fields = Fields.readOptional(request, small, complaints, large);
    }

    public Fields fields() {
        return fields;
    }

    public Complaints complaints() {
        return complaints;
    }

    /** As JSON; null when it is absent or null. */
    public @Nullable String object(String name) {
        return objects.get(name);
    }

    /** As JSON; null when it is absent or null. */
    public @Nullable String array() {
        return array;
    }

    private void array(JsonParser parser, String name) {
        List<Object> at = List.of("body", name);
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            array = json(parser, at, ARRAY_BYTES_MAX);
        } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
            new JsonValues(complaints).mismatch(parser, at, "list_type", "list");
        }
    }

    /** Null when it is absent or null. */
    public @Nullable List<String> list(String name) {
        return lists.get(name);
    }

    private void object(JsonParser parser, String name, int bytesMax) {
        List<Object> at = List.of("body", name);
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            String json = json(parser, at, bytesMax);
            if (json != null) {
                objects.put(name, json);
            }
        } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
            new JsonValues(complaints).mismatch(parser, at, "dict_type", "object");
        }
    }

    /** What was complained of is no JSON that anybody could read. */
    private @Nullable String json(JsonParser parser, List<Object> at, int bytesMax) {
        long before = complaints.total();
        JsonText text = new JsonText(complaints, bytesMax);
        text.read(parser, at);
        return complaints.total() == before ? text.sent().toString() : null;
    }

    private void list(JsonParser parser, String name) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        List<Object> at = List.of("body", name);
        List<String> words = new JsonValues(complaints).strings(parser, at);
        if (words == null) {
            return;
        }
        boolean fits =
                words.size() <= WORDS_MAX
                        && words.stream().allMatch(word -> word.length() <= WORD_CHARS_MAX);
        if (!fits) {
            String message =
                    "List should have at most %d strings of at most %d characters"
                            .formatted(WORDS_MAX, WORD_CHARS_MAX);
            complaints.add(new Complaint(at, "too_long", message, null, null));
        }
        lists.put(name, words);
    }
}
