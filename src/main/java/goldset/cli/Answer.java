package goldset.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A piece of what the server said. */
record Answer(JsonNode node) {
    /** What it writes is pure ASCII: no name in it can play with a terminal. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Nothing when it is no JSON, as what proxies say. */
    static Optional<Answer> read(byte[] body) {
        try {
            return Optional.of(new Answer(JSON.readTree(body)));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    Answer at(String name) {
        return new Answer(field(name));
    }

    boolean has(String name) {
        return field(name).isContainer();
    }

    List<Answer> each() {
        return node.valueStream().map(Answer::new).toList();
    }

    Optional<String> text(String name) {
        return new Answer(field(name)).text();
    }

    boolean isList() {
        return node.isArray();
    }

    boolean isObject() {
        return node.isObject();
    }

    private Optional<String> text() {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        return Optional.of(node.isValueNode() ? node.asString() : node.toString());
    }

    String word(String name) {
        return text(name).orElse("");
    }

    long number(String name, long otherwise) {
        JsonNode number = field(name);
        return number.isNumber() ? number.asLong() : otherwise;
    }

    /** Null where there is no number. */
    @Nullable Double decimal(String name) {
        JsonNode number = field(name);
        return number.isNumber() ? number.asDouble() : null;
    }

    /** EvalGuard's clients want some fields in both spellings, so a server may use either. */
    private JsonNode field(String name) {
        JsonNode found = node.path(name);
        return found.isMissingNode()
                ? node.path(name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                : found;
    }

    List<String> words(String name) {
        return at(name).each().stream().flatMap(word -> word.text().stream()).toList();
    }

    /** What is wrong with what was sent, and how much more than is listed. */
    List<String> complaints() {
        return complaints("errors");
    }

    List<String> complaints(String name) {
        return complaints(at(name).each().stream().map(Answer::complaint).toList());
    }

    /** The same with those that stand elsewhere. */
    List<String> complaints(List<String> listed) {
        long more = number("errorsTotal", 0) - listed.size();
        if (more <= 0) {
            return listed;
        }
        List<String> lines = new ArrayList<>(listed);
        lines.add("and " + Unit.grouped(more) + " more");
        return lines;
    }

    /** A sentence, or an object of a place and a message. */
    private String complaint() {
        String message = first("msg", "message");
        return message.isEmpty()
                ? text().orElse("")
                : place() + message + text("line").map(" (line %s)"::formatted).orElse("");
    }

    private String place() {
        for (String name : List.of("loc", "path")) {
            if (has(name)) {
                List<String> parts = words(name);
                // The first says only that it was in the body.
                return String.join(".", parts.subList(parts.size() > 1 ? 1 : 0, parts.size()))
                        + ": ";
            }
        }
        String place = first("loc", "path");
        return place.isEmpty() ? "" : place + ": ";
    }

    private String first(String... names) {
        return Stream.of(names).flatMap(name -> text(name).stream()).findFirst().orElse("");
    }

    String json() {
        return new String(JSON.writeValueAsBytes(node), StandardCharsets.US_ASCII);
    }
}
