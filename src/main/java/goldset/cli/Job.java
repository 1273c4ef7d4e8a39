package goldset.cli;

import goldset.cli.Progress.Step;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** An import at the server, as it stood a moment ago. */
record Job(Answer answer) {
    private static final String IMPORTS = "/api/v1/imports/";

    String id() {
        return answer.word("id");
    }

    String path() {
        return path(id());
    }

    static String path(String id) {
        return IMPORTS + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    String state() {
        return answer.word("state");
    }

    boolean over() {
        return switch (state()) {
            case "done", "failed", "cancelled" -> true;
            default -> false;
        };
    }

    /** While it writes rows are counted, before that the file's bytes. */
    Step step() {
        if (state().equals("waiting")) {
            return new Step("waiting", Unit.BYTES, 0, 0);
        }
        boolean writes = state().equals("writing");
        String prefix = writes ? "rows" : "bytes";
        return new Step(
                state(),
                writes ? Unit.ROWS : Unit.BYTES,
                answer.number(prefix + "Done", 0),
                answer.number(prefix + "Total", 0),
                writes ? answer.number("rowsPerSecond", 0) : 0,
                answer.number("secondsLeft", -1));
    }
}
