package goldset.http;

import goldset.domain.Complaints;
import goldset.domain.NewTrace;
import goldset.format.EventReader;
import goldset.format.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** {@code {"events": […]}}: what guardrails tell. */
public final class EventsBody {
    private static final String EVENTS = "events";
    private static final int EVENTS_MAX = 10_000;

    private final Complaints complaints = new Complaints();
    private final JsonValues values = new JsonValues(complaints);
    private final List<NewTrace> events = new ArrayList<>();
    private final EventReader reader;

    private EventsBody(Request request) {
        reader = new EventReader(complaints, request.limits().itemBytesMax(), request::add);
    }

    /** The events, and the fields beside them that nobody here knows. */
    public record Sent(List<NewTrace> events, List<String> ignored) {}

    /** Reads the body to its end, and throws all that is wrong with it. */
    public static Sent read(Request request) {
        EventsBody body = new EventsBody(request);
        Fields fields =
                Fields.read(
                        request,
                        Set.of(),
                        body.complaints,
                        Map.of(EVENTS, (parser, name) -> body.events(parser)));
        fields.requireList(EVENTS);
        fields.check();
        return new Sent(body.events, fields.ignored());
    }

    private void events(JsonParser parser) {
        List<Object> at = List.of("body", EVENTS);
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            values.mismatch(parser, at, "list_type", "list");
            return;
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == EVENTS_MAX) {
                String message = "List should have at most " + EVENTS_MAX + " items";
                values.complain(at, "too_long", message);
            }
            if (i >= EVENTS_MAX) {
                parser.skipChildren();
                continue;
            }
            NewTrace event = reader.read(parser, JsonValues.and(at, i));
            if (event != null && complaints.isEmpty()) {
                events.add(event);
            }
        }
    }
}
