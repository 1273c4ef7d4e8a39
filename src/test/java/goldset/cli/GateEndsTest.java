package goldset.cli;

import static goldset.cli.GateServer.RUN;
import static goldset.cli.GateServer.THIS;
import static goldset.cli.GateServer.summary;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs of which nothing can be told, and how that reads. */
class GateEndsTest {
    private static final String SILENT =
            "none of the first 50 samples has an answer, the last: no answer within 10000 ms";

    private final GateServer server = new GateServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private static void isNotJudged(String bar, Run run) {
        assertTrue(
                run.out().lines().anyMatch(line -> line.matches(bar + " +- +not judged")),
                run.out());
    }

    /** With its bars, though nobody can hold it against them. */
    private void ends(String got, String sentence) {
        server.results(0, List.of());
        Run run = server.gate("--min-accuracy=0.9", "--no-new-failures-since=latest");
        assertEquals(1, run.exit(), run.toString());
        assertTrue(
                run.out().lines().anyMatch(line -> line.matches("completed .* " + got + " +NO")),
                run.out());
        isNotJudged("errors +at most 0", run);
        isNotJudged("accuracy +at least 0.9", run);
        isNotJudged("new_failures +at most 0", run);
        assertEquals("failed: run " + RUN + " (" + sentence + ")", last(run));
        Run plain = server.gate();
        isNotJudged("errors +at most 0", plain);
        assertFalse(plain.err().contains("no bar is set"), plain.err());
    }

    private static String last(Run run) {
        return run.out().lines().toList().getLast();
    }

    @Test
    void aRunThatFails() {
        String counts = ",\"total_samples\":1001,\"completed_samples\":50";
        server.starts("failed", ",\"error\":\"" + SILENT + "\"" + counts);
        ends("failed after 50 of 1,001: " + SILENT, "after 50 of 1,001: " + SILENT);
    }

    @Test
    void aRunThatFailsBeforeItHasSamples() {
        server.starts("failed", ",\"error\":\"the dataset is gone\",\"total_samples\":0");
        ends("failed: the dataset is gone", "the dataset is gone");
    }

    @Test
    void aRunThatIsCancelled() {
        server.starts("cancelled", ",\"total_samples\":1001,\"completed_samples\":12");
        ends("cancelled after 12 of 1,001", "cancelled after 12 of 1,001");
    }

    @Test
    void aRunOverNothing() {
        server.starts("completed", ",\"total_samples\":0,\"completed_samples\":0");
        ends("the dataset has no samples", "the dataset has no samples");
    }

    /** Whoever tells of it may have broken off. */
    @Test
    void aRunThatWasCompletedTooSoon() {
        server.starts("completed", ",\"total_samples\":98,\"completed_samples\":1");
        ends("1 of 98", "1 of 98");
    }

    @Test
    void aNamedRunWithNothingInCommonMeetsNoBar() {
        String old = RUN.replace("7005", "7004");
        server.completes().lists(GateServer.run(old, "completed", ",\"strict\":true"));
        server.http.says(
                "GET " + GateServer.RUNS + "/" + old,
                200,
                GateServer.run(old, "completed", ",\"strict\":true"));
        server.compares(0, ",\"compared\":0");
        Run run = server.gate("--no-new-failures-since", old);
        assertEquals(3, run.exit(), run.toString());
        assertTrue(run.out().contains("no labelled sample in common"), run.out());
        assertTrue(run.out().contains("; that run was asked otherwise: its target,"), run.out());
    }

    /** All of the dataset is new. */
    @Test
    void theLatestWithNothingInCommonHoldsNothingUp() {
        server.completes().lists(GateServer.run(RUN.replace("7005", "7004"), "completed", ""));
        server.compares(0, ",\"compared\":0");
        Run run = server.gate("--no-new-failures-since", "latest", "--min-accuracy", ".7");
        assertEquals(0, run.exit(), run.toString());
        assertTrue(run.out().contains("no labelled sample in common"), run.out());
        assertFalse(run.out().contains("asked otherwise"), run.out());
    }

    @Test
    void ofARunThatFailsItIsSaidHowManyWereAsked() {
        server.starts(
                "failed",
                ",\"error\":\"away\",\"total_samples\":1001,\"completed_samples\":50,"
                        + "\"results_summary\":"
                        + summary(0, 0, 50, 0, "").replace("\"errors\":0", "\"errors\":50"));
        server.results(0, List.of());
        Run run = server.gate();
        assertTrue(
                run.out()
                        .contains(
                                "\n50 of 1,001 samples were asked, 50 of them labelled: "
                                        + "0 right, 50 not; 50 without an answer\n"),
                run.out());
    }

    @Test
    void patienceEnds() {
        server.starts("running", "").is("running", "");
        Run run = server.gate("--wait", "7");
        assertEquals(1, run.exit());
        assertTrue(run.err().contains("the run is running after 7 seconds; it may go on"));
        assertTrue(run.err().contains("gate --run " + RUN), run.err());
    }

    @Test
    void aRunThatIsLostSightOfFails() {
        server.starts("running", "");
        server.http.says("GET " + THIS, 404, "{\"detail\":\"Run not found\"}");
        Run run = server.gate();
        assertEquals(1, run.exit());
        assertTrue(run.err().contains("Run not found; it may go on"), run.err());
    }
}
