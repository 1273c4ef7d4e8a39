package goldset.http;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.NewItem;
import goldset.domain.OnConflict;
import goldset.format.ItemFields;
import goldset.format.ItemReader;
import goldset.format.ItemText;
import goldset.format.JsonValues;
import goldset.format.Shaping;
import goldset.format.TooLarge;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * A body that is a file of items, or JSON that brings the text of one in a string.
 *
 * @param shape whose rows they were; null when they were ours
 * @param ignored fields that nobody here knows, of the body and of its items
 * @param fields those that a form has beside the file
 */
public record ImportBody(
        List<NewItem> items,
        @Nullable String shape,
        List<String> ignored,
        Seen seen,
        Map<String, String> fields) {
    /** The query parameters that say what a file is, and whose rows it has. */
    public static final String FORMAT = "format";

    public static final String SHAPE = "shape";

    private static final String CONTENT = "content";

    /** Under what names a body of JSON may have its items. */
    private static final Set<String> ARRAYS = Set.of("samples", "cases", "items");

    private static final String FORMATS = "Input should be 'json', 'jsonl' or 'csv'";
    private static final int FORMAT_CHARS_MAX = 20;
    private static final int SHAPE_CHARS_MAX = 50;
    private static final String SHAPES = "Input should be " + Shaping.names();

    /**
     * What is to tell of a file beside its items.
     *
     * @param format null when it could not be told
     * @param rows how many there are, sound or not
     * @param first those of the first rows that are sound
     */
    public record Seen(
            @Nullable String format,
            @Nullable Character delimiter,
            int rows,
            List<NewItem> first,
            List<Complaint> complaints,
            long complaintsTotal) {

        private static Seen of(
                ItemText.Kind kind,
                Optional<Character> delimiter,
                ItemReader reader,
                Complaints complaints) {
            return new Seen(
                    kind.name().toLowerCase(Locale.ROOT),
                    delimiter.orElse(null),
                    reader.rows(),
                    reader.first(),
                    complaints.kept(),
                    complaints.total());
        }
    }

    /** Reads a file as it is, or JSON, and throws what is wrong with either. */
    public static ImportBody read(Request request, @Nullable OnConflict onConflict) {
        Complaints complaints = new Complaints();
        ImportBody body = look(request, onConflict, complaints);
        check(complaints);
        return body;
    }

    /** The same, but what is wrong with the body is told in place of thrown. */
    public static ImportBody seen(Request request, @Nullable OnConflict onConflict) {
        forced(request);
        checkShape(request);
        request.checkQuery();
        try {
            return look(request, onConflict, new Complaints());
        } catch (HttpProblem problem) {
            if (problem.kind() != HttpProblem.Kind.INVALID) {
                throw problem;
            }
            Seen nothing =
                    new Seen(
                            null,
                            null,
                            0,
                            List.of(),
                            problem.complaints(),
                            problem.complaintsTotal());
            return new ImportBody(List.of(), null, List.of(), nothing, Map.of());
        }
    }

    private static ImportBody look(
            Request request, @Nullable OnConflict onConflict, Complaints complaints) {
        Optional<ItemText.Kind> forced = Optional.ofNullable(forced(request));
        checkShape(request);
        request.checkQuery();
        return FileBody.comes(request)
                ? file(request, forced, onConflict, complaints)
                : json(request, forced, onConflict, complaints);
    }

    private static ImportBody file(
            Request request,
            Optional<ItemText.Kind> forced,
            @Nullable OnConflict onConflict,
            Complaints complaints) {
        FileBody body = FileBody.read(request);
        Optional<ItemText.Kind> said = forced.or(body::kind);
        // The bytes are not needed any longer, and as many as the text.
        String text = body.text();
        Map<String, String> fields = body.texts();
        body = null;
        ItemReader reader = request.items(ItemFields.IMPORT, complaints);
        ItemText file = new ItemText(reader, complaints, request.limits().itemBytesMax());
        ItemText.Kind kind = said.orElseGet(() -> ItemText.guess(text));
        Shaping shaping = new Shaping(complaints);
        request.query(SHAPE).ifPresent(shaping::shape);
        List<NewItem> items = items(file, text, kind, shaping);
        Conflicts.check(onConflict, items, complaints);
        return new ImportBody(
                items,
                file.shape().orElse(null),
                List.copyOf(reader.ignored()),
                Seen.of(kind, file.delimiter(), reader, complaints),
                fields);
    }

    /** An object that brings the text in a string, or a list of items, alone or in an object. */
    private static ImportBody json(
            Request request,
            Optional<ItemText.Kind> forced,
            @Nullable OnConflict onConflict,
            Complaints complaints) {
        JsonValues values = new JsonValues(complaints);
        Shaping shaping = new Shaping(complaints);
        AtomicReference<@Nullable String> content = new AtomicReference<>();
        Complaints ofList = new Complaints();
        ItemReader lists = request.items(ItemFields.IMPORT, ofList);
        List<NewItem> items = new ArrayList<>();
        BiConsumer<JsonParser, String> rows =
                (parser, name) -> items.addAll(lists.read(parser, CONTENT));
        Map<String, BiConsumer<JsonParser, String>> large = new HashMap<>();
        ARRAYS.forEach(name -> large.put(name, rows));
        large.put(
                CONTENT,
                (parser, name) -> content.set(values.string(parser, List.of("body", name))));
        large.put("map", shaping::map);
        Fields fields = Fields.readFile(request, Set.of(FORMAT, SHAPE), complaints, large, rows);
        List<String> sent = ARRAYS.stream().filter(fields::sent).sorted().toList();
        boolean isText = fields.sent(CONTENT);
        if (!isText && sent.size() > 1) {
            String message = "Value error, brings items as " + sent.getFirst() + " does: send one";
            fields.complain(sent.getLast(), "value_error", message);
        } else if (!isText && sent.isEmpty()) {
            fields.require(CONTENT);
        }
        String format = fields.text(FORMAT, FORMAT_CHARS_MAX);
        String text = withoutMark(content.get());
        ItemText.Kind kind = forced.orElse(kind(fields, format, text));
        String shape = fields.text(SHAPE, SHAPE_CHARS_MAX);
        String asked = shape == null ? request.query(SHAPE).orElse(null) : shape;
        if (asked != null && !shaping.shape(asked)) {
            fields.complain(SHAPE, "literal_error", SHAPES);
        }
        if (!isText && (asked != null || fields.sent("map"))) {
            String message = "Value error, it holds for a file or for content: these rows are ours";
            fields.complain(asked == null ? "map" : SHAPE, "value_error", message);
        }
        if (isText) {
            fields.check();
        } else {
            complaints.addAll(ofList);
        }
        ItemReader reader = isText ? request.items(ItemFields.IMPORT, complaints) : lists;
        ItemText file = new ItemText(reader, complaints, request.limits().itemBytesMax());
        List<NewItem> found = isText ? items(file, text, kind, shaping) : items;
        Conflicts.check(onConflict, found, complaints);
        return new ImportBody(
                found,
                file.shape().orElse(null),
                Stream.of(isText ? sent : List.<String>of(), fields.ignored(), reader.ignored())
                        .flatMap(Collection::stream)
                        .toList(),
                Seen.of(isText ? kind : ItemText.Kind.JSON, file.delimiter(), reader, complaints),
                Map.of());
    }

    private static @Nullable String withoutMark(@Nullable String text) {
        return text != null && text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static void check(Complaints complaints) {
        if (!complaints.isEmpty()) {
            throw HttpProblem.invalid(complaints);
        }
    }

    private static void checkShape(Request request) {
        String word = request.query(SHAPE).orElse("");
        if (!word.isEmpty() && !new Shaping(new Complaints()).shape(word)) {
            request.wrong(SHAPE, "literal_error", SHAPES, word);
        }
    }

    /** What {@code ?format=} says. */
    private static ItemText.@Nullable Kind forced(Request request) {
        String word = request.query(FORMAT).orElse("");
        ItemText.Kind kind = kind(word);
        if (kind == null && !word.isEmpty()) {
            request.wrong(FORMAT, "literal_error", FORMATS, word);
        }
        return kind;
    }

    private static List<NewItem> items(
            ItemText reader, @Nullable String text, ItemText.Kind kind, Shaping shaping) {
        try {
            return text == null ? List.of() : reader.read(text, kind, shaping);
        } catch (TooLarge e) {
            throw HttpProblem.of(HttpProblem.Kind.TOO_LARGE, String.valueOf(e.getMessage()));
        }
    }

    private static ItemText.Kind kind(
            Fields fields, @Nullable String format, @Nullable String text) {
        if (format == null) {
            return text == null ? ItemText.Kind.JSON : ItemText.guess(text);
        }
        ItemText.Kind kind = kind(format);
        if (kind == null) {
            fields.complain(FORMAT, "literal_error", FORMATS);
        }
        return kind == null ? ItemText.Kind.JSON : kind;
    }

    private static ItemText.@Nullable Kind kind(String word) {
        for (ItemText.Kind kind : ItemText.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind;
            }
        }
        return null;
    }
}
