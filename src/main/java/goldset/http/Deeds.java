package goldset.http;

import goldset.domain.Deed;
import goldset.domain.Ids;
import goldset.format.Times;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The part of an audit that a query asks for.
 *
 * @param subject the only thing to tell of; null for all
 * @param before where the page begins; null for the newest
 */
public record Deeds(int limit, @Nullable UUID subject, Deed.@Nullable Place before) {
    private static final int LIMIT_DEFAULT = 50;

    /** Writes a line: neither vendor documents one, so both dialects have the same. */
    public static void write(JsonGenerator out, Deed deed) {
        out.writeStartObject();
        out.writeStringProperty("at", Times.text(deed.place().at()));
        UUID actor = deed.actor();
        out.writeStringProperty("actor", actor == null ? null : actor.toString());
        out.writeStringProperty("actor_name", deed.actorName());
        out.writeStringProperty("action", deed.action());
        out.writeStringProperty("subject", deed.subject().toString());
        out.writeStringProperty("name", deed.name());
        Deed.Change change = deed.change();
        if (change != null) {
            out.writeNumberProperty("revision", change.revision());
            out.writeNumberProperty("added", change.added());
            out.writeNumberProperty("removed", change.removed());
        }
        out.writeEndObject();
    }

    /** The org's whole audit takes a key of the whole org. */
    public static Deeds in(Request request) {
        int max = request.limits().pageRowsMax();
        int limit = request.query("limit", Math.min(LIMIT_DEFAULT, max), 1, max);
        Optional<String> text = request.query("subject");
        Optional<UUID> subject = text.flatMap(Ids::parse);
        if (text.isPresent() && subject.isEmpty()) {
            String message = "Input should be a valid UUID: of a dataset, project or key";
            request.wrong("subject", "uuid_parsing", message, text.get());
        }
        Deed.Place before = Cursor.deedIn(request).orElse(null);
        request.checkQuery();
        if (request.caller().project() != null) {
            throw HttpProblem.of(
                    HttpProblem.Kind.FORBIDDEN,
                    "The audit is the org's: it takes an admin key that is bound to no project");
        }
        return new Deeds(limit, subject.orElse(null), before);
    }
}
