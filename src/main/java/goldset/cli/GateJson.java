package goldset.cli;

import goldset.cli.Bar.Judged;
import goldset.cli.Bar.Verdict;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The gate's result as JSON; the run and the comparison as the server gave them. */
final class GateJson {
    private GateJson() {}

    static String of(GateResult result) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("outcome", result.outcome().replace(' ', '_'));
        root.put("exit", result.exit().code());
        root.put("dataset", result.title());
        ArrayNode bars = root.putArray("bars");
        result.bars().forEach(bar -> bar(bars.addObject(), bar));
        root.set("run", result.run().answer().node());
        result.comparison()
                .ifPresentOrElse(
                        c -> root.set("comparison", c.node()), () -> root.putNull("comparison"));
        root.put("failing_total", result.failing().total());
        ArrayNode samples = root.putArray("failing_samples");
        result.failing().first().forEach(one -> sample(samples.addObject(), one));
        return new Answer(root).json() + "\n";
    }

    /** Of a gate that could not be run. */
    static String of(String reason) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("outcome", "failed").put("exit", Exit.FAILED.code()).put("error", reason);
        return new Answer(root).json() + "\n";
    }

    private static void bar(ObjectNode out, Judged bar) {
        out.put("name", bar.name()).put("wanted", bar.wanted()).put("got", bar.got());
        out.put("limit", bar.limit()).put("value", bar.value());
        if (bar.verdict() == Verdict.OPEN) {
            out.putNull("ok");
        } else {
            out.put("ok", bar.verdict() == Verdict.MET);
        }
    }

    private static void sample(ObjectNode out, Failing one) {
        out.put("sample_id", one.id()).put("input_text", one.text());
        out.put("expected_decision", one.expected()).put("actual_decision", one.actual());
        words(out.putArray("missing_rule_hits"), one.missing());
        words(out.putArray("unexpected_rule_hits"), one.unexpected());
        out.put("error", one.error());
    }

    private static void words(ArrayNode out, List<String> words) {
        words.forEach(out::add);
    }
}
