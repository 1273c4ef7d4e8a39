package goldset.cli;

import java.util.List;
import java.util.StringJoiner;

/** What an import came to, in words. */
final class ImportResult {
    private final Screen screen;
    private final Target target;
    private final boolean dry;
    private final boolean skips;

    ImportResult(Session session, Target target, Arguments arguments) {
        screen = session.screen();
        this.target = target;
        dry = arguments.flag("--dry-run");
        skips = arguments.value("--on-error").orElse("").equals("skip");
    }

    Exit of(Job job) {
        Answer answer = job.answer();
        return switch (job.state()) {
            case "done" -> dry ? dry(answer) : done(answer);
            case "cancelled" -> throw Failure.failed("somebody cancelled the import");
            default -> throw failed(answer);
        };
    }

    /** Of a server that doesn't make a job of it. */
    Exit atOnce(Answer answer) {
        return dry ? dry(answer) : done(answer);
    }

    private Exit done(Answer answer) {
        StringJoiner line = new StringJoiner(", ");
        String revision =
                answer.text("revision").map(number -> " as revision " + number).orElse("");
        line.add("imported " + rows(answer, "inserted") + " into " + place(answer) + revision);
        for (String word : List.of("skipped", "replaced")) {
            if (answer.number(word, 0) > 0) {
                line.add(word + " " + Unit.grouped(answer.number(word, 0)));
            }
        }
        screen.result(line.toString());
        answer.text("shape").ifPresent(shape -> screen.note("the rows are those of " + shape));
        ignored(answer);
        return rejected(answer);
    }

    private void ignored(Answer answer) {
        List<String> names = answer.words("ignoredFields");
        if (!names.isEmpty()) {
            screen.note("fields that nobody knows were left out: " + String.join(", ", names));
        }
    }

    private Exit rejected(Answer answer) {
        long count = answer.number("rowsRejected", 0);
        if (count == 0) {
            return Exit.DONE;
        }
        screen.result("rejected " + Unit.ROWS.amount(count));
        answer.complaints().forEach(screen::result);
        return Exit.SOME_REJECTED;
    }

    /** How many rows have a fault is not told: one may have several. */
    private Exit dry(Answer answer) {
        boolean faulty = answer.number("errorsTotal", 0) > 0;
        long rows = answer.number("rows", answer.number("rowsTotal", 0));
        if (faulty && (!skips || rows == 0)) {
            throw refusal(answer);
        }
        String of = answer.text("shape").or(() -> answer.text("format")).orElse("unknown format");
        screen.result(
                "would import "
                        + (faulty ? "the sound ones of " : "")
                        + Unit.ROWS.amount(rows)
                        + " (%s) into %s".formatted(of, target));
        ignored(answer);
        answer.complaints().forEach(screen::result);
        return faulty ? Exit.SOME_REJECTED : Exit.DONE;
    }

    private static Failure failed(Answer answer) {
        boolean faulty = answer.number("errorsTotal", 0) > 0;
        String reason = answer.text("reason").orElse("the server gives no reason");
        return faulty ? refusal(answer) : Failure.failed("the import failed: " + reason);
    }

    private static Failure refusal(Answer answer) {
        return Failure.refused("the file is refused, nothing was stored", answer.complaints());
    }

    private static String rows(Answer answer, String name) {
        return Unit.ROWS.amount(answer.number(name, 0));
    }

    /** A new dataset has its id from the server. */
    private Target place(Answer answer) {
        return new Target(answer.text("datasetId").orElse(target.id()), target.name());
    }
}
