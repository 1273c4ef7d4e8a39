package goldset.http;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.Ids;
import goldset.format.BadJson;
import goldset.format.Echo;
import goldset.format.JsonValues;
import goldset.format.StrictJson;
import goldset.format.Text;
import goldset.format.TooLarge;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The JSON object of a request's body. Reads it to the end, then hands out its fields and collects
 * every complaint; {@link #check} throws them together.
 */
public final class Fields {
    private static final int IGNORED_NAMES_MAX = 20;
    private static final int LIST_ENTRIES_MAX = 10_000;

    private final Complaints complaints;
    private final JsonValues values;
    private final Map<String, Value> byName = new HashMap<>();
    private final List<String> ignored = new ArrayList<>();
    private boolean isObject;
    private boolean mayBeEmpty;

    /** A scalar or a list of strings as it came; both are null for anything else. */
    private record Value(
            JsonToken token, @Nullable String text, @Nullable List<String> list, String echo) {}

    private Fields(Complaints complaints) {
        this.complaints = complaints;
        values = new JsonValues(complaints);
    }

    /** Reads an object of small fields. */
    public static Fields read(Request request, Set<String> names) {
        return read(request, names, new Complaints(), Map.of());
    }

    /**
     * Reads an object of small fields and of large ones.
     *
     * @param names the small fields that are known
     * @param large readers of the others, given the parser on the value, and the field's name
     */
    public static Fields read(
            Request request,
            Set<String> names,
            Complaints complaints,
            Map<String, BiConsumer<JsonParser, String>> large) {
        Fields fields = new Fields(complaints);
        parse(
                request,
                parser -> {
                    fields.object(parser, names, large);
                });
        return fields;
    }

    /** As {@link #read}, but an empty body is an object without fields. */
    public static Fields readOptional(Request request, Set<String> names) {
        return readOptional(request, names, new Complaints(), Map.of());
    }

    static Fields readOptional(
            Request request,
            Set<String> names,
            Complaints complaints,
            Map<String, BiConsumer<JsonParser, String>> large) {
        Fields fields = new Fields(complaints);
        fields.mayBeEmpty = true;
        parse(request, parser -> fields.object(parser, names, large));
        return fields;
    }

    /** Reads an object in one go, and throws all that is wrong with it. */
    static void whole(Request request, Complaints complaints, Consumer<JsonParser> object) {
        Fields fields = new Fields(complaints);
        parse(
                request,
                parser -> {
                    if (fields.enter(parser)) {
                        object.accept(parser);
                    }
                });
        fields.check();
    }

    /** As {@link #read}, but a string may be as long as the body. */
    static Fields readLong(
            Request request,
            Set<String> names,
            Complaints complaints,
            Map<String, BiConsumer<JsonParser, String>> large) {
        Fields fields = new Fields(complaints);
        int charsMax = (int) Math.min(Integer.MAX_VALUE, request.limits().bodyBytesMax());
        parse(request.longText(), charsMax, parser -> fields.object(parser, names, large));
        return fields;
    }

    private static void parse(Request request, Consumer<JsonParser> reader) {
        parse(request.body(), request.limits().itemBytesMax(), reader);
    }

    private static void parse(InputStream body, int charsMax, Consumer<JsonParser> reader) {
        try (JsonParser parser = StrictJson.parser(body, charsMax)) {
            try {
                reader.accept(parser);
                StrictJson.end(parser);
            } catch (JacksonException e) {
                throw StrictJson.fault(e, parser);
            }
        } catch (BadJson e) {
            throw unreadable(e);
        } catch (TooLarge e) {
            throw HttpProblem.of(HttpProblem.Kind.TOO_LARGE, String.valueOf(e.getMessage()));
        }
    }

    private void object(
            JsonParser parser,
            Set<String> names,
            Map<String, BiConsumer<JsonParser, String>> large) {
        if (!enter(parser)) {
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            BiConsumer<JsonParser, String> reader = large.get(name);
            if (reader != null) {
                byName.put(name, new Value(parser.currentToken(), null, null, "null"));
                reader.accept(parser, name);
            } else if (names.contains(name)) {
                byName.put(name, value(parser));
            } else {
                if (ignored.size() < IGNORED_NAMES_MAX) {
                    ignored.add(Text.shown(name));
                }
                parser.skipChildren();
            }
        }
    }

    /** Steps into the object that the body should be. */
    private boolean enter(JsonParser parser) {
        JsonToken first = parser.nextToken();
        if (first == null && mayBeEmpty) {
            return false;
        }
        if (first == null) {
            String message = "Field required: a JSON object, and the body is empty";
            throw HttpProblem.invalid(
                    new Complaint(List.of("body"), "missing", message, null, null));
        }
        if (first != JsonToken.START_OBJECT) {
            values.mismatch(parser, List.of("body"), "model_attributes_type", "object");
            return false;
        }
        isObject = true;
        return true;
    }

    private static Value value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_ARRAY) {
            return new Value(token, null, strings(parser), "\"[…]\"");
        }
        String text = token.isStructStart() ? null : parser.getString();
        return new Value(token, text, null, Echo.of(parser));
    }

    /** Null when an entry is no string, or there are too many. */
    private static @Nullable List<String> strings(JsonParser parser) {
        List<String> strings = new ArrayList<>();
        boolean all = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            all &=
                    parser.currentToken() == JsonToken.VALUE_STRING
                            && strings.size() < LIST_ENTRIES_MAX;
            if (all) {
                strings.add(parser.getString());
            }
            parser.skipChildren();
        }
        return all ? strings : null;
    }

    /** Throws all complaints there are. */
    public void check() {
        if (!complaints.isEmpty()) {
            throw HttpProblem.invalid(complaints);
        }
    }

    Complaints complaints() {
        return complaints;
    }

    /** Names of fields that nobody here knows. */
    public List<String> ignored() {
        return ignored;
    }

    /** Complains when the field is absent. What is no object has no fields to miss. */
    void require(String name) {
        if (isObject && !byName.containsKey(name)) {
            complaints.add(Complaint.missing(at(name)));
        }
    }

    /** A text that may be absent, but not empty or null. */
    public @Nullable String edited(String name, int charsMax) {
        return byName.containsKey(name) ? required(name, charsMax) : null;
    }

    /** Whether the field is there, null or not. */
    public boolean sent(String name) {
        return byName.containsKey(name);
    }

    /** Whether the field is there and not null. */
    public boolean has(String name) {
        return present(name) != null;
    }

    /** Complains when a list is absent. */
    public void requireList(String name) {
        require(name);
        Value value = byName.get(name);
        if (value != null && value.token == JsonToken.VALUE_NULL) {
            mismatch(name, value, "list_type", "list");
        }
    }

    /** Complains when a list is absent or empty; one that is wrong has had its complaint. */
    public void requireEntries(String name, List<?> entries) {
        requireList(name);
        if (entries.isEmpty() && complaints.isEmpty()) {
            complain(name, "too_short", "List should have at least 1 item");
        }
    }

    /** A field that must be there. What comes back after a complaint is never used. */
    public String required(String name, int charsMax) {
        require(name);
        Value value = byName.get(name);
        if (value != null && value.token == JsonToken.VALUE_NULL) {
            mismatch(name, value, "string_type", "string");
        }
        String text = text(name, charsMax);
        if (text != null && text.isBlank()) {
            complain(name, "string_too_short", "String should have a character that is no space");
        }
        return text == null ? "" : text;
    }

    public @Nullable String text(String name, int charsMax) {
        Value value = present(name);
        if (value == null) {
            return null;
        }
        if (value.token != JsonToken.VALUE_STRING || value.text == null) {
            mismatch(name, value, "string_type", "string");
            return null;
        }
        int fault = Text.faultAt(value.text);
        if (fault >= 0) {
            complain(name, "string_unicode", Text.fault(value.text, fault));
        } else if (value.text.length() > charsMax) {
            String message = "String should have at most " + charsMax + " characters";
            complain(name, "string_too_long", message);
        }
        return value.text;
    }

    public boolean flag(String name, boolean otherwise) {
        Value value = present(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.token.isBoolean()) {
            mismatch(name, value, "bool_type", "boolean");
        }
        return value.token == JsonToken.VALUE_TRUE;
    }

    /** The fields that are numbers. */
    public NumberFields numbers() {
        return new NumberFields(this);
    }

    /** The spelling of a number; null when there is none, or when it is something else. */
    @Nullable String numeral(String name, boolean whole) {
        Value value = present(name);
        if (value == null) {
            return null;
        }
        boolean right = whole ? value.token == JsonToken.VALUE_NUMBER_INT : value.token.isNumeric();
        if (!right || value.text == null) {
            mismatch(name, value, whole ? "int_type" : "float_type", whole ? "integer" : "number");
            return null;
        }
        return value.text;
    }

    /** An id that must be there. What comes back after a complaint is never used. */
    public UUID requiredId(String name) {
        String text = required(name, Integer.MAX_VALUE);
        Optional<UUID> id = Ids.parse(text);
        if (!text.isBlank() && id.isEmpty()) {
            complain(name, "uuid_parsing", "Input should be a valid UUID");
        }
        return id.orElse(new UUID(0, 0));
    }

    /** A list of ids that must be there; what is no id is complained of. */
    public List<UUID> ids(String name) {
        require(name);
        Value value = byName.get(name);
        if (value == null) {
            return List.of();
        }
        if (value.list == null) {
            mismatch(name, value, "list_type", "list");
            return List.of();
        }
        List<UUID> ids = new ArrayList<>();
        for (String text : value.list) {
            Optional<UUID> id = Ids.parse(text);
            if (id.isEmpty()) {
                complain(name, "uuid_parsing", "Each should be a valid UUID");
            }
            id.ifPresent(ids::add);
        }
        return ids;
    }

    public void complain(String name, String type, String message) {
        Value value = byName.get(name);
        String input = value == null ? null : value.echo;
        complaints.add(new Complaint(at(name), type, message, input, null));
    }

    /** As the other, at a place within a field. */
    public void complain(List<Object> place, String type, String message) {
        List<Object> path = new ArrayList<>(List.of("body"));
        path.addAll(place);
        complaints.add(new Complaint(List.copyOf(path), type, message, null, null));
    }

    private void mismatch(String name, Value value, String type, String wanted) {
        String kind = StrictJson.kind(value.token);
        complain(name, type, "Input should be a valid " + wanted + ", not " + kind);
    }

    private @Nullable Value present(String name) {
        Value value = byName.get(name);
        return value == null || value.token == JsonToken.VALUE_NULL ? null : value;
    }

    private static HttpProblem unreadable(BadJson fault) {
        List<Object> at = fault.offset() < 0 ? List.of("body") : List.of("body", fault.offset());
        String message = "JSON decode error: " + fault.getMessage();
        return HttpProblem.invalid(
                new Complaint(at, "json_invalid", message, null, fault.getMessage()));
    }

    private static List<Object> at(String name) {
        return List.of("body", name);
    }
}
