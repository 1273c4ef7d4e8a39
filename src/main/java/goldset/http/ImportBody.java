package goldset.http;

import goldset.domain.Complaints;
import goldset.domain.NewItem;
import goldset.domain.OnConflict;
import goldset.format.ItemFields;
import goldset.format.ItemReader;
import goldset.format.ItemText;
import goldset.format.JsonValues;
import goldset.format.Shaping;
import goldset.format.TooLarge;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A body that brings the text of a file in a string, and items in that.
 *
 * @param shape whose rows they were; null when they were ours
 * @param ignored fields that nobody here knows, of the body and of its items
 */
public record ImportBody(List<NewItem> items, @Nullable String shape, List<String> ignored) {
    private static final int FORMAT_CHARS_MAX = 20;
    private static final int SHAPE_CHARS_MAX = 50;

    /** Reads {@code content} and {@code format}, and throws what is wrong with either. */
    public static ImportBody read(Request request, @Nullable OnConflict onConflict) {
        Complaints complaints = new Complaints();
        JsonValues values = new JsonValues(complaints);
        Shaping shaping = new Shaping(complaints);
        AtomicReference<@Nullable String> content = new AtomicReference<>();
        Fields fields =
                Fields.readFile(
                        request,
                        Set.of("format", "shape"),
                        complaints,
                        Map.of(
                                "content",
                                (parser, name) ->
                                        content.set(values.string(parser, List.of("body", name))),
                                "map",
                                shaping::map));
        fields.require("content");
        String format = fields.text("format", FORMAT_CHARS_MAX);
        String sent = content.get();
        String text = sent != null && sent.startsWith("\uFEFF") ? sent.substring(1) : sent;
        ItemText.Kind kind = kind(fields, format, text);
        String shape = fields.text("shape", SHAPE_CHARS_MAX);
        if (shape != null && !shaping.shape(shape)) {
            fields.complain("shape", "literal_error", "Input should be " + Shaping.names());
        }
        fields.check();
        ItemReader reader = request.items(ItemFields.IMPORT, complaints);
        ItemText file = new ItemText(reader, complaints, request.limits().itemBytesMax());
        List<NewItem> items = items(file, text, kind, shaping);
        Conflicts.check(onConflict, items, fields);
        fields.check();
        return new ImportBody(
                items,
                file.shape().orElse(null),
                Stream.concat(fields.ignored().stream(), reader.ignored().stream()).toList());
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
        for (ItemText.Kind kind : ItemText.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(format)) {
                return kind;
            }
        }
        fields.complain("format", "literal_error", "Input should be 'json', 'jsonl' or 'csv'");
        return ItemText.Kind.JSON;
    }
}
