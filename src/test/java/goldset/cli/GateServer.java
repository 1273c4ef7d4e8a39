package goldset.cli;

import java.util.List;

/** What a server says of runs, in the shapes of its description. */
final class GateServer implements AutoCloseable {
    static final String ORG = "0a000000-0000-7000-8000-000000000001";
    static final String DATASET = "01a20320-a200-7000-8000-000000000001";
    static final String RUN = "01a20320-a200-7005-8000-000000000005";
    static final String RUNS = "/v1/orgs/" + ORG + "/benchmarks";
    static final String THIS = RUNS + "/" + RUN;

    final FakeServer http = new FakeServer();

    GateServer() {
        String dataset = "{\"id\":\"" + DATASET + "\",\"name\":\"sums\"}";
        http.says("GET /api/v1/project/current", 200, "{\"orgId\":\"" + ORG + "\"}");
        http.gives("GET /api/v1/datasets", 200, "[" + dataset + "]");
        http.gives("GET /api/v1/datasets/" + DATASET, 200, dataset);
    }

    /** Of 20 labelled samples. */
    static String summary(int tp, int fp, int fn, int tn, String more) {
        int all = tp + fp + fn + tn;
        return ("{\"total\":%d,\"labelled\":%d,\"correct\":%d,\"incorrect\":%d,\"errors\":0,"
                        + "\"accuracy\":0.9,\"precision\":0.9,\"recall\":0.9,\"f1\":0.9,\"fp_rate\":0.1,"
                        + "\"block_rate\":0.5,\"auroc\":0.93,\"ece\":null,\"undefined\":[],"
                        + "\"intervals\":{\"accuracy\":[0.7,0.97]},"
                        + "\"binary_confusion\":{\"tp\":%d,\"fp\":%d,\"fn\":%d,\"tn\":%d},"
                        + "\"latency_ms\":{\"avg\":20.0,\"p50\":18.0,\"p95\":36.6,\"p99\":38.0,\"max\":38.3}%s}")
                .formatted(all, all, tp + tn, fp + fn, tp, fp, fn, tn, more);
    }

    static String run(String id, String state, String more) {
        return ("{\"id\":\"%s\",\"dataset_id\":\"%s\",\"status\":\"%s\",\"total_samples\":20,"
                        + "\"completed_samples\":%d,\"results_summary\":{},\"mode\":\"push\","
                        + "\"target\":\"default\",\"strict\":false,\"dataset_revision\":3,"
                        + "\"dataset_content_hash\":\"h\",\"error\":null,"
                        + "\"created_at\":\"2026-11-22T12:00:00.000Z\"%s}")
                .formatted(id, DATASET, state, state.equals("completed") ? 20 : 10, more);
    }

    GateServer starts(String state, String more) {
        http.says("POST " + RUNS, 200, run(RUN, state, more));
        return this;
    }

    GateServer is(String state, String more) {
        http.says("GET " + THIS, 200, run(RUN, state, more));
        return this;
    }

    /** Over at once, with these figures. */
    GateServer completes(String summary) {
        starts("completed", ",\"results_summary\":" + summary);
        return results(0, List.of());
    }

    /** 18 of 20 right: one missed, one false alarm. */
    GateServer completes() {
        return completes(summary(9, 1, 1, 9, ""));
    }

    GateServer results(long total, List<String> rows) {
        return page(total, rows, "null");
    }

    GateServer page(long total, List<String> rows, String next) {
        http.says(
                "GET " + THIS + "/results",
                200,
                "{\"total\":%d,\"results\":[%s],\"next_cursor\":%s}"
                        .formatted(total, String.join(",", rows), next));
        return this;
    }

    /**
     * @param text as JSON has it between quotes
     */
    static String row(String id, String text, String actual, String more) {
        return ("{\"sample_id\":\"%s\",\"input_text\":\"%s\",\"expected_decision\":\"BLOCK\","
                        + "\"actual_decision\":\"%s\",\"missing_rule_hits\":[\"a.b\"],"
                        + "\"unexpected_rule_hits\":null,\"error\":null%s}")
                .formatted(id, text, actual, more);
    }

    GateServer lists(String... runs) {
        http.says("GET " + RUNS, 200, "{\"runs\":[" + String.join(",", runs) + "]}");
        return this;
    }

    GateServer compares(long failing, String more) {
        http.says(
                "GET " + THIS + "/compare",
                200,
                ("{\"baseline_id\":\"old\",\"same_content\":true,\"edited\":0,"
                                + "\"compared\":18,\"newly_failing\":%d,"
                                + "\"newly_passing\":2,\"p_value\":0.5,\"block_rate_delta\":0.06,"
                                + "\"newly_failing_samples\":[%s]%s}")
                        .formatted(
                                failing,
                                row("s1", "why?", "ALLOW", ",\"baseline_decision\":\"BLOCK\""),
                                more));
        return this;
    }

    Run gate(String... more) {
        String[] words = new String[more.length + 3];
        words[0] = "gate";
        words[1] = "--dataset";
        words[2] = "sums";
        System.arraycopy(more, 0, words, 3, more.length);
        return Run.of(http.url(), words);
    }

    @Override
    public void close() {
        http.close();
    }
}
