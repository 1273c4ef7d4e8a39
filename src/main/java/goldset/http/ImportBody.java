package goldset.http;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.ImportPlan;
import goldset.domain.NewItem;
import goldset.domain.OnConflict;
import goldset.format.ItemFields;
import goldset.format.ItemReader;
import goldset.format.ItemText;
import goldset.format.JsonValues;
import goldset.format.Shaping;
import goldset.format.Source;
import goldset.format.Text;
import goldset.format.TooLarge;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A body that is a file of items, or JSON that brings the text of one in a string.
 *
 * @param isFile whether it came as a file
 * @param ignored fields of the JSON that nobody here knows
 * @param fields those that a form has beside the file
 */
public record ImportBody(
        ImportPlan plan, boolean isFile, List<String> ignored, Map<String, String> fields) {
    /** The query parameters that say what a file is, and what is to be done with it. */
    public static final String FORMAT = "format";

    public static final String SHAPE = "shape";
    public static final String MAP = "map";
    public static final String ON_ERROR = "on_error";
    public static final String ASYNC = "async";
    public static final String DRY_RUN = "dry_run";

    private static final String CONTENT = "content";
    private static final String FORMATS = "Input should be " + ItemText.Kind.words();
    private static final String SHAPES = "Input should be " + Shaping.names();
    private static final String TWO_COLUMNS = "Value error, two columns can't be ";
    private static final int WORD_CHARS_MAX = 50;
    private static final int COLUMNS_MAX = 1000;

    /** What an item takes while it waits to be written: its text, and the statement's arrays. */
    private static final int MEMORY_PER_TEXT_BYTE = 3;

    private static final long ITEM_BYTES = 512;

    /** What a row takes while it is read: as bytes, as characters, and as what is made of it. */
    private static final int MEMORY_PER_ROW_BYTE = 8;

    /** What is said in the query; throws what is wrong with it. */
    public static ImportPlan plan(Request request) {
        String format = request.query(FORMAT).orElse(null);
        if (format != null && ItemText.Kind.of(format).isEmpty()) {
            request.wrong(FORMAT, "literal_error", FORMATS, format);
        }
        String shape = request.query(SHAPE).orElse(null);
        if (shape != null && !Shaping.isShape(shape)) {
            request.wrong(SHAPE, "literal_error", SHAPES, shape);
        }
        String onError = request.query(ON_ERROR).orElse("abort");
        if (!Set.of("abort", "skip").contains(onError)) {
            String message = "Input should be 'abort' or 'skip'";
            request.wrong(ON_ERROR, "literal_error", message, onError);
        }
        Map<String, String> columns = columns(request);
        OnConflict onConflict = Conflicts.in(request, List.of("body", CONTENT));
        return new ImportPlan("", format, shape, columns, onError.equals("skip"), onConflict);
    }

    /** As {@code column:field,column:field}; a name with a comma can stand in JSON only. */
    private static Map<String, String> columns(Request request) {
        Map<String, String> columns = new LinkedHashMap<>();
        String text = request.query(MAP).orElse("");
        for (String pair : text.isEmpty() ? new String[0] : text.split(",")) {
            int colon = pair.lastIndexOf(':');
            String field = pair.substring(colon + 1).strip();
            if (columns.containsValue(field)) {
                request.wrong(MAP, "value_error", TWO_COLUMNS + field, pair);
            } else if (colon <= 0 || !Shaping.FIELDS.contains(field)) {
                String message =
                        "Input should be column:field, each field one of '%s'"
                                .formatted(String.join("', '", Shaping.FIELDS));
                request.wrong(MAP, "value_error", message, pair);
            } else {
                columns.put(pair.substring(0, colon).strip(), field);
            }
        }
        return columns;
    }

    /**
     * Reads the body to its end, and writes the text of the file.
     *
     * @param plan what the query says
     */
    public static ImportBody receive(Request request, ImportPlan plan, OutputStream to) {
        try {
            if (FileBody.comes(request)) {
                FileBody body = FileBody.receive(request, to);
                String kind = body.kind().map(ItemText.Kind::word).orElse(null);
                ImportPlan whole = plan.of(body.name(), kind);
                return new ImportBody(whole, true, List.of(), body.fields());
            }
            return json(request, plan, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ImportBody json(Request request, ImportPlan plan, OutputStream to)
            throws IOException {
        Complaints complaints = new Complaints();
        JsonValues values = new JsonValues(complaints);
        AtomicReference<@Nullable String> content = new AtomicReference<>();
        Map<String, String> columns = new LinkedHashMap<>(plan.columns());
        Fields fields =
                Fields.readLong(
                        request,
                        Set.of(FORMAT, SHAPE),
                        complaints,
                        Map.of(
                                CONTENT,
                                (parser, name) ->
                                        content.set(values.string(parser, List.of("body", name))),
                                MAP,
                                (parser, name) -> columns(parser, values, columns)));
        fields.require(CONTENT);
        String format = fields.text(FORMAT, WORD_CHARS_MAX);
        if (format != null && ItemText.Kind.of(format).isEmpty()) {
            fields.complain(FORMAT, "literal_error", FORMATS);
        }
        String shape = fields.text(SHAPE, WORD_CHARS_MAX);
        if (shape != null && !Shaping.isShape(shape)) {
            fields.complain(SHAPE, "literal_error", SHAPES);
        }
        fields.check();
        write(content.get(), to);
        ImportPlan whole =
                new ImportPlan(
                        "",
                        plan.format() == null ? format : plan.format(),
                        shape == null ? plan.shape() : shape,
                        columns,
                        plan.skips(),
                        plan.onConflict());
        return new ImportBody(whole, false, fields.ignored(), Map.of());
    }

    /** Reads the object that names a field of ours for a column. */
    private static void columns(JsonParser parser, JsonValues values, Map<String, String> columns) {
        List<Object> at = List.of("body", MAP);
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            values.mismatch(parser, at, "dict_type", "object");
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String column = parser.currentName();
            parser.nextToken();
            List<Object> place = JsonValues.and(at, Text.shown(column));
            String word = values.string(parser, place);
            if (word != null && columns.containsValue(word)) {
                values.complain(place, "value_error", TWO_COLUMNS + word);
            } else if (word != null && values.oneOf(word, place, Shaping.FIELDS) != null) {
                columns.put(column, word);
            }
            if (columns.size() > COLUMNS_MAX) {
                throw new TooLarge("more than " + COLUMNS_MAX + " columns in map");
            }
        }
    }

    private static void write(@Nullable String content, OutputStream to) throws IOException {
        String text = content == null ? "" : content;
        int start = text.startsWith("\uFEFF") ? 1 : 0;
        Writer out = new OutputStreamWriter(to, StandardCharsets.UTF_8);
        out.write(text, start, text.length() - start);
        out.flush();
    }

    /**
     * What is to tell of a file beside its items.
     *
     * @param format null when it could not be told
     * @param shape whose rows they were; null when they were ours
     * @param ignored fields of its rows that nobody here knows
     * @param rows how many there are, sound or not
     * @param first those of the first rows that are sound
     */
    public record Seen(
            @Nullable String format,
            @Nullable Character delimiter,
            @Nullable String shape,
            List<String> ignored,
            int rows,
            List<NewItem> first,
            List<Complaint> complaints,
            long complaintsTotal) {

        /** Of a body that is no file. */
        private static Seen nothing(HttpProblem problem) {
            return new Seen(
                    null,
                    null,
                    null,
                    List.of(),
                    0,
                    List.of(),
                    problem.complaints(),
                    problem.complaintsTotal());
        }
    }

    /**
     * The items of a file.
     *
     * @param shape whose rows they were; null when they were ours
     * @param ignored fields that nobody here knows, of the body and of its items
     */
    public record Items(List<NewItem> items, @Nullable String shape, List<String> ignored) {}

    /**
     * All items of the text that was received, as long as there is memory for them; throws what is
     * wrong with it.
     *
     * @param bytes how long it is
     */
    public Optional<Items> items(Request request, Source text, long bytes) {
        Complaints complaints = new Complaints();
        List<NewItem> items = new ArrayList<>();
        Consumer<NewItem> kept =
                item -> {
                    request.add(item.bytes() * (long) MEMORY_PER_TEXT_BYTE + ITEM_BYTES);
                    items.add(item);
                };
        Seen seen;
        try {
            seen = read(request, text, bytes, complaints, kept);
        } catch (HttpProblem e) {
            if (e.kind() == HttpProblem.Kind.UNAVAILABLE) {
                return Optional.empty();
            }
            throw e;
        }
        if (!complaints.isEmpty()) {
            throw HttpProblem.invalid(complaints);
        }
        return Optional.of(new Items(items, seen.shape, seen.ignored));
    }

    /**
     * What would become of a body; what is wrong with it is told in place of thrown.
     *
     * @param bytes how long the text is, once it was received
     */
    public static Seen seen(
            Request request, ImportPlan plan, Source text, OutputStream to, LongSupplier bytes) {
        try {
            ImportBody body = receive(request, plan, to);
            return body.read(request, text, bytes.getAsLong(), new Complaints(), item -> {});
        } catch (HttpProblem problem) {
            if (problem.kind() != HttpProblem.Kind.INVALID) {
                throw problem;
            }
            return Seen.nothing(problem);
        }
    }

    /** Fields of the body that nobody here knows, and those of its items. */
    public List<String> all(Collection<String> ofItems) {
        List<String> all = new ArrayList<>(ignored);
        all.addAll(ofItems);
        return all;
    }

    private Seen read(
            Request request,
            Source text,
            long bytes,
            Complaints complaints,
            Consumer<NewItem> sink) {
        ItemReader reader = request.items(ItemFields.IMPORT, complaints);
        ItemText file =
                new ItemText(reader, complaints, request.limits().itemBytesMax(), plan, sink, null);
        // Until an item is made of it, a row is held by nobody.
        request.hold(Math.min(bytes, request.limits().itemBytesMax()) * MEMORY_PER_ROW_BYTE);
        try {
            file.read(text);
        } catch (TooLarge e) {
            throw HttpProblem.of(HttpProblem.Kind.TOO_LARGE, String.valueOf(e.getMessage()));
        } finally {
            request.hold(0);
        }
        return new Seen(
                file.kind().word(),
                file.delimiter().orElse(null),
                file.shape().orElse(null),
                all(reader.ignored()),
                file.rows(),
                file.first(),
                complaints.kept(),
                complaints.total());
    }
}
