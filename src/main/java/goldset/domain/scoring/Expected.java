package goldset.domain.scoring;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What should become of an item; null where nobody said. */
public record Expected(@Nullable String decision, @Nullable List<String> ruleHits) {}
