package goldset.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a form with a file, as RFC 7578 has them. */
final class Multipart {
    private static final int PARTS_MAX = 20;
    private static final int HEAD_BYTES_MAX = 8192;
    private static final byte[] EMPTY_LINE = {'\r', '\n', '\r', '\n'};
    private static final byte[] DASHES = {'-', '-'};
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*([A-Za-z*]+)=(?:\"([^\"]*)\"|([^;\\s]*))");

    private final byte[] body;
    private final byte[] boundary;

    /**
     * One field.
     *
     * @param file what the file is called; empty for a field without one
     * @param type its media type, or empty
     */
    record Part(String name, String file, String type, int from, int to) {}

    private Multipart(byte[] body, String boundary) {
        this.body = body;
        this.boundary = ("\r\n--" + boundary).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param type the Content-Type, which has the boundary
     */
    static List<Part> parts(byte[] body, String type) {
        String boundary = parameter(type, "boundary");
        if (boundary.isEmpty()) {
            throw HttpProblem.invalidBody("Content-Type should have the boundary of the parts");
        }
        return new Multipart(body, boundary).parts();
    }

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        // The first boundary may have no line break before it.
        int begin = matches(boundary, 2, 0) ? 0 : found(boundary, 0) + 2;
        int at = begin + boundary.length - 2;
        while (!matches(DASHES, 0, at)) {
            if (parts.size() == PARTS_MAX) {
                throw HttpProblem.invalidBody(
                        "the form should have at most " + PARTS_MAX + " parts");
            }
            int head = found(EMPTY_LINE, at);
            if (head - at > HEAD_BYTES_MAX) {
                throw HttpProblem.invalidBody(
                        "the head of a part should have at most " + HEAD_BYTES_MAX + " bytes");
            }
            int end = found(boundary, head + EMPTY_LINE.length);
            String lines = new String(body, at, head - at, StandardCharsets.UTF_8);
            parts.add(part(lines, head + EMPTY_LINE.length, end));
            at = end + boundary.length;
        }
        return parts;
    }

    private static Part part(String head, int from, int end) {
        String disposition = "";
        String type = "";
        for (String line : head.split("\r\n")) {
            String name = line.substring(0, Math.max(0, line.indexOf(':'))).strip();
            String value = line.substring(line.indexOf(':') + 1).strip();
            switch (name.toLowerCase(Locale.ROOT)) {
                case "content-disposition" -> disposition = value;
                case "content-type" -> type = value;
                default -> {}
            }
        }
        return new Part(
                parameter(disposition, "name"),
                parameter(disposition, "filename"),
                type,
                from,
                end);
    }

    private static String parameter(String header, String name) {
        Matcher matcher = PARAMETER.matcher(header);
        while (matcher.find()) {
            if (matcher.group(1).equalsIgnoreCase(name)) {
                return matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
            }
        }
        return "";
    }

    /** Where the bytes are, at or after a place. */
    private int found(byte[] wanted, int start) {
        for (int i = start; i + wanted.length <= body.length; i++) {
            if (matches(wanted, 0, i)) {
                return i;
            }
        }
        throw HttpProblem.invalidBody(
                "the form should end with its boundary, and broke off in a part");
    }

    /** Whether the bytes from one on are at a place. */
    private boolean matches(byte[] wanted, int first, int at) {
        int end = at + wanted.length - first;
        return end <= body.length && Arrays.equals(wanted, first, wanted.length, body, at, end);
    }
}
