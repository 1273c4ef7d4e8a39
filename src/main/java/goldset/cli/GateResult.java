package goldset.cli;

import goldset.cli.Bar.Judged;
import goldset.cli.Bar.Verdict;
import goldset.cli.GateRuns.Found;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the gate came to, before it is written in any form.
 *
 * @param title the dataset's name
 * @param bars the first says whether there is anything to judge
 * @param plain whether it was held against no bar that anybody set
 * @param failing how many samples failed, and the first of them
 */
record GateResult(
        String title,
        GateRun run,
        List<Judged> bars,
        boolean plain,
        Optional<GateRun> baseline,
        Optional<Answer> comparison,
        Found failing) {
    Exit exit() {
        if (bars.getFirst().verdict() == Verdict.NOT_MET) {
            return Exit.FAILED;
        }
        return missed().isEmpty() ? Exit.DONE : Exit.NOT_MET;
    }

    private List<Judged> missed() {
        return bars.stream().filter(bar -> bar.verdict() == Verdict.NOT_MET).toList();
    }

    String sentence() {
        String id = "run " + run.id();
        return switch (exit()) {
            case DONE -> "passed: " + id;
            // Where the run failed, its end says that word too.
            case FAILED -> "failed: " + id + " (" + run.end().replaceFirst("^failed:? ", "") + ")";
            default ->
                    missed().stream()
                            .map(Judged::name)
                            .collect(Collectors.joining(", ", "not passed: ", " (" + id + ")"));
        };
    }

    /** In a word, for those that read files. */
    String outcome() {
        return switch (exit()) {
            case DONE -> "passed";
            case FAILED -> "failed";
            default -> "not passed";
        };
    }

    /** What was run against what. */
    String subject() {
        Answer answer = run.answer();
        String revision =
                answer.text("dataset_revision").map(" (revision %s)"::formatted).orElse("");
        String target = answer.text("target").orElse(answer.word("mode"));
        String strict = answer.word("strict").equals("true") ? ", strictly" : "";
        return title + revision + " against " + target + strict;
    }

    /** How the samples came out; empty where the run has no summary. */
    Optional<String> counts() {
        Answer summary = run.summary();
        if (summary.text("total").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                "%s, %s of them labelled: %s right, %s not; %s without an answer"
                        .formatted(
                                run.completed()
                                        ? count(summary, "total") + " samples"
                                        : run.part() + " samples were asked",
                                count(summary, "labelled"),
                                count(summary, "correct"),
                                count(summary, "incorrect"),
                                count(summary, "errors")));
    }

    /** What it was compared with, and whether that is the same. */
    Optional<String> compared() {
        return comparison.map(c ->
                "compared with run %s of %s: %s newly failing, %s newly passing, p = %s"
                                .formatted(
                                        c.word("baseline_id"),
                                        baseline.map(b -> b.answer().word("created_at"))
                                                .orElse("?"),
                                        count(c, "newly_failing"),
                                        count(c, "newly_passing"),
                                        c.word("p_value"))
                        + changed(c)
                        + otherwise());
    }

    private String otherwise() {
        return baseline.filter(earlier -> !earlier.resembles(run)).isPresent()
                ? "; that run was asked otherwise: its target, mode or strictness is another"
                : "";
    }

    private static String changed(Answer comparison) {
        if (comparison.word("same_content").equals("true")) {
            return "";
        }
        return ("; the dataset has changed since: %s edited, %s only in this run, "
                        + "%s only in the earlier one")
                .formatted(
                        count(comparison, "edited"),
                        count(comparison, "only_in_run"),
                        count(comparison, "only_in_baseline"));
    }

    private static String count(Answer answer, String name) {
        return Unit.grouped(answer.number(name, 0));
    }

    List<Failing> newlyFailing() {
        return comparison.stream()
                .flatMap(c -> c.at("newly_failing_samples").each().stream())
                .map(Failing::of)
                .toList();
    }

    long newlyFailingTotal() {
        return comparison.map(c -> c.number("newly_failing", 0)).orElse(0L);
    }

    /** Rules with mistakes, those with the most first. */
    List<Answer> rules() {
        List<Answer> rules = new ArrayList<>(run.summary().at("rules").each());
        rules.removeIf(rule -> mistakes(rule) == 0);
        rules.sort(Comparator.comparingLong(GateResult::mistakes).reversed());
        return rules;
    }

    private static long mistakes(Answer rule) {
        return rule.number("fn", 0) + rule.number("fp", 0);
    }

    /** Of how many: {@code 3 of 1,001} or {@code 3}. */
    static String part(int shown, long total) {
        return shown >= total
                ? Unit.grouped(total)
                : "the first " + Unit.grouped(shown) + " of " + Unit.grouped(total);
    }
}
