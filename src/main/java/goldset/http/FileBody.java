package goldset.http;

import goldset.domain.Unavailable;
import goldset.format.BadFile;
import goldset.format.FileText;
import goldset.format.Guess;
import goldset.format.ItemText;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A body that is a file, or a form with one.
 *
 * @param kind what the file holds, by its type or else by its name
 * @param fields the other fields of the form
 */
record FileBody(String name, Optional<ItemText.Kind> kind, Map<String, String> fields) {
    private static final String FORM = "multipart/form-data";
    private static final String PART = "file";

    /** What curl says of data when nobody says anything. */
    private static final String UNSAID = "application/x-www-form-urlencoded";

    private static final int FIELD_BYTES_MAX = 1 << 16;

    /** How much of a body that may be JSON is looked at to tell whether it is a file. */
    private static final int START_BYTES = 1 << 16;

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
                    "application/x-jsonlines", ItemText.Kind.JSONL,
                    "application/yaml", ItemText.Kind.YAML,
                    "application/x-yaml", ItemText.Kind.YAML,
                    "text/yaml", ItemText.Kind.YAML);

    private static final Map<String, ItemText.Kind> ENDINGS =
            Map.of(
                    "csv", ItemText.Kind.CSV,
                    "tsv", ItemText.Kind.CSV,
                    "tab", ItemText.Kind.CSV,
                    "jsonl", ItemText.Kind.JSONL,
                    "ndjson", ItemText.Kind.JSONL,
                    "json", ItemText.Kind.JSON,
                    "yaml", ItemText.Kind.YAML,
                    "yml", ItemText.Kind.YAML);

    /** Whether the body is more than the JSON object that brings a text in a string. */
    static boolean comes(Request request) throws IOException {
        String type = essence(request.type());
        if (TYPES.containsKey(type) || SAY_NOTHING.contains(type) || type.equals(FORM)) {
            return true;
        }
        String start = new String(request.start(START_BYTES), StandardCharsets.UTF_8).strip();
        boolean isObject = start.startsWith("{");
        return Guess.isFile(start) || (type.equals(UNSAID) && !start.isEmpty() && !isObject);
    }

    /** Reads the body to its end, and writes the text of the file. */
    static FileBody receive(Request request, OutputStream to) {
        String type = request.type();
        long bytesMax = request.limits().importBytesMax();
        // Whoever opened it will read it afterwards.
        OutputStream bounded = new Bounded(to, bytesMax);
        try (InputStream body = request.file()) {
            FileBody file =
                    essence(type).equals(FORM)
                            ? form(new Multipart(body, type), bounded)
                            : one(body, "", essence(type), Map.of(), bounded);
            body.transferTo(OutputStream.nullOutputStream());
            return file;
        } catch (BadFile e) {
            throw HttpProblem.invalidBody(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileBody one(
            InputStream in, String name, String type, Map<String, String> fields, OutputStream to)
            throws IOException {
        FileText file = FileText.of(in, name);
        file.copyTo(to);
        ItemText.Kind typed =
                type.equals("application/json") ? ItemText.Kind.JSON : TYPES.get(type);
        ItemText.Kind kind = typed == null ? ENDINGS.get(file.ending()) : typed;
        return new FileBody(file.name(), Optional.ofNullable(kind), fields);
    }

    private static FileBody form(Multipart form, OutputStream to) throws IOException {
        FileBody found = null;
        Map<String, String> fields = new HashMap<>();
        for (Optional<Multipart.Part> next = form.next(); next.isPresent(); next = form.next()) {
            Multipart.Part part = next.get();
            if (!part.name().equals(PART)) {
                fields.put(part.name(), text(part));
            } else if (found != null) {
                throw HttpProblem.invalidBody("the form should have one part called file, not two");
            } else {
                found = one(part.body(), part.file(), essence(part.type()), fields, to);
                part.body().transferTo(OutputStream.nullOutputStream());
            }
        }
        if (found == null) {
            throw HttpProblem.invalidBody("Field required: a part called file");
        }
        return found;
    }

    private static String text(Multipart.Part part) throws IOException {
        byte[] bytes = part.body().readNBytes(FIELD_BYTES_MAX + 1);
        if (bytes.length > FIELD_BYTES_MAX) {
            throw HttpProblem.invalidBody(
                    "a field of the form should have at most " + FIELD_BYTES_MAX + " bytes");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw HttpProblem.invalidBody("a field of the form should be UTF-8");
        }
    }

    private static String essence(String type) {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** Bounds what comes out of a packed file as the body itself is. */
    private static final class Bounded extends FilterOutputStream {
        private final long bytesMax;
        private long bytes;

        Bounded(OutputStream out, long bytesMax) {
            super(out);
            this.bytesMax = bytesMax;
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            bytes += length;
            if (bytes > bytesMax) {
                throw HttpProblem.of(
                        HttpProblem.Kind.TOO_LARGE,
                        "the file should have at most %d bytes when unpacked".formatted(bytesMax));
            }
            try {
                out.write(from, offset, length);
            } catch (IOException e) {
                throw new Unavailable("a file can't be kept: " + e.getMessage(), e);
            }
        }
    }
}
