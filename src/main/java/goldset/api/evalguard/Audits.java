package goldset.api.evalguard;

import goldset.domain.Deed;
import goldset.http.Cursor;
import goldset.http.Deeds;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Audit;
import java.util.List;

/** {@code /audit}: who changed what, and when. */
public final class Audits {
    private final Audit audit;

    public Audits(Audit audit) {
        this.audit = audit;
    }

    public Response list(Request request) {
        Deeds asked = Deeds.in(request);
        List<Deed> found =
                audit.page(request.org(), asked.subject(), asked.before(), asked.limit() + 1);
        List<Deed> shown = found.subList(0, Math.min(asked.limit(), found.size()));
        String next = found.size() > shown.size() ? Cursor.of(shown.getLast().place()) : null;
        return Response.stream(
                        200,
                        out -> {
                            out.writeStartArray();
                            shown.forEach(deed -> Deeds.write(out, deed));
                            out.writeEndArray();
                        })
                .beside(out -> {
                    out.writeObjectPropertyStart("pagination");
                    out.writeStringProperty("nextCursor", next);
                    out.writeEndObject();
                });
    }
}
