package goldset.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says of a file of items, and of what is to be done with it.
 *
 * @param file what it is called; empty when nobody says it
 * @param format what it is; null to be told by its beginning
 * @param shape whose rows it has; null to be told by the first of them
 * @param columns names of columns, each with the field of ours that it is
 * @param skips whether rows that are complained of are left out, in place of the whole file
 */
public record ImportPlan(
        String file,
        @Nullable String format,
        @Nullable String shape,
        Map<String, String> columns,
        boolean skips,
        @Nullable OnConflict onConflict) {

    /** The same with more said of the file. */
    public ImportPlan of(String name, @Nullable String itsFormat) {
        return new ImportPlan(
                name, format == null ? itsFormat : format, shape, columns, skips, onConflict);
    }
}
