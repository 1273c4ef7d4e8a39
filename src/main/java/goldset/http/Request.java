package goldset.http;

import goldset.domain.Caller;
import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.ContentHash;
import goldset.domain.Ids;
import goldset.domain.Once;
import goldset.domain.Sha256;
import goldset.format.Echo;
import goldset.format.ItemFields;
import goldset.format.ItemReader;
import goldset.format.Text;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a handler. It belongs to that request alone: nothing is kept in the
 * exchange, whose attributes all requests share.
 */
public final class Request {
    /** The parser's buffer and the string out of it, before any row of it is read. */
    private static final int MORE_PER_FILE_BYTE = 2;

    private final String id;
    private final Map<String, String> path;
    private final Map<String, String> query;
    private final Set<String> repeated;
    private final @Nullable Caller caller;
    private final Body body;
    private final Admission.Share share;
    private final Limits limits;
    private final @Nullable String onceKey;
    private @Nullable Once<?> once;
    private final Complaints queryComplaints = new Complaints();

    Request(
            String id,
            Map<String, String> path,
            Target target,
            @Nullable Caller caller,
            Body body,
            Admission.Share share,
            Limits limits,
            @Nullable String onceKey) {
        this.id = id;
        this.path = path;
        query = target.query();
        repeated = new HashSet<>(target.repeated());
        this.caller = caller;
        this.body = body;
        this.share = share;
        this.limits = limits;
        this.onceKey = onceKey;
    }

    /** By which the answer and the log know it. */
    public String id() {
        return id;
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
        return Ids.parse(path(name)).orElseThrow(() -> HttpProblem.notFound(what));
    }

    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no {" + name + "}");
        }
        return value;
    }

    /** A query parameter; an empty one counts as absent, and so does one that is wrong. */
    public Optional<String> query(String name) {
        String value = query.getOrDefault(name, "");
        if (repeated.remove(name)) {
            wrong(name, "value_error", "Value error, it should be given once", value);
        }
        int fault = Text.faultAt(value);
        if (fault >= 0) {
            wrong(name, "string_unicode", Text.fault(value, fault), value);
        }
        return value.isEmpty() || fault >= 0 ? Optional.empty() : Optional.of(value);
    }

    /** All parameters whose names begin so, by the rest of their names. */
    Map<String, String> queries(String prefix) {
        Map<String, String> found = new TreeMap<>();
        query.forEach((name, value) -> {
            if (name.startsWith(prefix) && Text.faultAt(name) < 0) {
                found.put(name.substring(prefix.length()), query(name).orElse(""));
            }
        });
        return found;
    }

    /** A whole number of the query within bounds. */
    public int query(String name, int otherwise, int min, int max) {
        String text = query(name).orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("-?[0-9]+")) {
            wrong(name, "int_parsing", "Input should be a whole number", text);
            return otherwise;
        }
        BigInteger value = new BigInteger(text);
        if (value.compareTo(BigInteger.valueOf(min)) < 0) {
            String message = "Input should be greater than or equal to " + min;
            wrong(name, "greater_than_equal", message, text);
            return otherwise;
        }
        if (value.compareTo(BigInteger.valueOf(max)) > 0) {
            String message = "Input should be less than or equal to " + max;
            wrong(name, "less_than_equal", message, text);
            return otherwise;
        }
        return value.intValueExact();
    }

    /** One of a few words, in any case, as the list spells it; null when it is absent. */
    public @Nullable String oneOf(String name, List<String> words) {
        String text = query(name).orElse("");
        for (String word : words) {
            if (word.equalsIgnoreCase(text)) {
                return word;
            }
        }
        if (!text.isEmpty()) {
            String message = "Input should be one of '" + String.join("', '", words) + "'";
            wrong(name, "literal_error", message, text);
        }
        return null;
    }

    /** A parameter of the query that is true or false, and false when it is absent. */
    public boolean flag(String name) {
        String text = query(name).orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            wrong(name, "bool_parsing", "Input should be 'true' or 'false'", text);
        }
        return text.equals("true");
    }

    public void wrong(String queryName, String type, String message, String value) {
        List<Object> at = List.of("query", Text.shown(queryName));
        queryComplaints.add(new Complaint(at, type, message, Echo.of(value), null));
    }

    /** Throws all that is wrong with the parameters asked for so far. */
    public void checkQuery() {
        if (!queryComplaints.isEmpty()) {
            throw HttpProblem.invalid(queryComplaints);
        }
    }

    /**
     * What makes a change of this request happen once, if its caller asked for that. The body must
     * have been read to its end.
     *
     * @param type what the change makes
     */
    public <T> Once<T> once(Class<T> type) {
        Once.Asked asked =
                onceKey == null
                        ? null
                        : new Once.Asked(
                                caller().key(), ContentHash.of(Sha256.of(onceKey)), body.sum());
        Once<T> made = new Once<>(asked, Json::written, text -> Json.read(text, type));
        once = made;
        return made;
    }

    boolean replayed() {
        return once != null && once.replayed();
    }

    /** Holds memory for so many bytes of what is read for the answer, or refuses. */
    public void hold(long bytes) {
        share.hold(bytes);
    }

    /** Holds memory for so many bytes more to the end of the request, or refuses. */
    public void add(long bytes) {
        share.add(bytes);
    }

    /**
     * The same for threads that must not wait.
     *
     * @return false when there is no room
     */
    public boolean offer(long bytes) {
        return share.offer(bytes);
    }

    InputStream body() {
        return body.open();
    }

    /**
     * A body that may be one long string, which is held more often than others while it is read.
     */
    InputStream longText() {
        return new FilterInputStream(body.open()) {
            @Override
            public int read(byte[] to, int from, int length) throws IOException {
                int count = in.read(to, from, length);
                share.add((long) Math.max(0, count) * MORE_PER_FILE_BYTE);
                return count;
            }
        };
    }

    /** A body that nobody looks into while it is read; for it is charged what is said. */
    InputStream raw(int memoryPerByte) {
        return new FilterInputStream(body.file(limits.itemBytesMax())) {
            @Override
            public int read(byte[] to, int from, int length) throws IOException {
                int count = in.read(to, from, length);
                share.add((long) Math.max(0, count) * memoryPerByte);
                return count;
            }
        };
    }

    /** A body that is kept elsewhere than in memory, and may be larger. */
    InputStream file() {
        return body.file(limits.importBytesMax());
    }

    /** The beginning of the body, which is read once more afterwards. */
    byte[] start(int bytes) throws IOException {
        return body.start(bytes);
    }

    /** The Content-Type, or nothing. */
    String type() {
        return body.type();
    }

    /** A reader of items that keeps this request within its limits. */
    public ItemReader items(ItemFields fields, Complaints complaints) {
        return new ItemReader(
                fields,
                new ItemReader.Limits(limits.itemBytesMax(), limits.rowsMax()),
                complaints,
                share::add);
    }
}
