package goldset.api.znyx;

import goldset.http.Fields;
import org.jspecify.annotations.Nullable;

/** How hard a guardrail may be asked: as targets say it, and runs for themselves. */
final class PaceFields {
    private static final int CONCURRENCY_MAX = 64;
    private static final int TIMEOUT_MS_MIN = 100;
    private static final int TIMEOUT_MS_MAX = 120_000;
    private static final int RETRIES_MAX = 5;

    private PaceFields() {}

    static @Nullable Integer concurrency(Fields fields) {
        return fields.numbers().number("concurrency", 1, CONCURRENCY_MAX);
    }

    static @Nullable Integer timeoutMs(Fields fields) {
        return fields.numbers().number("timeout_ms", TIMEOUT_MS_MIN, TIMEOUT_MS_MAX);
    }

    static @Nullable Integer retries(Fields fields) {
        return fields.numbers().number("retries", 0, RETRIES_MAX);
    }
}
