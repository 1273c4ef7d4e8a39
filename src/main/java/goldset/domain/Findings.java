package goldset.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the file of an import turned out to be, and what is wrong with it.
 *
 * @param shape whose rows they were; null when they were ours
 * @param ignored fields that nobody here knows
 */
public record Findings(
        @Nullable String format,
        @Nullable Character delimiter,
        @Nullable String shape,
        List<String> ignored,
        List<Complaint> errors,
        long errorsTotal) {
    /** As long as nothing is known. */
    public static final Findings NONE = new Findings(null, null, null, List.of(), List.of(), 0);
}
