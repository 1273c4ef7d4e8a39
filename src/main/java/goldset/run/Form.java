package goldset.run;

import goldset.domain.Item;
import goldset.domain.Utf8;
import goldset.domain.scoring.Actual;
import org.jspecify.annotations.Nullable;

/** How a guardrail is asked, and how its answer is read. */
interface Form {
    /**
     * What is sent.
     *
     * @param path behind the target's URL
     * @param body JSON
     */
    record Asked(String method, String path, Utf8 body) {}

    /**
     * What came back.
     *
     * @param policy what the guardrail calls its policy
     */
    record Read(Actual actual, @Nullable String policy) {}

    /**
     * @param id names the request, and is another for each
     */
    Asked ask(String id, Item item) throws BadAnswer;

    /**
     * Reads an answer of success.
     *
     * @param latencyMs how long it took, where it doesn't say
     */
    Read read(byte[] body, double latencyMs) throws BadAnswer;
}
