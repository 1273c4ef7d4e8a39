package goldset.http;

import goldset.domain.Complaint;
import goldset.domain.NewItem;
import goldset.domain.OnConflict;
import goldset.domain.OnConflict.Action;
import goldset.domain.OnConflict.By;
import goldset.format.JsonValues;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a write says by {@code ?on_conflict=} and {@code ?conflict_key=}. */
public final class Conflicts {
    public static final String ACTION = "on_conflict";
    public static final String KEY = "conflict_key";

    private Conflicts() {}

    /**
     * Null when the caller doesn't care; throws what is wrong.
     *
     * @param path where the items stand in the request
     */
    public static @Nullable OnConflict in(Request request, List<Object> path) {
        Optional<Action> action = word(request, ACTION, Action.values());
        Optional<By> by = word(request, KEY, By.values());
        if (request.query(ACTION).isEmpty() && request.query(KEY).isPresent()) {
            String message = "Value error, it says nothing without on_conflict";
            request.wrong(KEY, "value_error", message, request.query(KEY).orElse(""));
        }
        request.checkQuery();
        return action.map(a -> new OnConflict(a, by.orElse(null), path)).orElse(null);
    }

    /** Complains of items without the external id that they are to be known by. */
    public static void check(@Nullable OnConflict onConflict, List<NewItem> items, Fields fields) {
        if (onConflict == null || onConflict.by() != By.EXTERNAL_ID) {
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).externalId() == null) {
                List<Object> at = JsonValues.and(onConflict.path(), i);
                List<Object> place = JsonValues.and(at, "external_id");
                fields.complaints().add(Complaint.missing(place));
            }
        }
    }

    private static <E extends Enum<E>> Optional<E> word(Request request, String name, E[] words) {
        String text = request.query(name).orElse("");
        Optional<E> found = Arrays.stream(words).filter(w -> lower(w).equals(text)).findFirst();
        if (found.isEmpty() && !text.isEmpty()) {
            String all =
                    Arrays.stream(words)
                            .map(word -> "'" + lower(word) + "'")
                            .collect(Collectors.joining(" or "));
            request.wrong(name, "literal_error", "Input should be " + all, text);
        }
        return found;
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
