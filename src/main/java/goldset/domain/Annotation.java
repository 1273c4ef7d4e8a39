package goldset.domain;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What somebody says of a trace's decision. The time of its making stands in its id. */
public record Annotation(
        UUID id,
        UUID trace,
        Kind kind,
        @Nullable String detectorName,
        @Nullable String notes,
        @Nullable String annotatedBy) {

    /** What may be said. */
    public enum Kind {
        FALSE_POSITIVE,
        FALSE_NEGATIVE,
        CORRECT,
        ACCEPTABLE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Instant createdAt() {
        return Ids.timeOf(id);
    }
}
