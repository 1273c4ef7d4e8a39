package goldset.cli;

import goldset.cli.Bar.Judged;
import goldset.cli.Bar.Verdict;
import goldset.format.Text;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The gate's result for the page that a CI job has. */
final class GateMarkdown {
    private static final int RULES = 20;
    private static final int SAMPLES = 20;
    private static final int TEXT_CHARS = 120;

    /** What begins or ends something in Markdown, in HTML, or is a link or a person by itself. */
    private static final String SPECIAL = "\\`*[]|~#!<>&$@\"'";

    private final StringBuilder text = new StringBuilder();

    private GateMarkdown() {}

    static String of(GateResult result) {
        return new GateMarkdown().all(result);
    }

    /** Of a gate that could not be run. */
    static String of(String reason) {
        return "## Gate could not be run\n\n" + plain(reason) + "\n";
    }

    private String all(GateResult result) {
        line("## Gate " + result.outcome() + ": " + plain(result.title()));
        line("");
        line("Run " + plain(result.run().id()) + ": " + plain(result.subject()));
        bars(result.bars());
        if (result.plain()) {
            line("");
            line("No bar is set: it is enough that every sample has an answer.");
        }
        result.counts().ifPresent(this::paragraph);
        result.compared().ifPresent(this::paragraph);
        if (result.counts().isPresent()) {
            metrics(result.run().summary());
        }
        rules(result.rules());
        samples("Newly failing", result.newlyFailing(), result.newlyFailingTotal());
        samples("Failing", result.failing().first(), result.failing().total());
        return text.toString();
    }

    private void bars(List<Judged> bars) {
        header("bar", "wanted", "got", "ok");
        for (Judged bar : bars) {
            String word = GateTable.word(bar.verdict());
            row(
                    plain(bar.name()),
                    plain(bar.wanted()),
                    plain(bar.got()),
                    bar.verdict() == Verdict.NOT_MET ? "**" + word + "**" : word);
        }
    }

    private void metrics(Answer summary) {
        header("metric", "value", "95 %");
        List<String> undefined = summary.words("undefined");
        for (String name :
                List.of("accuracy", "precision", "recall", "f1", "fp_rate", "block_rate")) {
            String value = undefined.contains(name) ? "-" : GateTable.share(summary, name);
            row(name, value, interval(summary.at("intervals"), name));
        }
        row("auroc", GateTable.share(summary, "auroc"), "");
        row("ece", GateTable.share(summary, "ece"), "");
        Answer latency = summary.at("latency_ms");
        boolean measured = Figure.P95_MS.of(summary, Optional.empty()).value() != null;
        for (String name : List.of("p50", "p95", "p99")) {
            Double ms = latency.decimal(name);
            row(name + " in ms", ms == null || !measured ? "-" : Figure.ms(ms), "");
        }
    }

    private static String interval(Answer intervals, String name) {
        List<String> ends = intervals.words(name);
        return ends.size() == 2 ? ends.getFirst() + " to " + ends.getLast() : "";
    }

    private void rules(List<Answer> rules) {
        if (rules.isEmpty()) {
            return;
        }
        title("Rules with mistakes", RULES, rules.size());
        header("rule", "recall", "precision", "missed", "false alarms");
        rules.stream()
                .limit(RULES)
                .forEach(rule ->
                        row(
                                Stream.of(GateTable.cells(rule))
                                        .map(GateMarkdown::plain)
                                        .toArray(String[]::new)));
    }

    private void samples(String title, List<Failing> list, long total) {
        if (total == 0) {
            return;
        }
        title(title, Math.min(SAMPLES, list.size()), total);
        header("text", "expected", "actual", "missing", "unexpected", "sample");
        for (Failing one : list.stream().limit(SAMPLES).toList()) {
            row(
                    code(Failing.cut(one.text(), TEXT_CHARS)),
                    plain(one.expected()),
                    plain(one.actual()),
                    plain(Failing.rules(one.missing())),
                    plain(Failing.rules(one.unexpected())),
                    plain(one.id()));
        }
    }

    private void title(String title, int shown, long total) {
        line("");
        line("### " + title + ": " + GateResult.part(shown, total));
    }

    private void paragraph(String sentence) {
        line("");
        line(plain(sentence));
    }

    private void header(String... cells) {
        line("");
        row(cells);
        line("|" + "---|".repeat(cells.length));
    }

    private void row(String... cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /** In code nobody is mentioned and nothing linked by those who read the page for that. */
    private static String code(String text) {
        return text.isEmpty() ? "" : "<code>" + plain(text) + "</code>";
    }

    /** Entities, for a backslash before a bar is read in more than one way. */
    static String plain(String text) {
        String shown = Text.printable(text);
        StringBuilder out = new StringBuilder(shown.length());
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            if (SPECIAL.indexOf(c) >= 0 || (c == '_' && !within(shown, i)) || links(shown, i)) {
                out.append("&#").append((int) c).append(';');
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** What makes an address a link by itself. */
    private static boolean links(String text, int at) {
        return text.startsWith("://", at)
                || (text.charAt(at) == '.' && text.regionMatches(true, at - 3, "www", 0, 3));
    }

    /** In the middle of a word it is nothing but itself. */
    private static boolean within(String text, int at) {
        return at > 0
                && at + 1 < text.length()
                && Character.isLetterOrDigit(text.charAt(at - 1))
                && Character.isLetterOrDigit(text.charAt(at + 1));
    }
}
