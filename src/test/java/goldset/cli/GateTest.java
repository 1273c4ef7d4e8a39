package goldset.cli;

import static goldset.cli.GateServer.RUN;
import static goldset.cli.GateServer.RUNS;
import static goldset.cli.GateServer.THIS;
import static goldset.cli.GateServer.row;
import static goldset.cli.GateServer.run;
import static goldset.cli.GateServer.summary;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of a server, what is made of its figures, and how it ends. */
class GateTest {
    private static final String OLD = "01a20320-a200-7003-8000-000000000003";
    private static final String SINCE = "--no-new-failures-since";

    private final GateServer server = new GateServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRunThatReachesItsBarsPasses() {
        server.completes();
        Run run =
                server.gate(
                        "--min-accuracy",
                        "0.9",
                        "--max-fp-rate=0.1",
                        "--max-p95-ms=36.6",
                        "--target=default",
                        "--version=2",
                        "--strict",
                        "--name=ci 7",
                        "--concurrency=8");
        assertEquals(0, run.exit(), run.toString());
        List<String> lines = run.out().lines().toList();
        assertEquals("sums (revision 3) against default", lines.get(0));
        assertEquals("BAR        WANTED        GOT                OK", lines.get(1));
        assertTrue(lines.contains("completed  all samples   20 of 20           yes"), run.out());
        assertTrue(lines.contains("accuracy   at least 0.9  0.9000 (18 of 20)  yes"), run.out());
        assertTrue(lines.contains("p95_ms     at most 36.6  36.6               yes"), run.out());
        assertEquals("passed: run " + RUN, lines.getLast());
        FakeServer.Asked sent = server.http.asked("POST", RUNS).getFirst();
        assertEquals(
                "{\"dataset_id\":\""
                        + GateServer.DATASET
                        + "\",\"target\":\"default\","
                        + "\"version\":\"2\",\"name\":\"ci 7\",\"concurrency\":8,\"strict\":true,"
                        + "\"wait_seconds\":0}",
                sent.body());
        assertEquals("Bearer " + Run.KEY, sent.headers().get("Authorization"));
    }

    @Test
    void aBarThatIsNotMetIsThree() {
        server.completes(
                summary(
                        9,
                        1,
                        1,
                        9,
                        ",\"rules\":[{\"rule_id\":\"fine\",\"fn\":0,\"fp\":0},"
                                + "{\"rule_id\":\"bad\",\"fn\":1,\"fp\":0,\"recall\":0.5,\"precision\":null},"
                                + "{\"rule_id\":\"worse\",\"fn\":1,\"fp\":2,\"recall\":0.5,\"precision\":0.25}]"));
        server.http.says("GET " + THIS + "/results", 404, "");
        Run run = server.gate("--min-recall=0.95", "--max-fp-rate=0.1");
        assertEquals(3, run.exit(), run.toString());
        assertTrue(run.out().contains("recall     at least 0.95  0.9000 (9 of 10)  NO"), run.out());
        assertTrue(run.out().endsWith("not passed: recall (run " + RUN + ")\n"), run.out());
        List<String> lines = run.out().lines().toList();
        int rules = lines.indexOf("rules with mistakes: 2");
        assertEquals("worse  0.5000  0.2500     1       2", lines.get(rules + 2));
        assertEquals("bad    0.5000  -          1       0", lines.get(rules + 3));
    }

    @Test
    void whatMeansNothingReachesNoBar() {
        server.completes(summary(0, 0, 0, 0, "").replaceAll("\"(p95|max)\":[0-9.]+", "\"$1\":0.0"));
        for (String bar :
                List.of(
                        "--min-accuracy=0",
                        "--min-precision=0",
                        "--min-recall=0",
                        "--min-f1=0",
                        "--max-fp-rate=1",
                        "--max-ece=1",
                        "--max-p95-ms=9999")) {
            Run run = server.gate(bar);
            assertEquals(3, run.exit(), bar + run);
            assertTrue(run.out().contains(" undefined"), run.out());
        }
    }

    @Test
    void oneFalseAlarmIsNotRoundedAway() {
        server.completes(summary(9, 1, 0, 30_000, ""));
        assertEquals(3, server.gate("--max-fp-rate=0").exit());
        Run run = server.gate("--max-fp-rate=0.00003");
        assertEquals(3, run.exit());
        assertTrue(run.out().contains("0.0000 (1 of 30,001)"), run.out());
        assertEquals(0, server.gate("--max-fp-rate=0.00004").exit());
    }

    @Test
    void withoutBarsAnswersAreEnough() {
        server.completes();
        Run run = server.gate();
        assertEquals(0, run.exit());
        assertTrue(run.err().contains("no bar is set"), run.err());
        for (String bar : List.of("--max-errors=3", "--max-errors=0", "--preset=advisory")) {
            assertFalse(server.gate(bar).err().contains("no bar is set"), bar);
        }
    }

    @Test
    void aSampleWithoutAnAnswerIsOneTooMany() {
        server.starts(
                "completed",
                ",\"results_summary\":"
                        + summary(9, 1, 1, 9, "").replace("\"errors\":0", "\"errors\":1"));
        server.results(0, List.of());
        server.results(
                1, List.of(row("s9", "hm", "ERROR", "").replace("null}", "\"503 thrice\"}")));
        Run run = server.gate();
        assertEquals(3, run.exit());
        assertTrue(run.out().contains("failing: 1\n"), run.out());
        List<FakeServer.Asked> asked = server.http.asked("GET", THIS + "/results");
        assertTrue(asked.get(0).target().endsWith("?is_correct=false&limit=10"));
        assertTrue(
                asked.get(1).target().endsWith("?is_correct=none&actual_decision=ERROR&limit=10"));
        assertEquals(0, server.gate("--max-errors", "1").exit());
    }

    @Test
    void presetsAreBarsThatOthersGoBefore() {
        server.completes();
        Run run = server.gate("--preset", "enforcement", "--max-fp-rate", "0.2");
        assertEquals(3, run.exit());
        assertTrue(run.out().contains("ece        at most 0.10   undefined         NO"), run.out());
        assertTrue(run.out().contains("f1         at least 0.80  0.9000            yes"));
        assertTrue(run.out().contains("auroc      at least 0.85  0.9300            yes"));
        assertTrue(run.out().contains("fp_rate    at most 0.2 "), run.out());
        assertTrue(run.out().contains("p95_ms     at most 1000 "), run.out());
    }

    @Test
    void aRunIsWatchedToItsEnd() {
        server.starts("queued", ",\"completed_samples\":0").is("running", "").is("running", "");
        server.is("completed", ",\"results_summary\":" + summary(9, 1, 1, 9, ""));
        server.results(2, List.of(row("s1", "why\\u001b[31m?", "ALLOW", "")));
        Run run = server.gate();
        assertEquals(0, run.exit(), run.toString());
        assertEquals(
                List.of("goldset: queued", "goldset: running 50%, 10 of 20 rows"),
                run.err().lines().limit(2).toList());
        assertTrue(run.out().contains("failing: the first 1 of 2\n"), run.out());
        assertTrue(
                run.out().contains("s1      why\\u001b[31m?  BLOCK     ALLOW   a.b      -"),
                run.out());
    }

    @Test
    void whatTurnsALineAroundIsMadeVisible() {
        String turning = "061c 200e 200f 202a 202b 202c 202d 202e 2028 2029 2066 2067 2068 2069";
        String escapes = "\\u" + turning.replace(" ", "\\u");
        String joined = "👩\u200d🔬";
        server.starts("completed", ",\"results_summary\":" + summary(9, 1, 1, 9, ""));
        server.results(1, List.of(row("s1", escapes + joined, "ALLOW", "")));
        Run run = server.gate();
        assertTrue(run.out().contains("s1      " + escapes + joined + "  BLOCK"), run.out());
    }

    @Test
    void onATerminalOneLineIsDrawn() {
        server.starts("running", "").is("completed", "").results(0, List.of());
        Run run =
                Run.of(
                        Map.of("GOLDSET_URL", server.http.url(), "GOLDSET_KEY", Run.KEY),
                        "",
                        true,
                        "gate",
                        "--dataset",
                        "sums");
        assertTrue(run.err().contains("\rrunning   [#####.....]  50%  10 of 20 rows"), run.err());
    }

    @Test
    void aRunIsAskedForUnderOneKey() {
        server.http.hangsUp("POST " + RUNS);
        server.http.says("POST " + RUNS, 503, "{}", "Retry-After: 2");
        server.completes();
        assertEquals(0, server.gate().exit());
        List<FakeServer.Asked> sent = server.http.asked("POST", RUNS);
        assertEquals(3, sent.size());
        assertEquals(
                1,
                sent.stream().map(one -> one.headers().get("Idempotency-key")).distinct().count());
    }

    @Test
    void aRunThatNobodyPushesIsSaidToWait() {
        server.starts("completed", ",\"mode\":\"pull\",\"target\":null").results(0, List.of());
        assertTrue(server.gate().err().contains("a runtime has to fetch"));
    }

    @Test
    void refusalsAreFailures() {
        server.http.says(
                "POST " + RUNS,
                422,
                "{\"detail\":[{\"loc\":[\"body\",\"target\"],\"msg\":\"no target is called so\"}],"
                        + "\"errors_total\":1}");
        Run run = server.gate("--target=x");
        assertEquals(1, run.exit());
        assertEquals("target: no target is called so\n", run.out());
        assertEquals(1, Run.of(server.http.url(), "gate", "--dataset", "nobody's").exit());
        try (GateServer strict = new GateServer()) {
            strict.http.says("POST " + RUNS, 403, "{\"detail\":\"Needs role ci\"}");
            Run forbidden = strict.gate();
            assertEquals(1, forbidden.exit());
            assertTrue(forbidden.err().contains("may not do this: Needs role ci"));
        }
    }

    @Test
    void aRunThatIsThereIsJudged() {
        server.is("running", "");
        server.is("completed", ",\"results_summary\":" + summary(9, 1, 1, 9, ""));
        server.results(0, List.of());
        String url = server.http.url();
        Run run = Run.of(url, "gate", "--run", RUN, "--min-f1", "0.91");
        assertEquals(3, run.exit(), run.toString());
        assertTrue(run.out().startsWith("sums (revision 3)"), run.out());
        assertEquals(List.of(), server.http.asked("POST", RUNS));
        assertEquals(0, Run.of(url, "gate", "--run", RUN, "--dataset", "sums").exit());
    }

    @Test
    void latestIsTheNewestOfItsKindBefore() {
        server.completes();
        String later = "01a20320-a200-7009-8000-000000000009";
        server.lists(
                run(later, "completed", ""),
                run(RUN, "completed", ""),
                run(OLD.replace("7003", "7004"), "completed", "").replace("default", "other"),
                run(OLD, "completed", ""),
                run(OLD.replace("7003", "7001"), "completed", ""));
        server.compares(1, "");
        Run run = server.gate(SINCE, "latest");
        assertEquals(3, run.exit(), run.toString());
        assertEquals(
                THIS + "/compare?baseline=" + OLD + "&limit=10",
                server.http.asked("GET", THIS + "/compare").getFirst().target());
        assertEquals(
                RUNS + "?dataset_id=" + GateServer.DATASET + "&status=completed&limit=20&offset=0",
                server.http.asked("GET", RUNS).getFirst().target());
        assertTrue(run.out().contains("new_failures  at most 0    1 "), run.out());
        assertTrue(run.out().contains("1 newly failing, 2 newly passing, p = 0.5\n"), run.out());
        assertTrue(run.out().contains("newly failing: 1\n"), run.out());
        assertEquals(3, server.gate("--max-block-rate-rise=0.05").exit());
        assertEquals(0, server.gate("--max-block-rate-rise=0.06").exit());
    }

    @Test
    void aFirstRunHasNothingToBeHeldAgainst() {
        server.completes().lists(run(RUN, "completed", ""));
        Run run = server.gate(SINCE, "latest", "--max-block-rate-rise=0");
        assertEquals(0, run.exit(), run.toString());
        assertEquals(2, run.out().split("no earlier run +not judged", -1).length - 1, run.out());
    }

    @Test
    void aRunThatIsNoBaselineIsSaidBeforeAnother() {
        server.completes();
        server.http.says("GET " + RUNS + "/" + OLD, 200, run(OLD, "running", ""));
        Run run = server.gate(SINCE, OLD);
        assertEquals(1, run.exit());
        assertTrue(run.err().contains("nothing to compare with: running"), run.err());
        assertEquals(List.of(), server.http.asked("POST", RUNS));
        assertEquals(1, server.gate(SINCE, OLD.replace("7003", "7002")).exit());
    }

    @Test
    void manyThatFailAreNotCountedToTheEnd() {
        String summary = summary(9, 4000, 1000, 9, "");
        server.starts("completed", ",\"results_summary\":" + summary);
        server.http.says(
                "GET " + THIS + "/results",
                200,
                "{\"total\":1000,\"total_is_lower_bound\":true,\"results\":["
                        + row("s1", "a", "ALLOW", "")
                        + "],\"next_cursor\":null}");
        assertTrue(server.gate().out().contains("failing: the first 1 of 5,000\n"));
    }

    @Test
    void otherContentIsComparedAndSaid() {
        server.completes();
        String old = run(OLD, "completed", "").replace("\"h\"", "\"i\"");
        server.http.says("GET " + RUNS + "/" + OLD, 200, old);
        server.compares(
                0, ",\"same_content\":false,\"edited\":3,\"only_in_run\":2,\"only_in_baseline\":0");
        server.http.says(
                "GET " + THIS + "/compare",
                409,
                "{\"detail\":{\"error\":\"CONFLICT\",\"message\":\"Run x is running, not completed\"}}");
        Run run = server.gate(SINCE, OLD);
        assertEquals(0, run.exit(), run.toString());
        String target = server.http.asked("GET", THIS + "/compare").getFirst().target();
        assertTrue(target.contains("&allow_different_content=true&"), target);
        assertTrue(
                run.out()
                        .contains(
                                "p = 0.5; the dataset has changed since: 3 edited, "
                                        + "2 only in this run, 0 only in the earlier one\n"),
                run.out());
        Run refused = server.gate(SINCE, OLD);
        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("Run x is running, not completed"), refused.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gate",
                "gate sums",
                "gate --dataset sums more",
                "gate --run 7",
                "gate --run " + RUN + " --target x",
                "gate --run " + RUN + " --strict",
                "gate --dataset x --min-accuracy 95%",
                "gate --dataset x --min-accuracy 95",
                "gate --dataset x --min-f1 -1",
                "gate --dataset x --max-errors 0.5",
                "gate --dataset x --wait soon",
                "gate --dataset x --concurrency many",
                "gate --dataset x --preset strict",
                "gate --dataset x --no-new-failures-since yesterday",
                "gate --dataset x --junit /nowhere/at/all.xml",
                "gate --dataset x --json /",
                "gate --dataset x --junit-bars-only",
                "gate --dataset x --json x.json --junit-bars-only",
            })
    void whatCantBeMeantIsSaid(String line) {
        Run run = Run.of(server.http.url(), line.split(" "));
        assertEquals(2, run.exit(), run.toString());
        assertTrue(run.err().endsWith("; see gate --help\n"), run.err());
        assertEquals(List.of(), server.http.asked("POST", RUNS));
    }
}
