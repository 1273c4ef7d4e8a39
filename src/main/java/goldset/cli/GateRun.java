package goldset.cli;

import goldset.cli.Progress.Step;
import java.util.Objects;

/** A run at the server, as it stood a moment ago. */
record GateRun(Answer answer) {
    String id() {
        return answer.word("id");
    }

    String state() {
        return answer.word("status");
    }

    boolean over() {
        return switch (state()) {
            case "completed", "failed", "cancelled" -> true;
            default -> false;
        };
    }

    boolean completed() {
        return state().equals("completed");
    }

    /** Whether there is anything to judge. */
    boolean sound() {
        return completed() && total() > 0 && done() == total();
    }

    long total() {
        return answer.number("total_samples", 0);
    }

    long done() {
        return answer.number("completed_samples", 0);
    }

    /** Empty until it is over. */
    Answer summary() {
        return answer.at("results_summary");
    }

    Step step() {
        return state().equals("queued")
                ? new Step("queued", Unit.ROWS, 0, 0)
                : new Step("running", Unit.ROWS, done(), total());
    }

    /** Ids rise with time. */
    boolean before(GateRun other) {
        return id().compareTo(other.id()) < 0;
    }

    /** Whether the same was asked in the same manner: else what differs is no news. */
    boolean resembles(GateRun other) {
        return same("target", other) && same("mode", other) && same("strict", other);
    }

    /** Of what no dataset has, nobody can say. */
    boolean sameContent(GateRun other) {
        String hash = "dataset_content_hash";
        return answer.text(hash).isPresent() && same(hash, other);
    }

    private boolean same(String name, GateRun other) {
        return Objects.equals(answer.text(name), other.answer.text(name));
    }

    /** How far it came, and why no further. */
    String end() {
        String after = total() == 0 ? "" : " after " + part();
        return switch (state()) {
            case "completed" -> total() == 0 ? "the dataset has no samples" : part();
            case "failed" -> "failed" + after + ": " + reason();
            default -> state() + after;
        };
    }

    /** How many of all have their row. */
    String part() {
        return Unit.grouped(done()) + " of " + Unit.grouped(total());
    }

    private String reason() {
        return answer.text("error").orElse("no reason is given");
    }

    /** Why it is none that can be compared with. */
    String trouble() {
        return switch (state()) {
            case "failed" -> "failed: " + reason();
            case "cancelled" -> "somebody cancelled it";
            default -> state();
        };
    }
}
