package goldset.api.evalguard;

import goldset.domain.Complaint;
import goldset.http.HttpProblem;
import goldset.http.Response;
import goldset.http.Voice;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/** Always both keys of the envelope, and never an empty body: clients fail without (5.3, 5.4). */
public final class EvalguardVoice implements Voice {

    @Override
    public int invalidStatus() {
        return 400;
    }

    @Override
    public int keyReusedStatus() {
        return 409;
    }

    @Override
    public void problem(JsonGenerator out, HttpProblem problem, String requestId) {
        out.writeStartObject();
        error(out, problem, requestId);
        out.writeEndObject();
    }

    @Override
    public void success(JsonGenerator out, Response response) {
        if (response.bare()) {
            response.body().write(out);
            return;
        }
        out.writeStartObject();
        out.writeBooleanProperty("success", true);
        out.writeName("data");
        response.body().write(out);
        response.after().write(out);
        out.writeEndObject();
    }

    /** The members of the body of a refusal. */
    public static void error(JsonGenerator out, HttpProblem problem, String requestId) {
        out.writeBooleanProperty("success", false);
        out.writeObjectPropertyStart("error");
        out.writeStringProperty("code", code(problem));
        out.writeStringProperty("message", message(problem));
        out.writeStringProperty("requestId", requestId);
        if (problem.complaintsTotal() > 0) {
            out.writeNumberProperty("errors_total", problem.complaintsTotal());
        }
        out.writeEndObject();
    }

    private static String code(HttpProblem problem) {
        return problem.kind() == HttpProblem.Kind.INVALID ? "VALIDATION_ERROR" : problem.code();
    }

    private static String message(HttpProblem problem) {
        if (problem.complaintsTotal() == 0) {
            return problem.detail();
        }
        return problem.complaints().stream()
                .map(EvalguardVoice::line)
                .collect(Collectors.joining("; "));
    }

    /** {@code cases.3.input: Field required}. */
    static String line(Complaint complaint) {
        List<Object> path = complaint.path();
        if (complaint.type().equals("json_invalid")) {
            String at = path.size() > 1 ? " at byte " + path.getLast() : "";
            return "body" + at + ": " + complaint.message();
        }
        if (path.size() == 1) {
            return path.getFirst() + ": " + complaint.message();
        }
        String where = path.stream().skip(1).map(String::valueOf).collect(Collectors.joining("."));
        return where + ": " + complaint.message();
    }
}
