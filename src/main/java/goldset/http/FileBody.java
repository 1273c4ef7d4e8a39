package goldset.http;

import goldset.format.BadFile;
import goldset.format.FileBytes;
import goldset.format.ItemText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A body that is a file, or a form with one.
 *
 * @param type its media type, without parameters
 * @param fields the other fields of the form, as they came
 */
record FileBody(FileBytes file, String type, Map<String, FileBytes> fields) {
    private static final String FORM = "multipart/form-data";
    private static final String PART = "file";

    /** Files, but of what kind their names or their first characters tell. */
    private static final List<String> SAY_NOTHING =
            List.of(
                    "application/octet-stream",
                    "text/plain",
                    "application/gzip",
                    "application/x-gzip",
                    "application/zip",
                    "application/x-zip-compressed");

    private static final Map<String, ItemText.Kind> TYPES =
            Map.of(
                    "text/csv", ItemText.Kind.CSV,
                    "text/tab-separated-values", ItemText.Kind.CSV,
                    "application/x-ndjson", ItemText.Kind.JSONL,
                    "application/jsonl", ItemText.Kind.JSONL,
                    "application/x-jsonlines", ItemText.Kind.JSONL);

    private static final Map<String, ItemText.Kind> ENDINGS =
            Map.of(
                    "csv", ItemText.Kind.CSV,
                    "tsv", ItemText.Kind.CSV,
                    "tab", ItemText.Kind.CSV,
                    "jsonl", ItemText.Kind.JSONL,
                    "ndjson", ItemText.Kind.JSONL,
                    "json", ItemText.Kind.JSON);

    /** Whether the body says by its type that it is more than JSON. */
    static boolean comes(Request request) {
        String type = essence(request.type());
        return TYPES.containsKey(type) || SAY_NOTHING.contains(type) || type.equals(FORM);
    }

    /** Reads the body to its end. */
    static FileBody read(Request request) {
        byte[] body;
        try {
            body = request.fileBody().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String type = request.type();
        FileBody whole =
                essence(type).equals(FORM)
                        ? form(body, type)
                        : new FileBody(
                                new FileBytes(body, 0, body.length, ""), essence(type), Map.of());
        try {
            FileBytes file = whole.file.unpacked(request::unpacked);
            return new FileBody(file, whole.type, whole.fields);
        } catch (BadFile e) {
            throw HttpProblem.invalidBody(String.valueOf(e.getMessage()));
        }
    }

    private static FileBody form(byte[] body, String type) {
        FileBody found = null;
        Map<String, FileBytes> fields = new HashMap<>();
        for (Multipart.Part part : Multipart.parts(body, type)) {
            FileBytes bytes = new FileBytes(body, part.from(), part.to(), part.file());
            if (!part.name().equals(PART)) {
                fields.put(part.name(), bytes);
            } else if (found != null) {
                throw HttpProblem.invalidBody("the form should have one part called file, not two");
            } else {
                found = new FileBody(bytes, essence(part.type()), fields);
            }
        }
        if (found == null) {
            throw HttpProblem.invalidBody("Field required: a part called file");
        }
        return found;
    }

    /** What the file holds, by its type or else by its name. */
    Optional<ItemText.Kind> kind() {
        ItemText.Kind named = ENDINGS.get(file.ending());
        ItemText.Kind typed =
                type.equals("application/json") ? ItemText.Kind.JSON : TYPES.get(type);
        return Optional.ofNullable(typed == null ? named : typed);
    }

    String text() {
        return text(file);
    }

    /** The other fields of the form. */
    Map<String, String> texts() {
        Map<String, String> texts = new HashMap<>();
        fields.forEach((name, bytes) -> texts.put(name, text(bytes)));
        return texts;
    }

    private static String text(FileBytes bytes) {
        try {
            return bytes.text();
        } catch (BadFile e) {
            throw HttpProblem.invalidBody(String.valueOf(e.getMessage()));
        }
    }

    private static String essence(String type) {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
