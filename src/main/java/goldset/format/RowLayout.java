package goldset.format;

import goldset.domain.Filled;
import goldset.domain.Item;
import goldset.domain.Utf8Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an item stands in a file: as a JSON object, or as a row of a table. */
public sealed interface RowLayout permits ItemLayout, ShapedLayout {

    /** A column of a table. */
    interface Cell {

        String name();

        /** What stands in it; null when the item has none. */
        @Nullable String text(Item item);
    }

    void json(Item item, Utf8Text to);

    /** The columns of a table, which must be known before its first row. */
    List<? extends Cell> columns(Filled filled);

    /** What stands before the rows of a JSON file. */
    default String begin() {
        return "[";
    }

    /** What stands behind them. */
    default String end() {
        return "]\n";
    }
}
