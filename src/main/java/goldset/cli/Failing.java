package goldset.cli;

import goldset.format.Text;
import java.util.List;

/**
 * A sample that didn't come out as expected.
 *
 * @param text its beginning, as it came
 * @param before what the earlier run had; empty where there was none
 * @param error why there is no answer; empty when there is one
 */
record Failing(
        String id,
        String text,
        String expected,
        String actual,
        String before,
        List<String> missing,
        List<String> unexpected,
        String error) {
    private static final int TEXT_CHARS_MAX = 2000;
    private static final int RULES_SHOWN = 3;
    private static final String NONE = "-";
    private static final String SILENT = "no answer";

    /** Of a run's results, or of a comparison. */
    static Failing of(Answer row) {
        return new Failing(
                row.word("sample_id"),
                cut(row.word("input_text"), TEXT_CHARS_MAX),
                row.text("expected_decision").orElse(NONE),
                row.text("actual_decision").orElse(NONE),
                row.word("baseline_decision"),
                row.words("missing_rule_hits"),
                row.words("unexpected_rule_hits"),
                cut(row.word("error"), TEXT_CHARS_MAX));
    }

    boolean errored() {
        return actual.equals("ERROR");
    }

    static String cut(String text, int chars) {
        return text.length() <= chars ? text : Text.start(text, chars) + "…";
    }

    /** Names of rules for a cell, a few of them. */
    static String rules(List<String> names) {
        String some =
                String.join(
                        ", ",
                        names.stream().limit(RULES_SHOWN).map(name -> cut(name, 60)).toList());
        int more = names.size() - RULES_SHOWN;
        return more > 0 ? some + " and " + more + " more" : some.isEmpty() ? NONE : some;
    }

    /** In a sentence. */
    String said() {
        if (errored()) {
            // Some reasons begin so themselves.
            boolean said = error.startsWith(SILENT);
            return said ? error : SILENT + (error.isEmpty() ? "" : ": " + error);
        }
        return "expected "
                + expected
                + ", got "
                + actual
                + (before.isEmpty() ? "" : ", earlier " + before)
                + (missing.isEmpty() ? "" : "; missing " + rules(missing))
                + (unexpected.isEmpty() ? "" : "; unexpected " + rules(unexpected));
    }
}
