package goldset.api.znyx;

import goldset.domain.Complaint;
import goldset.http.HttpProblem;
import goldset.http.Response;
import goldset.http.Voice;
import tools.jackson.core.JsonGenerator;

/** FastAPI's manner: the bare value, and {@code detail} for what is wrong. */
public final class ZnyxVoice implements Voice {

    @Override
    public int invalidStatus() {
        return 422;
    }

    @Override
    public int keyReusedStatus() {
        return 422;
    }

    @Override
    public void problem(JsonGenerator out, HttpProblem problem, String requestId) {
        out.writeStartObject();
        detail(out, problem);
        out.writeEndObject();
    }

    @Override
    public void success(JsonGenerator out, Response response) {
        response.body().write(out);
    }

    /** The members of the body of a refusal. */
    public static void detail(JsonGenerator out, HttpProblem problem) {
        if (problem.complaintsTotal() > 0) {
            out.writeArrayPropertyStart("detail");
            problem.complaints().forEach(complaint -> complaint(out, complaint));
            out.writeEndArray();
            out.writeNumberProperty("errors_total", problem.complaintsTotal());
        } else if (problem.kind() == HttpProblem.Kind.CONFLICT) {
            out.writeObjectPropertyStart("detail");
            out.writeStringProperty("error", problem.code());
            out.writeStringProperty("message", problem.detail());
            out.writeEndObject();
        } else {
            out.writeStringProperty("detail", problem.detail());
        }
    }

    static void complaint(JsonGenerator out, Complaint complaint) {
        out.writeStartObject();
        out.writeStringProperty("type", complaint.type());
        out.writeArrayPropertyStart("loc");
        complaint.path().forEach(out::writePOJO);
        out.writeEndArray();
        out.writeStringProperty("msg", complaint.message());
        out.writeName("input");
        out.writeRawValue(complaint.input() == null ? "null" : complaint.input());
        if (complaint.expected() != null) {
            boolean json = complaint.type().equals("json_invalid");
            out.writeObjectPropertyStart("ctx");
            out.writeStringProperty(json ? "error" : "expected", complaint.expected());
            out.writeEndObject();
        }
        out.writeEndObject();
    }
}
