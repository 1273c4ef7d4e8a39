package goldset.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import goldset.domain.Utf8;
import goldset.domain.scoring.Actual;
import goldset.domain.scoring.Expected;
import goldset.domain.scoring.Scoring;
import goldset.domain.scoring.Tally;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A summary as it is kept, and the words of metadata that it counts by. */
class SummaryTextTest {
    @Test
    void ofNothing() {
        assertEquals(
                """
                {"accuracy":0.0,"precision":0.0,"recall":0.0,"f1":0.0,"fp_rate":null,\
                "undefined":["accuracy","precision","recall","f1","fp_rate"],\
                "total":0,"completed":0,"labelled":0,"correct":0,"incorrect":0,"errors":0,\
                "block_rate":null,"flagged_rate":null,\
                "binary_confusion":{"tp":0,"fp":0,"fn":0,"tn":0},"confusion":{},\
                "intervals":{"accuracy":null,"precision":null,"recall":null,"fp_rate":null},\
                "auroc":null,"auprc":null,"ece":null,\
                "latency_ms":{"avg":0.0,"p50":0.0,"p95":0.0,"p99":0.0,"max":0.0},\
                "rules":[],"slices":[],"slices_left_out":[]}\
                """,
                SummaryText.of(new Tally(null, 0).summary()).toString());
    }

    @Test
    void ofOneRow() {
        Tally tally = new Tally(null, 2);
        Expected expected = new Expected("BLOCK", List.of("a"));
        Actual actual = new Actual("BLOCK", 90, List.of("a"), 12.34, null, null);
        tally.add(
                expected,
                actual,
                Scoring.of(expected, actual, false),
                List.of(Map.entry("lang", "en")));
        // Wilson of 1 of 1: 1 / (1 + 3.8415) = 0.2065
        assertEquals(
                """
                {"accuracy":1.0,"precision":1.0,"recall":1.0,"f1":1.0,"fp_rate":null,\
                "undefined":["fp_rate"],\
                "total":2,"completed":1,"labelled":1,"correct":1,"incorrect":0,"errors":0,\
                "block_rate":1.0,"flagged_rate":1.0,\
                "binary_confusion":{"tp":1,"fp":0,"fn":0,"tn":0},\
                "confusion":{"BLOCK":{"BLOCK":1}},\
                "intervals":{"accuracy":[0.2065,1.0],"precision":[0.2065,1.0],\
                "recall":[0.2065,1.0],"fp_rate":null},\
                "auroc":null,"auprc":1.0,"ece":0.1,\
                "latency_ms":{"avg":12.3,"p50":12.3,"p95":12.3,"p99":12.3,"max":12.3},\
                "rules":[{"rule_id":"a","tp":1,"fp":0,"fn":0,"tn":0,"precision":1.0,\
                "recall":1.0,"fp_rate":null,"precision_interval":[0.2065,1.0],\
                "recall_interval":[0.2065,1.0]}],\
                "slices":[{"key":"lang","value":"en","total":1,"labelled":1,"correct":1,\
                "errors":0,"accuracy":1.0,"precision":1.0,"recall":1.0,"fp_rate":null}],\
                "slices_left_out":[]}\
                """,
                SummaryText.of(tally.summary()).toString());
    }

    @Test
    void wordsOfMetadata() {
        assertEquals(List.of(), MetadataPairs.of(null));
        assertEquals(List.of(), MetadataPairs.of(Utf8.valueOf("{}")));
        String json =
                """
                {"s":"x","i":7,"f":1.5,"n":null,"o":{"s":"y"},"a":["z",{}],"t":true,"b":false,\
                "fits":"%s","long":"%s"}\
                """
                        .formatted("c".repeat(100), "c".repeat(101));
        assertEquals(
                List.of(
                        Map.entry("s", "x"),
                        Map.entry("i", "7"),
                        Map.entry("t", "true"),
                        Map.entry("b", "false"),
                        Map.entry("fits", "c".repeat(100))),
                MetadataPairs.of(Utf8.valueOf(json)));
    }
}
