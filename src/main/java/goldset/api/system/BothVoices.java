package goldset.api.system;

import goldset.api.evalguard.EvalguardVoice;
import goldset.api.znyx.ZnyxVoice;
import goldset.http.HttpProblem;
import goldset.http.Response;
import goldset.http.Voice;
import tools.jackson.core.JsonGenerator;

/** For an unknown path below {@code /v1}: one body that the clients of both dialects can read. */
public final class BothVoices implements Voice {
    private final Voice znyx = new ZnyxVoice();

    @Override
    public int invalidStatus() {
        return znyx.invalidStatus();
    }

    @Override
    public int keyReusedStatus() {
        return znyx.keyReusedStatus();
    }

    @Override
    public void problem(JsonGenerator out, HttpProblem problem, String requestId) {
        out.writeStartObject();
        EvalguardVoice.error(out, problem, requestId);
        ZnyxVoice.detail(out, problem);
        out.writeEndObject();
    }

    @Override
    public void success(JsonGenerator out, Response response) {
        znyx.success(out, response);
    }
}
