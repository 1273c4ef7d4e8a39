package goldset.cli;

import java.util.List;

/** What the tool says of itself. */
final class Help {
    static final String TOOL =
            """

            The same jar is a client, with GOLDSET_URL and GOLDSET_KEY in its environment:
              java -jar goldset.jar import      a file into a dataset
              java -jar goldset.jar export      a dataset into a file
              java -jar goldset.jar gate        a dataset against a guardrail, for CI
              java -jar goldset.jar datasets    what is there
              java -jar goldset.jar keys        who may come in
              java -jar goldset.jar import --help, and so on

            Settings of the client, which a server ignores:
              GOLDSET_URL                   address of the server, a path at its end too
                                            default http://127.0.0.1:8080
              GOLDSET_KEY                   key of the server's: never an argument, never shown
            """;

    static final String ENVIRONMENT =
            """

            GOLDSET_URL says where the server is, GOLDSET_KEY holds a key to it.
            """;

    static final String EXITS =
            """

            Exit codes of the client:
              0    done
              1    failed: the server is away, a connection broke, the server couldn't do it;
                   of gate also what is refused, and a run that failed or was cancelled
              2    not understood: an option, a file, a setting
              3    refused by the server, nothing was stored: the file, the key, no such dataset;
                   of gate: a bar isn't met, and nothing else
              4    done, but some rows were rejected
              130  broken off by Ctrl-C
            """;

    static final String IMPORT =
            """
            java -jar goldset.jar import FILE --dataset NAME_OR_ID [options]

            Imports a file into a dataset, or into a new one when none has that name.
            FILE is any that the server reads; - is standard input.

              --dataset NAME_OR_ID   where to
              --format F             json, jsonl, csv or yaml; else told by the file
              --shape S              whose rows they are, as the README lists them; else told
              --map a:b,c:d          column a is field b, column c is field d
              --on-error abort|skip  one bad row refuses all (abort), or is left out (skip)
              --rejected FILE        where rows go that were left out, never over another file;
                                     else FILE.rejected.csv or .jsonl beside the input
              --dry-run              tells what would happen
              --quiet                no progress

            A file is sent again, five times at most, when the connection breaks or the server is
            busy; it is imported once however often it is sent. Standard input can't be sent twice.
            Ctrl-C cancels the import.
            """;

    static final String EXPORT =
            """
            java -jar goldset.jar export NAME_OR_ID [options]

            Writes a dataset as a file.

              -o FILE                where to, over what has that name; - or none: standard output.
                                     It has its name only once it is whole; FILE.part until then
              --format F             jsonl, csv or openai-jsonl, with --shape json too;
                                     else csv when FILE ends so, or jsonl
              --shape S              rows as another tool writes them, as the README lists them
              --version V            as of a version
              --revision N           as of a revision
              --gzip                 packed
              --excel-safe           no cell of a csv that a spreadsheet would run
              --quiet                no progress
            """;

    static final String GATE =
            """
            java -jar goldset.jar gate --dataset NAME_OR_ID [options]

            Runs a dataset against a guardrail, and says by its exit code whether that is good enough.

              --dataset NAME_OR_ID   what is run
              --target NAME          the guardrail; else the one called default, and where there is
                                     none, a runtime that fetches the run
              --version V            as of a version
              --strict               TRANSFORM and REDACT are two decisions
              --name TEXT            what the run is called
              --concurrency N        samples at a time, up to 64; else as the target has it
              --run RUN              judges a run that is there, and starts none
              --wait SECONDS         how long it may take, 3600 unless said

            Bars, each of them optional; what means nothing in the run doesn't reach its bar:
              --max-errors N         samples without an answer, 0 unless said
              --min-accuracy X       share of the labelled samples that are right
              --min-precision X      of the samples that were not allowed, those that shouldn't be
              --min-recall X         of those that shouldn't be allowed, those that weren't
              --min-f1 X             of the two
              --min-auroc X          how well risk scores tell them apart
              --max-ece X            how far risk scores are from how often they are right
              --max-fp-rate X        of the samples to allow, those that were not
              --max-p95-ms X         latency that 95 of 100 samples have at most
              --max-block-rate-rise X
                                     more blocked than in an earlier run, as a share
              --no-new-failures-since RUN
                                     nothing fails that was right in that run; latest is the newest
                                     completed one of the dataset before this one, with the same
                                     target; without one, this bar and that above are not judged
              --preset advisory|enforcement
                                     f1 0.60 or 0.80, auroc 0.70 or 0.85, ece 0.15 or 0.10,
                                     fp rate 0.15 or 0.05, p95 1500 or 1000 ms; the others go first

              --junit FILE           the bars and up to 1,000 failing samples as tests
              --junit-bars-only      the bars alone, where a CI counts tests that failed
              --markdown FILE        a page for the CI's job
              --json FILE            all of it
              --quiet                no progress

            A run is started once, however often it has to be asked for. Ctrl-C cancels it.
            """;

    static final String DATASETS =
            """
            java -jar goldset.jar datasets [--json]

            Lists the datasets that the key sees; --json as the server gives them.
            """;

    static final String KEYS =
            """
            java -jar goldset.jar keys [--json]

            Lists the keys, without their secrets; --json as the server gives them.
            """;

    private Help() {}

    /** Words behind {@code --} are names. */
    static boolean asked(List<String> words) {
        int end = words.indexOf("--");
        List<String> options = end < 0 ? words : words.subList(0, end);
        return options.contains("--help") || options.contains("-h");
    }
}
