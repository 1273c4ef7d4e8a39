package goldset.cli;

import goldset.cli.Bar.Judged;
import goldset.cli.Bar.Verdict;
import java.util.List;

/** The gate's result for people, on a screen. */
final class GateTable {
    private static final int RULES = 10;
    static final int SAMPLES = 10;
    private static final int TEXT_CHARS = 50;

    private final Screen screen;

    GateTable(Screen screen) {
        this.screen = screen;
    }

    /**
     * @param elsewhere files that have more of it; empty when there are none
     */
    void print(GateResult result, String elsewhere) {
        screen.result(result.subject());
        bars(result.bars());
        if (result.plain()) {
            screen.note("no bar is set: it is enough that every sample has an answer");
        }
        result.counts().ifPresent(screen::result);
        result.compared().ifPresent(screen::result);
        rules(result.rules());
        samples("newly failing", result.newlyFailing(), result.newlyFailingTotal());
        samples("failing", result.failing().first(), result.failing().total());
        if (result.failing().total() > SAMPLES) {
            screen.note(
                    elsewhere.isEmpty()
                            ? "--junit FILE and --json FILE name up to " + GateFiles.SAMPLES
                            : "more of them are in " + elsewhere);
        }
    }

    private void bars(List<Judged> bars) {
        Table table = new Table("BAR", "WANTED", "GOT", "OK");
        for (Judged bar : bars) {
            table.row(bar.name(), bar.wanted(), bar.got(), word(bar.verdict()));
        }
        table.print(screen);
    }

    static String word(Verdict verdict) {
        return switch (verdict) {
            case MET -> "yes";
            case NOT_MET -> "NO";
            case OPEN -> "not judged";
        };
    }

    private void rules(List<Answer> rules) {
        if (rules.isEmpty()) {
            return;
        }
        screen.result("");
        screen.result("rules with mistakes: " + GateResult.part(RULES, rules.size()));
        Table table = new Table("RULE", "RECALL", "PRECISION", "MISSED", "FALSE ALARMS");
        rules.stream().limit(RULES).forEach(rule -> table.row(cells(rule)));
        table.print(screen);
    }

    static String[] cells(Answer rule) {
        return new String[] {
            Failing.cut(rule.word("rule_id"), 60),
            share(rule, "recall"),
            share(rule, "precision"),
            Unit.grouped(rule.number("fn", 0)),
            Unit.grouped(rule.number("fp", 0))
        };
    }

    static String share(Answer answer, String name) {
        Double value = answer.decimal(name);
        return value == null ? "-" : Figure.rounded(value);
    }

    private void samples(String title, List<Failing> list, long total) {
        if (total == 0) {
            return;
        }
        screen.result("");
        screen.result(title + ": " + GateResult.part(Math.min(SAMPLES, list.size()), total));
        Table table = new Table("SAMPLE", "TEXT", "EXPECTED", "ACTUAL", "MISSING", "UNEXPECTED");
        for (Failing one : list.stream().limit(SAMPLES).toList()) {
            table.row(
                    one.id(),
                    Failing.cut(one.text(), TEXT_CHARS),
                    one.expected(),
                    one.actual(),
                    Failing.rules(one.missing()),
                    Failing.rules(one.unexpected()));
        }
        table.print(screen);
    }
}
