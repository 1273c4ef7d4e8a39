package goldset.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A stored sample or case. The time of its making stands in its id. */
public record Item(
        UUID id,
        Utf8 input,
        String context,
        @Nullable Utf8 expectedOutput,
        @Nullable String expectedDecision,
        @Nullable List<String> ruleHits,
        @Nullable Utf8 metadata,
        @Nullable String externalId) {

    public static final String CONTEXT_DEFAULT = "input";

    /** The stages of a guardrail runtime; Znyx documents the first two. */
    public static final List<String> CONTEXTS =
            List.of(
                    "input",
                    "output",
                    "retrieval",
                    "tool",
                    "agent_plan",
                    "agent_loop",
                    "memory_write");

    public static final List<String> DECISIONS =
            List.of("ALLOW", "WARN", "REDACT", "TRANSFORM", "BLOCK");

    /** What an entry of a list counts beside its text, so that empty ones are not free. */
    public static final int LIST_ENTRY_BYTES = 48;

    public static final int EXTERNAL_ID_BYTES_MAX = 512;

    public Instant createdAt() {
        return Ids.timeOf(id);
    }
}
