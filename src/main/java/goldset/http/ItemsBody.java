package goldset.http;

import goldset.domain.Complaints;
import goldset.domain.NewItem;
import goldset.format.ItemFields;
import goldset.format.ItemPatch;
import goldset.format.ItemReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A body that brings items under one of several names, and may have small fields beside them.
 *
 * @param ignored fields that nobody here knows, of the body and of its items
 */
public record ItemsBody(Fields fields, List<NewItem> items, List<String> ignored) {

    /**
     * Reads the body to its end; what is wrong with it is thrown by {@link Fields#check}.
     *
     * @param small names of the small fields
     * @param arrays names under which items may come
     */
    public static ItemsBody read(
            Request request, ItemFields spelling, Set<String> small, List<String> arrays) {
        Complaints complaints = new Complaints();
        ItemReader reader = request.items(spelling, complaints);
        List<NewItem> items = new ArrayList<>();
        Map<String, BiConsumer<JsonParser, String>> large = new HashMap<>();
        BiConsumer<JsonParser, String> read =
                (parser, name) -> {
                    if (parser.currentToken() != JsonToken.VALUE_NULL) {
                        items.addAll(reader.read(parser, name));
                    }
                };
        arrays.forEach(array -> large.put(array, read));
        Fields fields = Fields.read(request, small, complaints, large);
        List<String> sent = arrays.stream().filter(fields::has).toList();
        if (sent.size() > 1) {
            String message = "Value error, means the same as " + sent.getFirst() + ": send one";
            fields.complain(sent.getLast(), "value_error", message);
        }
        List<String> ignored =
                Stream.concat(fields.ignored().stream(), reader.ignored().stream()).toList();
        return new ItemsBody(fields, items, ignored);
    }

    /** Some fields of one item, and the names of those that nobody here knows. */
    public record Patch(ItemPatch patch, List<String> ignored) {}

    /** Reads a body of some fields of one item, and throws what is wrong with it. */
    public static Patch patch(Request request, ItemFields spelling) {
        Complaints complaints = new Complaints();
        ItemReader reader = request.items(spelling, complaints);
        AtomicReference<ItemPatch> patch = new AtomicReference<>();
        Fields.whole(request, complaints, parser -> patch.set(reader.patch(parser)));
        return new Patch(patch.get(), List.copyOf(reader.ignored()));
    }
}
