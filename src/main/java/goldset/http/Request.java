package goldset.http;

import goldset.domain.Caller;
import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.format.ItemFields;
import goldset.format.ItemReader;
import goldset.format.StrictJson;
import goldset.format.Text;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a handler. It belongs to that request alone: nothing is kept in the
 * exchange, whose attributes all requests share.
 */
public final class Request {
    private final Map<String, String> path;
    private final Map<String, String> query;
    private final @Nullable Caller caller;
    private final Body body;
    private final Admission.Share share;
    private final Limits limits;

    Request(
            Map<String, String> path,
            Map<String, String> query,
            @Nullable Caller caller,
            Body body,
            Admission.Share share,
            Limits limits) {
        this.path = path;
        this.query = query;
        this.caller = caller;
        this.body = body;
        this.share = share;
        this.limits = limits;
    }

    public Caller caller() {
        if (caller == null) {
            throw new IllegalStateException("a route without a role has no caller");
        }
        return caller;
    }

    public UUID org() {
        return caller().org();
    }

    public Limits limits() {
        return limits;
    }

    /** An id of the path; what is no id names nothing that exists. */
    public UUID id(String name, String what) {
        return uuid(path(name)).orElseThrow(() -> HttpProblem.notFound(what));
    }

    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no {" + name + "}");
        }
        return value;
    }

    /** A query parameter; an empty one counts as absent. */
    public Optional<String> query(String name) {
        Optional<String> value = Optional.ofNullable(query.get(name)).filter(v -> !v.isEmpty());
        value.ifPresent(text -> sound(name, text));
        return value;
    }

    /** A whole number of the query within bounds. */
    public int query(String name, int otherwise, int min, int max) {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        long value;
        try {
            value = Long.parseLong(text.get());
        } catch (NumberFormatException e) {
            throw wrong(name, "int_parsing", "Input should be a whole number", text.get());
        }
        if (value < min) {
            String message = "Input should be greater than or equal to " + min;
            throw wrong(name, "greater_than_equal", message, text.get());
        }
        if (value > max) {
            String message = "Input should be less than or equal to " + max;
            throw wrong(name, "less_than_equal", message, text.get());
        }
        return (int) value;
    }

    private void sound(String name, String value) {
        int fault = Text.faultAt(value);
        if (fault >= 0) {
            throw wrong(name, "string_unicode", Text.fault(value, fault), value);
        }
    }

    public HttpProblem wrong(String queryName, String type, String message, String value) {
        String input = StrictJson.quoted(value);
        return HttpProblem.invalid(
                new Complaint(List.of("query", queryName), type, message, input, null));
    }

    /** Makes sure of memory for so many bytes of what is read for the answer, or refuses. */
    public void reserve(long bytes) {
        share.reserve(bytes);
    }

    InputStream body() {
        return body.open();
    }

    /** A reader of items that keeps this request within its limits. */
    public ItemReader items(ItemFields fields, Complaints complaints) {
        return new ItemReader(
                fields,
                new ItemReader.Limits(limits.itemBytesMax(), limits.rowsMax()),
                complaints,
                share::hold);
    }

    public static Optional<UUID> uuid(String text) {
        if (text.length() != 36) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
