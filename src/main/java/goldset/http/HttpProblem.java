package goldset.http;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.Findings;
import java.io.Serial;
import java.util.List;
import java.util.Map;

/** The client's fault, or a refusal that it may mend; the dialect's voice gives it its form. */
public final class HttpProblem extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final Kind kind;
    private final String code;
    private final transient List<Complaint> complaints;
    private final long complaintsTotal;
    private final transient Map<String, String> headers;

    /** What kind of fault, with the status that all dialects give it. */
    public enum Kind {
        /** The dialects differ on this. */
        INVALID(0),
        /** And on this: an idempotency key that came with another body. */
        KEY_REUSED(0),
        UNAUTHORIZED(401),
        FORBIDDEN(403),
        NOT_FOUND(404),
        METHOD_NOT_ALLOWED(405),
        CONFLICT(409),
        TOO_LARGE(413),
        UNSUPPORTED(415),
        INTERNAL(500),
        BAD_GATEWAY(502),
        UNAVAILABLE(503);

        private final int status;

        Kind(int status) {
            this.status = status;
        }
    }

    private HttpProblem(
            Kind kind,
            String code,
            String detail,
            List<Complaint> complaints,
            long complaintsTotal,
            Map<String, String> headers) {
        super(detail, null, false, false);
        this.kind = kind;
        this.code = code;
        this.complaints = complaints;
        this.complaintsTotal = complaintsTotal;
        this.headers = headers;
    }

    public static HttpProblem of(Kind kind, String detail) {
        return new HttpProblem(kind, kind.name(), detail, List.of(), 0, Map.of());
    }

    /** With a code of its own, for clients that tell faults of one kind apart. */
    public static HttpProblem of(Kind kind, String code, String detail) {
        return new HttpProblem(kind, code, detail, List.of(), 0, Map.of());
    }

    public static HttpProblem invalid(Complaints complaints) {
        return new HttpProblem(
                Kind.INVALID, "INVALID", "", complaints.kept(), complaints.total(), Map.of());
    }

    public static HttpProblem invalid(Complaint complaint) {
        Complaints one = new Complaints();
        one.add(complaint);
        return invalid(one);
    }

    /** What a job found wrong, as if its caller had waited for it. */
    public static HttpProblem of(Findings findings) {
        List<Complaint> errors = findings.errors();
        boolean clashes = errors.stream().allMatch(one -> one.type().equals("conflict"));
        Kind kind = clashes ? Kind.CONFLICT : Kind.INVALID;
        return new HttpProblem(kind, kind.name(), "", errors, findings.errorsTotal(), Map.of());
    }

    /** The body as a whole is not what it should be. */
    static HttpProblem invalidBody(String message) {
        return invalid(new Complaint(List.of("body"), "value_error", message, null, null));
    }

    /** What the request brings is there already, each thing with its place. */
    public static HttpProblem conflict(Complaints complaints) {
        return new HttpProblem(
                Kind.CONFLICT,
                Kind.CONFLICT.name(),
                "",
                complaints.kept(),
                complaints.total(),
                Map.of());
    }

    public static HttpProblem notFound(String what) {
        return of(Kind.NOT_FOUND, what + " not found");
    }

    /** Nothing was done: try again in a second. */
    public static HttpProblem busy(String detail) {
        return of(Kind.UNAVAILABLE, detail).with("Retry-After", "1");
    }

    HttpProblem with(String header, String value) {
        return new HttpProblem(
                kind, code, detail(), complaints, complaintsTotal, Map.of(header, value));
    }

    int status(Voice voice) {
        return switch (kind) {
            case INVALID -> voice.invalidStatus();
            case KEY_REUSED -> voice.keyReusedStatus();
            default -> kind.status;
        };
    }

    public Kind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<Complaint> complaints() {
        return complaints;
    }

    public long complaintsTotal() {
        return complaintsTotal;
    }

    Map<String, String> headers() {
        return headers;
    }
}
