package goldset.format;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one value of a wanted kind; anything else becomes a complaint and null. */
public final class JsonValues {
    private static final int LIST_ENTRIES_MAX = 10_000;

    private final Complaints complaints;

    public JsonValues(Complaints complaints) {
        this.complaints = complaints;
    }

    public @Nullable String string(JsonParser parser, List<Object> path) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            mismatch(parser, path, "string_type", "string");
            return null;
        }
        return sound(parser.getString(), path);
    }

    public @Nullable List<String> strings(JsonParser parser, List<Object> path) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            mismatch(parser, path, "list_type", "list");
            return null;
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            String value = string(parser, and(path, i));
            if (value != null && i < LIST_ENTRIES_MAX) {
                values.add(value);
            }
            if (i == LIST_ENTRIES_MAX) {
                complain(path, "too_long", "List should have at most 10000 items");
            }
        }
        return values;
    }

    /** One of a few words in lower or upper case, given back in the spelling of the list. */
    public @Nullable String oneOf(String value, List<Object> path, List<String> words) {
        String word = word(value, words);
        if (word != null) {
            return word;
        }
        String expected = listed(words);
        String input = Echo.of(value);
        complaints.add(
                new Complaint(
                        path,
                        "literal_error",
                        "Input should be " + expected + ", not " + input,
                        input,
                        expected));
        return null;
    }

    static @Nullable String word(String value, List<String> words) {
        for (String word : words) {
            if (word.equals(value) || word.equals(value.toUpperCase(Locale.ROOT))) {
                return word;
            }
        }
        return null;
    }

    public void mismatch(JsonParser parser, List<Object> path, String type, String wanted) {
        String kind = StrictJson.kind(parser.currentToken());
        String message = "Input should be a valid " + wanted + ", not " + kind;
        String input = Echo.of(parser);
        complaints.add(new Complaint(path, type, message, input, null));
    }

    public void complain(List<Object> path, String type, String message) {
        complaints.add(new Complaint(path, type, message, null, null));
    }

    public static List<Object> and(List<Object> path, Object last) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(last);
        return List.copyOf(longer);
    }

    private @Nullable String sound(String value, List<Object> path) {
        int fault = Text.faultAt(value);
        if (fault < 0) {
            return value;
        }
        String input = Echo.of(value);
        complaints.add(
                new Complaint(path, "string_unicode", Text.fault(value, fault), input, null));
        return null;
    }

    private static String listed(List<String> words) {
        String quoted = "'" + String.join("', '", words) + "'";
        int last = quoted.lastIndexOf(", ");
        return last < 0 ? quoted : quoted.substring(0, last) + " or" + quoted.substring(last + 1);
    }
}
