package goldset.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a form with a file, as RFC 7578 has them, one after the other as they come. */
final class Multipart {
    private static final int PARTS_MAX = 20;
    private static final int HEAD_BYTES_MAX = 8192;
    private static final byte[] EMPTY_LINE = {'\r', '\n', '\r', '\n'};
    private static final byte[] DASHES = {'-', '-'};
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*([A-Za-z*]+)=(?:\"([^\"]*)\"|([^;\\s]*))");

    private final InputStream in;
    private final byte[] boundary;
    private final byte[] buffer = new byte[1 << 16];
    private int from;
    private int end;
    private boolean ended;
    private int parts;

    /**
     * One field.
     *
     * @param file what the file is called; empty for a field without one
     * @param type its media type, or empty
     * @param body to be read to its end before the next part is asked for
     */
    record Part(String name, String file, String type, InputStream body) {}

    /**
     * @param type the Content-Type, which has the boundary
     */
    Multipart(InputStream in, String type) throws IOException {
        String word = parameter(type, "boundary");
        if (word.isEmpty()) {
            throw HttpProblem.invalidBody("Content-Type should have the boundary of the parts");
        }
        this.in = in;
        boundary = ("\r\n--" + word).getBytes(StandardCharsets.UTF_8);
        // The first boundary may have no line break before it.
        buffer[0] = '\r';
        buffer[1] = '\n';
        end = 2;
        while (new Body().read(new byte[HEAD_BYTES_MAX]) >= 0) {
            // What stands before the first boundary says nothing.
        }
    }

    /** The next part; empty behind the last. */
    Optional<Part> next() throws IOException {
        fill(DASHES.length);
        if (matches(DASHES, from)) {
            return Optional.empty();
        }
        if (++parts > PARTS_MAX) {
            throw HttpProblem.invalidBody("the form should have at most " + PARTS_MAX + " parts");
        }
        return Optional.of(part(head()));
    }

    private String head() throws IOException {
        fill(HEAD_BYTES_MAX);
        int at = from;
        while (!matches(EMPTY_LINE, at)) {
            if (at == end && at - from < HEAD_BYTES_MAX) {
                throw brokenOff();
            }
            if (at++ - from >= HEAD_BYTES_MAX) {
                throw HttpProblem.invalidBody(
                        "the head of a part should have at most " + HEAD_BYTES_MAX + " bytes");
            }
        }
        String head = new String(buffer, from, at - from, StandardCharsets.UTF_8);
        from = at + EMPTY_LINE.length;
        return head;
    }

    private Part part(String head) {
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
                new Body());
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

    /** Reads until so many bytes are there, or all there are. */
    private void fill(int wanted) throws IOException {
        if (end - from >= wanted || ended) {
            return;
        }
        System.arraycopy(buffer, from, buffer, 0, end - from);
        end -= from;
        from = 0;
        while (end < wanted && !ended) {
            int count = in.read(buffer, end, buffer.length - end);
            ended = count < 0;
            end += Math.max(0, count);
        }
    }

    private boolean matches(byte[] wanted, int at) {
        int to = at + wanted.length;
        return to <= end && Arrays.equals(wanted, 0, wanted.length, buffer, at, to);
    }

    private static HttpProblem brokenOff() {
        return HttpProblem.invalidBody(
                "the form should end with its boundary, and broke off in a part");
    }

    /** The bytes up to the next boundary, which is stepped over. */
    private final class Body extends InputStream {
        private boolean over;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (over) {
                return -1;
            }
            fill(boundary.length + DASHES.length + 1);
            int upTo = from;
            while (upTo < end && !mayBegin(upTo)) {
                upTo++;
            }
            if (upTo > from) {
                int count = Math.min(length, upTo - from);
                System.arraycopy(buffer, from, to, offset, count);
                from += count;
                return count;
            }
            if (!matches(boundary, from)) {
                throw brokenOff();
            }
            from += boundary.length;
            over = true;
            return -1;
        }

        /** Whether a boundary stands there, or as much of one as has been read. */
        private boolean mayBegin(int at) {
            if (buffer[at] != boundary[0]) {
                return false;
            }
            int to = Math.min(end, at + boundary.length);
            if (!Arrays.equals(buffer, at, to, boundary, 0, to - at)) {
                return false;
            }
            // What only begins as the boundary does is part of the file.
            int behind = matches(DASHES, to) ? to + DASHES.length : to;
            return to - at < boundary.length
                    || behind >= end
                    || " \t\r\n".indexOf(buffer[behind]) >= 0;
        }
    }
}
