package goldset.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of a run asks for.
 *
 * @param target who is asked; null when nobody is
 * @param policy what a worker is to judge by, as JSON
 * @param strict whether TRANSFORM and REDACT are two decisions
 * @param concurrency null for the target's own; so the next two
 * @param slices keys of the metadata to count by; null for those that lend themselves
 * @param scorers how outputs are judged that nobody judged, as JSON
 * @param model what made the outputs, as somebody told
 */
public record RunPlan(
        @Nullable String target,
        @Nullable String policy,
        @Nullable String policyVersion,
        @Nullable String bundleId,
        boolean strict,
        @Nullable Integer concurrency,
        @Nullable Integer timeoutMs,
        @Nullable Integer retries,
        @Nullable List<String> slices,
        @Nullable String scorers,
        @Nullable String model) {}
