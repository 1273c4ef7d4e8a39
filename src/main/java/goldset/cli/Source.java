package goldset.cli;

import goldset.format.Text;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What is imported: a file, or what comes in by standard input or a pipe with a name. */
final class Source {
    static final String STANDARD = "-";

    private final @Nullable Path path;
    private final InputStream standard;
    private final long length;
    private volatile boolean ended;

    private Source(@Nullable Path path, InputStream standard, long length) {
        this.path = path;
        this.standard = standard;
        this.length = length;
    }

    static Source of(String word, InputStream standard) {
        if (word.equals(STANDARD)) {
            return new Source(null, standard, -1);
        }
        Path path = Path.of(word);
        if (!Files.exists(path) || Files.isDirectory(path) || !Files.isReadable(path)) {
            String why = Files.isDirectory(path) ? "is a folder" : "can't be read";
            throw Failure.usage(Text.shown(word) + " " + why);
        }
        try {
            return new Source(path, standard, Files.isRegularFile(path) ? Files.size(path) : -1);
        } catch (IOException e) {
            throw Failure.usage(Text.shown(word) + " can't be read: " + e.getMessage());
        }
    }

    /** Nothing for standard input. */
    Optional<Path> path() {
        return Optional.ofNullable(path);
    }

    /** 0 when nobody knows. */
    long length() {
        return Math.max(0, length);
    }

    /** What came by a pipe is gone once it was read. */
    boolean repeatable() {
        return length >= 0;
    }

    /** Whether the last byte was handed on. */
    boolean ended() {
        return ended;
    }

    String type() {
        String name =
                path == null ? "" : String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "csv" -> "text/csv";
            case "tsv" -> "text/tab-separated-values";
            case "jsonl", "ndjson" -> "application/x-ndjson";
            case "json" -> "application/json";
            case "yaml", "yml" -> "application/yaml";
            default -> "application/octet-stream";
        };
    }

    /**
     * The bytes, with their number beforehand where it is known.
     *
     * @param read is told how many were handed on so far
     */
    BodyPublisher body(LongConsumer read) {
        if (length == 0) {
            return BodyPublishers.noBody();
        }
        InputStream in = new Counted(open(), read);
        BodyPublisher stream = BodyPublishers.ofInputStream(() -> in);
        return length > 0 ? BodyPublishers.fromPublisher(stream, length) : stream;
    }

    private InputStream open() {
        ended = false;
        try {
            return path == null ? standard : Files.newInputStream(path);
        } catch (IOException e) {
            throw Failure.usage(path + " can't be read: " + e.getMessage());
        }
    }

    private final class Counted extends FilterInputStream {
        private final LongConsumer read;
        private long count;

        Counted(InputStream in, LongConsumer read) {
            super(in);
            this.read = read;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int most) throws IOException {
            int got = super.read(bytes, from, most);
            count += Math.max(0, got);
            ended = got < 0 || (length > 0 && count >= length);
            read.accept(count);
            return got;
        }
    }
}
