package goldset.cli;

import java.util.List;

/** What the tool says of itself. */
final class Help {
    static final String TOOL =
            """

            The same jar is a client, with GOLDSET_URL and GOLDSET_KEY in its environment:
              java -jar goldset.jar import      a file into a dataset
              java -jar goldset.jar export      a dataset into a file
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
              1    failed: the server is away, a connection broke, the server couldn't do it
              2    not understood: an option, a file, a setting
              3    refused by the server, nothing was stored: the file, the key, no such dataset
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
