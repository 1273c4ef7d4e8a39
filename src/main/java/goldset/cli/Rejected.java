package goldset.cli;

import goldset.format.Text;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows go that an import rejected: never over another file.
 *
 * @param asked null when it is to be found beside the input
 */
record Rejected(@Nullable Path asked, Source source) {
    private static final int NUMBER_MAX = 10_000;

    /** Looked at before anything is sent: a file in the way would be found too late. */
    static Rejected of(Arguments arguments, Source source) {
        Path asked = arguments.value("--rejected").map(Path::of).orElse(null);
        if (asked != null && !arguments.value("--on-error").orElse("").equals("skip")) {
            throw Failure.usage("--rejected needs --on-error skip");
        }
        if (asked != null && Files.exists(asked)) {
            throw Failure.usage(Text.shown(asked.toString()) + " is there already");
        }
        Path parent = asked == null ? null : asked.toAbsolutePath().getParent();
        if (asked != null && (parent == null || !Files.isDirectory(parent))) {
            throw Failure.usage(Text.shown(asked.toString()) + " has no folder to be in");
        }
        return new Rejected(asked, source);
    }

    /** Returns the file that has them. */
    Path fetch(Job job, Session session, Progress progress) {
        HttpResponse<InputStream> response = session.server().open(job.path() + "/rejected");
        String type = response.headers().firstValue("Content-Type").orElse("");
        String ending = type.startsWith("text/csv") ? ".csv" : ".jsonl";
        try (PartFile part = PartFile.of(numbered(1, ending), session.screen())) {
            Transfer.copy(response, part.out(), "the file of rejected rows", progress);
            return finished(part, ending);
        } catch (IOException e) {
            throw Transfer.unwritable("the file of rejected rows", e);
        }
    }

    private Path finished(PartFile part, String ending) throws IOException {
        for (int number = 1; ; number++) {
            Path path = numbered(number, ending);
            try {
                part.finishAs(path);
                return path;
            } catch (FileAlreadyExistsException e) {
                if (asked != null || number == NUMBER_MAX) {
                    throw e;
                }
            }
        }
    }

    private Path numbered(int number, String ending) {
        if (asked != null) {
            return asked;
        }
        String rest = ".rejected" + (number == 1 ? "" : "-" + number) + ending;
        return source.path()
                .map(path -> path.resolveSibling(path.getFileName() + rest))
                .orElse(Path.of("stdin" + rest));
    }
}
