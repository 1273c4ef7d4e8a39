package goldset.cli;

import goldset.cli.Arguments.Options;
import goldset.format.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** {@code export}: a dataset as a file. */
final class Export {
    static final Options OPTIONS =
            new Options(
                    Set.of("-o", "--format", "--shape", "--version", "--revision"),
                    Set.of("--gzip", "--excel-safe", "--quiet"));

    private static final List<String> FORMATS = List.of("jsonl", "csv", "json", "openai-jsonl");
    private static final String STANDARD = "-";
    private static final String PACKED = "application/gzip";

    private final Arguments arguments;
    private final Session session;
    private final String file;

    private Export(Arguments arguments, Session session) {
        this.arguments = arguments;
        this.session = session;
        file = arguments.value("-o").orElse(STANDARD);
    }

    static Exit run(Arguments arguments, Session session) {
        return new Export(arguments, session).run();
    }

    private Exit run() {
        String word = arguments.only("dataset");
        String format = arguments.oneOf("--format", FORMATS).orElse(ofEnding());
        Target target = Target.existing(session.server(), word);
        String path =
                new Query(Target.DATASETS + "/" + target.id() + "/export")
                        .with("format", format)
                        .with("shape", arguments, "--shape")
                        .with("version", arguments, "--version")
                        .with("revision", arguments, "--revision")
                        .when(arguments.flag("--excel-safe"), "excel_safe")
                        .when(arguments.flag("--gzip"), "gzip")
                        .toString();
        if (file.equals(STANDARD)) {
            toStandard(path, target);
        } else {
            toFile(path, target);
        }
        return Exit.DONE;
    }

    private String ofEnding() {
        return file.toLowerCase(Locale.ROOT).matches(".*\\.csv(\\.gz)?") ? "csv" : "jsonl";
    }

    private void toStandard(String path, Target target) {
        HttpResponse<InputStream> response = session.server().open(path);
        Received received = copied(response, session.screen().bytes(), "standard output");
        session.screen().erase();
        summary(target, received).forEach(session.screen()::note);
    }

    private void toFile(String path, Target target) {
        try (PartFile part = PartFile.of(Path.of(file), session.screen())) {
            HttpResponse<InputStream> response = session.server().open(path);
            Received received = copied(response, part.out(), Text.shown(file));
            part.finish();
            summary(target, received).forEach(session.screen()::result);
        } catch (IOException e) {
            throw Transfer.unwritable(Text.shown(file), e);
        }
    }

    private record Received(HttpResponse<InputStream> response, long bytes) {
        Optional<String> header(String... names) {
            return Stream.of(names)
                    .flatMap(name -> response.headers().firstValue(name).stream())
                    .findFirst();
        }
    }

    /** Packed as asked: here, by a server that can't. */
    private Received copied(HttpResponse<InputStream> response, OutputStream out, String where) {
        Progress progress =
                new Progress(session.screen(), session.pace(), arguments.flag("--quiet"));
        boolean packed = response.headers().firstValue("Content-Type").orElse("").equals(PACKED);
        if (packed || !arguments.flag("--gzip")) {
            return new Received(response, Transfer.copy(response, out, where, progress));
        }
        try {
            // Closed at the end alone: closing it earlier would write the end of a whole file.
            GZIPOutputStream packer = new GZIPOutputStream(out);
            long bytes = Transfer.copy(response, packer, where, progress);
            packer.finish();
            return new Received(response, bytes);
        } catch (IOException e) {
            throw Transfer.unwritable(where, e);
        }
    }

    private List<String> summary(Target target, Received received) {
        if (arguments.flag("--quiet") && file.equals(STANDARD)) {
            return List.of();
        }
        String rows =
                received.header("X-Row-Count", "X-Case-Count")
                        .map(Export::rows)
                        .orElse(Unit.BYTES.amount(received.bytes()));
        String to = file.equals(STANDARD) ? "" : " to " + file;
        Stream<String> done = Stream.of("exported " + rows + " of " + target + to);
        Stream<String> skipped =
                received.header("X-Skipped-Cases").filter(count -> !count.equals("0")).stream()
                        .map(count -> rows(count) + " without an expected output left out");
        Stream<String> hash =
                received.header("X-Content-Hash").stream().map(text -> "content hash " + text);
        return Stream.of(done, skipped, hash).flatMap(lines -> lines).toList();
    }

    private static String rows(String count) {
        return count.matches("\\d{1,18}") ? Unit.ROWS.amount(Long.parseLong(count)) : count;
    }
}
