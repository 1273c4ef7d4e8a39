package goldset.cli;

import goldset.cli.Bar.Judged;
import goldset.format.Text;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The gate's result as JUnit's XML: a bar is a test, and so is a sample that failed, unless a CI
 * would count it against a gate that has passed.
 */
final class GateJunit {
    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final int NAME_CHARS = 80;

    private final GateResult result;
    private final boolean barsOnly;
    private final StringBuilder cases = new StringBuilder();
    private int tests;
    private int failures;
    private int errors;
    private int skipped;

    private GateJunit(GateResult result, boolean barsOnly) {
        this.result = result;
        this.barsOnly = barsOnly;
    }

    static String of(GateResult result, boolean barsOnly) {
        return new GateJunit(result, barsOnly).text();
    }

    /** Of a gate that could not be run. */
    static String of(String reason) {
        String counts = " name=\"gate\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\"";
        return HEAD
                + "<testsuites"
                + counts
                + ">\n<testsuite"
                + counts
                + ">\n<testcase classname=\"goldset.gate\" name=\"the gate is run\"><error"
                + " type=\"gate\" message="
                + quoted(reason)
                + "/></testcase>\n</testsuite>\n</testsuites>\n";
    }

    private String text() {
        result.bars().forEach(this::bar);
        Set<String> news =
                result.newlyFailing().stream().map(Failing::id).collect(Collectors.toSet());
        List<Failing> samples = barsOnly ? List.of() : result.failing().first();
        samples.forEach(sample -> sample(sample, news.contains(sample.id())));
        String counts =
                " name=%s tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\""
                        .formatted(quoted(result.title()), tests, failures, errors, skipped);
        return HEAD
                + "<testsuites"
                + counts
                + ">\n<testsuite"
                + counts
                + " timestamp="
                + quoted(result.run().answer().word("created_at").replaceFirst("\\..*", ""))
                + ">\n"
                + properties()
                + cases
                + "<system-out>"
                + escaped(remarks(samples.size()))
                + "</system-out>\n</testsuite>\n</testsuites>\n";
    }

    private String properties() {
        Answer run = result.run().answer();
        StringBuilder text = new StringBuilder("<properties>\n");
        for (String name :
                List.of("id", "target", "policy_version", "dataset_id", "dataset_revision")) {
            text.append(
                    "<property name=%s value=%s/>\n"
                            .formatted(
                                    quoted(name.equals("id") ? "run" : name),
                                    quoted(run.word(name))));
        }
        return text.append("</properties>\n").toString();
    }

    private String remarks(int named) {
        return result.subject()
                + result.counts().map(line -> "\n" + line).orElse("")
                + result.compared().map(line -> "\n" + line).orElse("")
                + left(named, result.failing().total());
    }

    private static String left(int named, long total) {
        if (named >= total) {
            return "";
        }
        return named == 0
                ? "\nSamples that failed, none of them named here: " + Unit.grouped(total) + "."
                : "\nOf the samples that failed, "
                        + GateResult.part(named, total)
                        + " are named here.";
    }

    private void bar(Judged bar) {
        String got = quoted("wanted " + bar.wanted() + ", got " + bar.got());
        open("bars", bar.name() + " " + bar.wanted());
        switch (bar.verdict()) {
            case MET -> {
                // A case with nothing in it has passed.
            }
            case OPEN -> {
                skipped++;
                cases.append("<skipped message=").append(got).append("/>");
            }
            case NOT_MET -> {
                // Without a limit it is the run that failed, and no bar.
                boolean broken = bar.limit() == null;
                problem(broken, got, "");
            }
        }
        cases.append("</testcase>\n");
    }

    private void sample(Failing sample, boolean news) {
        open("samples", Failing.cut(sample.text(), NAME_CHARS) + " [" + sample.id() + "]");
        String said = (news ? "newly failing: " : "") + sample.said();
        problem(sample.errored(), quoted(said), sample.text());
        cases.append("</testcase>\n");
    }

    private void open(String kind, String name) {
        tests++;
        cases.append(
                "<testcase classname=%s name=%s>"
                        .formatted(quoted("goldset.gate." + kind), quoted(name)));
    }

    private void problem(boolean error, String message, String text) {
        failures += error ? 0 : 1;
        errors += error ? 1 : 0;
        String tag = error ? "error" : "failure";
        cases.append("<%s type=\"gate\" message=%s>".formatted(tag, message))
                .append(escaped(text))
                .append("</")
                .append(tag)
                .append(">");
    }

    private static String quoted(String text) {
        return "\"" + escaped(text.replace('\n', ' ')) + "\"";
    }

    /** What XML can't have, not even escaped, is made visible. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (String line : text.split("\n", -1)) {
            out.append(out.isEmpty() ? "" : "\n").append(Text.printable(line));
        }
        return out.toString()
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("\uFFFE", "\\ufffe")
                .replace("\uFFFF", "\\uffff");
    }
}
