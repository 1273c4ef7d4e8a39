package goldset.http;

import tools.jackson.core.JsonGenerator;

/** A dialect's manner: what stands around an answer, and what a refusal looks like. */
public interface Voice {

    /** The status of a request whose values are wrong. */
    int invalidStatus();

    /** The status of an idempotency key that came with another body. */
    int keyReusedStatus();

    /** Writes the whole body of a refusal. */
    void problem(JsonGenerator out, HttpProblem problem, String requestId);

    /** Writes the whole body of a success. */
    void success(JsonGenerator out, Response response);
}
