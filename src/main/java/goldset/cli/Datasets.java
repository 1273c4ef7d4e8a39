package goldset.cli;

import goldset.cli.Arguments.Options;
import java.util.Set;

/** {@code datasets}: what is there. */
final class Datasets {
    static final Options OPTIONS = new Options(Set.of(), Set.of("--json"));

    private Datasets() {}

    static Exit run(Arguments arguments, Session session) {
        arguments.none(0);
        Answer datasets = session.server().get(Target.DATASETS);
        if (arguments.flag("--json")) {
            session.screen().result(datasets.json());
            return Exit.DONE;
        }
        Table table = new Table("ID", "NAME", "ROWS", "UPDATED");
        for (Answer dataset : datasets.each()) {
            table.row(
                    dataset.word("id"),
                    dataset.word("name"),
                    Unit.grouped(dataset.number("caseCount", 0)),
                    dataset.word("updatedAt"));
        }
        table.print(session.screen());
        return Exit.DONE;
    }
}
