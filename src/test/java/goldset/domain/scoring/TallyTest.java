package goldset.domain.scoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many rows, with figures that a hand can check. */
class TallyTest {
    private final Tally tally = new Tally(null, 9);

    @Test
    void nothingIsUndefined() {
        Summary s = tally.summary();
        assertEquals(9, s.total());
        assertEquals(0, s.completed());
        assertNull(s.accuracy());
        assertNull(s.blockRate());
        assertNull(s.binary().f1());
        assertNull(s.auroc());
        assertNull(s.auprc());
        assertNull(s.ece());
        assertEquals(new Summary.Latency(0, 0, 0, 0, 0), s.latency());
    }

    @Test
    void onlyTextsThatMayPass() {
        add("ALLOW", null, actual("ALLOW", 10));
        add("ALLOW", null, actual("WARN", 60));
        Summary s = tally.summary();
        assertEquals(new Binary(0, 1, 0, 1), s.binary());
        assertEquals(0.5, s.accuracy());
        assertEquals(0.0, s.binary().precision());
        assertNull(s.binary().recall());
        assertNull(s.binary().f1());
        assertEquals(0.5, s.binary().fpRate());
        assertEquals(0.0, s.blockRate());
        assertEquals(0.5, s.flaggedRate());
        assertNull(s.auroc());
        assertNull(s.auprc());
        // 10: sure 0.9 and right; 60: sure 0.6 and wrong → (0.1 + 0.6) / 2
        assertEquals(0.35, Objects.requireNonNull(s.ece()), 1e-12);
    }

    @Test
    void onlyErrors() {
        add("BLOCK", null, Actual.failed("gone", 5.0));
        add("ALLOW", null, Actual.failed("gone", null));
        add(null, null, Actual.failed("gone", null));
        Summary s = tally.summary();
        assertEquals(3, s.errors());
        assertEquals(2, s.labelled());
        assertEquals(0.0, s.accuracy());
        assertEquals(Binary.NONE, s.binary());
        assertNull(s.blockRate());
        assertEquals(0, s.latency().max());
        assertEquals(List.of(), s.rules());
        assertEquals(
                Map.of("ALLOW", Map.of("ERROR", 1L), "BLOCK", Map.of("ERROR", 1L)), s.confusion());
        assertEquals(List.of("ALLOW", "BLOCK"), List.copyOf(s.confusion().keySet()));
    }

    @Test
    void equalScoresCountAHalf() {
        add("BLOCK", null, actual("BLOCK", 80));
        add("BLOCK", null, actual("ALLOW", 40));
        add("ALLOW", null, actual("ALLOW", 40));
        add("ALLOW", null, actual("ALLOW", 0));
        Summary s = tally.summary();
        // 80 is above both, 40 level with one and above one: (2 + 1.5) / 4
        assertEquals(0.875, s.auroc());
        // 80: 1/2 · 1/1; 40: 1/2 · 2/3
        assertEquals(5 / 6.0, Objects.requireNonNull(s.auprc()), 1e-12);
        // 0: 1 and right; 40 twice: 0.6 each, one right; 80: 0.8 and right → (0 + 0.2 + 0.2) / 4
        assertEquals(0.1, Objects.requireNonNull(s.ece()), 1e-12);
    }

    @Test
    void binsAreOfTheScore() {
        add("BLOCK", null, actual("ALLOW", 10));
        add("BLOCK", null, actual("BLOCK", 90));
        // 10: sure 0.9 and wrong; 90: sure 0.9 and right → (0.9 + 0.1) / 2
        assertEquals(0.5, Objects.requireNonNull(tally.summary().ece()), 1e-12);
    }

    @Test
    void rulesOverTheRowsThatSayWhichShouldFire() {
        add("ALLOW", null, actual("ALLOW", null, "b"));
        add("BLOCK", List.of("a"), actual("BLOCK", null, "a", "b"));
        add("BLOCK", List.of("a"), actual("BLOCK", null));
        add("BLOCK", List.of(), actual("BLOCK", null));
        add("BLOCK", null, actual("BLOCK", null, "unasked"));
        add("BLOCK", List.of("a"), Actual.failed("gone", null));
        assertEquals(
                List.of(
                        new Summary.Rule("a", new Binary(1, 0, 1, 2)),
                        new Summary.Rule("b", new Binary(0, 2, 0, 2))),
                tally.summary().rules());
    }

    @Test
    void rulesBeyondAThousandAreCountedOnly() {
        for (int i = 0; i < 1003; i++) {
            add("ALLOW", null, actual("ALLOW", null, "r" + i));
        }
        assertEquals(1000, tally.summary().rules().size());
        assertEquals(3, tally.summary().rulesLeftOut());
    }

    @Test
    void latenciesBetweenTheTwoNearest() {
        for (double ms : new double[] {10, 20, 30, 40.04}) {
            tally.add(none(), answered("ALLOW", ms), verdict(null), List.of());
        }
        Summary.Latency latency = tally.summary().latency();
        assertEquals(25, latency.avg(), 1e-9);
        // ranks 1.5, 2.85 and 2.97 of 0 to 3
        assertEquals(25, latency.p50(), 1e-9);
        assertEquals(38.5, latency.p95(), 1e-9);
        assertEquals(39.7, latency.p99(), 1e-9);
        assertEquals(40, latency.max());
    }

    @Test
    void latenciesAreKeptInBoundedRoom() {
        Latencies latencies = new Latencies();
        for (int i = 0; i < 400_000; i++) {
            latencies.add(i);
        }
        assertEquals(399_999, latencies.summary().max());
        assertEquals(199_999.5, latencies.summary().avg());
    }

    @Test
    void slicesInTheOrderOfTheirKeysAndValues() {
        tally.add(none(), null, verdict(true), List.of(pair("lang", "en"), pair("tier", "2")));
        tally.add(none(), null, verdict(false), List.of(pair("tier", "1"), pair("lang", "de")));
        tally.add(none(), null, verdict(null), List.of(pair("lang", "de")));
        List<Summary.Slice> slices = tally.summary().slices();
        assertEquals(
                List.of("lang=de", "lang=en", "tier=1", "tier=2"),
                slices.stream().map(s -> s.key() + "=" + s.value()).toList());
        assertEquals(
                new Summary.Slice("lang", "de", 2, 1, 0, 0, 0.0, null, null, null),
                slices.getFirst());
        assertNull(tally.summary().blockRate());
    }

    @Test
    void aKeyOfManyValuesIsNoSlice() {
        for (int i = 0; i < 51; i++) {
            String id = i < 50 ? "v" + i : "v0";
            tally.add(none(), null, verdict(true), List.of(pair("id", "" + i), pair("fifty", id)));
        }
        Summary s = tally.summary();
        assertEquals(50, s.slices().size());
        assertEquals(List.of("id"), s.slicesLeftOut());
    }

    @Test
    void aKeyIsCountedFromItsFirstRowOnOrNotAtAll() {
        for (int i = 0; i < 60; i++) {
            List<Map.Entry<String, String>> pairs = new ArrayList<>();
            pairs.add(pair("id", "" + i));
            for (int key = 1; key <= 120; key++) {
                pairs.add(pair("k" + key, "x"));
            }
            tally.add(none(), null, verdict(true), pairs);
        }
        Summary s = tally.summary();
        assertEquals(20, s.slices().size());
        assertEquals("k20", s.slices().getLast().key());
        assertEquals(60, s.slices().getLast().total());
        assertEquals("id", s.slicesLeftOut().getFirst());
        assertEquals(80, s.slicesLeftOut().size());
    }

    @Test
    void onlyTheSlicesAskedFor() {
        Tally one = new Tally(List.of("tier", "never"), 1);
        one.add(none(), null, verdict(true), List.of(pair("lang", "en"), pair("tier", "2")));
        assertEquals("tier", one.summary().slices().getFirst().key());
        assertEquals(1, one.summary().slices().size());
        assertEquals(List.of(), one.summary().slicesLeftOut());
    }

    private void add(@Nullable String decision, @Nullable List<String> rules, Actual actual) {
        Expected expected = new Expected(decision, rules);
        tally.add(expected, actual, Scoring.of(expected, actual, false), List.of());
    }

    private static Actual actual(String decision, @Nullable Integer risk, String... rules) {
        return new Actual(decision, risk, List.of(rules), null, null, null);
    }

    private static Actual answered(String decision, double ms) {
        return new Actual(decision, null, List.of(), ms, null, null);
    }

    private static Expected none() {
        return new Expected(null, null);
    }

    private static Verdict verdict(@Nullable Boolean isCorrect) {
        return new Verdict(isCorrect, null, null, null, null);
    }

    private static Map.Entry<String, String> pair(String key, String value) {
        return Map.entry(key, value);
    }
}
