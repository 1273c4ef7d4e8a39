package goldset.cli;

import goldset.cli.Arguments.Options;
import goldset.cli.Progress.Step;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code import}: a file into a dataset, by a job at the server that is watched to its end. */
final class Import {
    static final Options OPTIONS =
            new Options(
                    Set.of("--dataset", "--format", "--shape", "--map", "--on-error", "--rejected"),
                    Set.of("--dry-run", "--quiet"));

    private static final List<String> ON_ERROR = List.of("abort", "skip");
    private static final String UPLOAD = "/api/v1/datasets/upload";

    private final Arguments arguments;
    private final Session session;
    private final Screen screen;
    private final Progress progress;
    private final Source source;
    private final Rejected rejected;

    private Import(Arguments arguments, Session session) {
        this.arguments = arguments;
        this.session = session;
        screen = session.screen();
        progress = new Progress(screen, session.pace(), arguments.flag("--quiet"));
        source = Source.of(arguments.only("file (- is standard input)"), session.in());
        arguments.oneOf("--on-error", ON_ERROR);
        rejected = Rejected.of(arguments, source);
    }

    static Exit run(Arguments arguments, Session session) {
        String dataset =
                arguments.value("--dataset").orElseThrow(() -> Failure.usage("which --dataset?"));
        return new Import(arguments, session).run(dataset);
    }

    private Exit run(String dataset) {
        Target target = Target.of(session.server(), dataset);
        if (target.id() == null && !arguments.flag("--quiet")) {
            screen.note("there is no dataset " + target + " yet: this import makes it");
        }
        try (ImportInterrupt interrupt = new ImportInterrupt(session, source)) {
            Answer answer = sent(target);
            ImportResult result = new ImportResult(session, target, arguments);
            Job job = job(answer);
            if (job == null) {
                return result.atOnce(answer);
            }
            interrupt.know(job);
            return ended(new JobWatch(session, progress).toTheEnd(job), result);
        } finally {
            screen.erase();
        }
    }

    private Answer sent(Target target) {
        Query query =
                new Query(UPLOAD)
                        .with("format", arguments, "--format")
                        .with("shape", arguments, "--shape")
                        .with("map", arguments, "--map")
                        .with("on_error", arguments, "--on-error");
        query.with(target.id() == null ? "name" : "datasetId", wanted(target));
        // A dry run is answered at once where the server can.
        query.with(arguments.flag("--dry-run") ? "dry_run" : "async", "true");
        progress.show(sending(0));
        return session.server()
                .upload(
                        query.toString(),
                        source,
                        UUID.randomUUID().toString(),
                        sent -> progress.show(sending(sent)));
    }

    private static String wanted(Target target) {
        return target.id() == null ? target.name() : target.id();
    }

    private Step sending(long sent) {
        return new Step("sending", Unit.BYTES, sent, source.length());
    }

    /**
     * What was done while it was sent may have been a job as well, whose rejected rows are kept.
     */
    private @Nullable Job job(Answer answer) {
        if (answer.text("state").isPresent()) {
            return new Job(answer);
        }
        return answer.text("importId")
                .map(id -> new Job(session.server().get(Job.path(id))))
                .orElse(null);
    }

    private Exit ended(Job job, ImportResult result) {
        Exit exit = result.of(job);
        if (exit == Exit.SOME_REJECTED && !arguments.flag("--dry-run")) {
            try {
                screen.result("their rows are in " + rejected.fetch(job, session, progress));
            } catch (Failure e) {
                screen.note("their rows couldn't be fetched: " + e.getMessage());
            }
        }
        return exit;
    }
}
