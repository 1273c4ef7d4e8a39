package goldset.format;

import goldset.format.ItemFields.Field;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client says of the rows of a file: whose they are, and which column is which field. */
public final class Shaping {
    /** The fields that a column may be. */
    public static final List<String> FIELDS =
            List.of(
                    "input_text",
                    "expected_output",
                    "expected_decision",
                    "expected_rule_hits",
                    "context",
                    "metadata",
                    "external_id");

    private final @Nullable Shape asked;
    private final Map<String, Field> columns = new LinkedHashMap<>();
    private final Set<String> unseen = new LinkedHashSet<>();

    /**
     * @param shape null when nobody says it
     * @param columns names of columns, each with one of {@link #FIELDS}
     */
    Shaping(@Nullable String shape, Map<String, String> columns) {
        asked = shape == null ? null : Shape.named(shape).orElseThrow();
        columns.forEach((column, field) ->
                this.columns.put(
                        column, ItemFields.ZNYX.names().getOrDefault(field, Field.UNKNOWN)));
    }

    /** Whether a shape has this name. */
    public static boolean isShape(String name) {
        return Shape.named(name).isPresent();
    }

    /** All shapes, for a sentence. */
    public static String names() {
        return Shape.words(shape -> true);
    }

    /** Columns that the client maps and no row so far has. */
    Set<String> unseen() {
        return unseen;
    }

    boolean hasMap() {
        return !columns.isEmpty();
    }

    /** A map stands over what the names alone would tell. */
    Shape of(FirstRows seen) {
        // A column of a table may have nothing but empty cells.
        columns.keySet().stream().filter(name -> !seen.has(name)).forEach(unseen::add);
        return asked != null ? asked : hasMap() ? Shape.OWN : Shape.of(seen);
    }

    void take(ShapedRow row) {
        unseen.removeIf(name -> row.see(name) != null);
        columns.forEach(row::mapped);
    }
}
