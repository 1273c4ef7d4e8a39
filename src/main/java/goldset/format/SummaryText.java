package goldset.format;

import goldset.domain.Utf8;
import goldset.domain.scoring.Binary;
import goldset.domain.scoring.Summary;
import goldset.domain.scoring.Wilson;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * A summary as JSON, as it is kept and shown. Four figures are numbers even where they mean
 * nothing, for clients format them: which do not is said beside them.
 */
public final class SummaryText {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int DECIMALS = 4;

    private final JsonGenerator out;
    private final List<String> undefined = new ArrayList<>();

    private SummaryText(JsonGenerator out) {
        this.out = out;
    }

    public static Utf8 of(Summary summary) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator out = MAPPER.createGenerator(text)) {
            new SummaryText(out).write(summary);
        }
        return Utf8.of(text.toByteArray());
    }

    private void write(Summary s) {
        Binary binary = s.binary();
        out.writeStartObject();
        orZero("accuracy", s.accuracy());
        orZero("precision", binary.precision());
        orZero("recall", binary.recall());
        orZero("f1", binary.f1());
        orNull("fp_rate", binary.fpRate());
        out.writeName("undefined");
        out.writePOJO(undefined);
        out.writeNumberProperty("total", s.total());
        out.writeNumberProperty("completed", s.completed());
        out.writeNumberProperty("labelled", s.labelled());
        out.writeNumberProperty("correct", s.correct());
        out.writeNumberProperty("incorrect", s.labelled() - s.correct());
        out.writeNumberProperty("errors", s.errors());
        number("block_rate", s.blockRate());
        number("flagged_rate", s.flaggedRate());
        out.writeName("binary_confusion");
        out.writeStartObject();
        counts(binary);
        out.writeEndObject();
        out.writeName("confusion");
        out.writePOJO(s.confusion());
        intervals(s);
        number("auroc", s.auroc());
        number("auprc", s.auprc());
        number("ece", s.ece());
        latency(s.latency());
        rules(s);
        slices(s);
        out.writeEndObject();
    }

    private void orZero(String name, @Nullable Double value) {
        if (value == null) {
            undefined.add(name);
        }
        number(name, value == null ? Double.valueOf(0) : value);
    }

    private void orNull(String name, @Nullable Double value) {
        if (value == null) {
            undefined.add(name);
        }
        number(name, value);
    }

    private void counts(Binary counts) {
        out.writeNumberProperty("tp", counts.tp());
        out.writeNumberProperty("fp", counts.fp());
        out.writeNumberProperty("fn", counts.fn());
        out.writeNumberProperty("tn", counts.tn());
    }

    private void intervals(Summary s) {
        Binary binary = s.binary();
        out.writeName("intervals");
        out.writeStartObject();
        interval("accuracy", Wilson.of(s.correct(), s.labelled()));
        interval("precision", binary.precisionInterval());
        interval("recall", binary.recallInterval());
        interval("fp_rate", binary.fpInterval());
        out.writeEndObject();
    }

    private void latency(Summary.Latency latency) {
        out.writeName("latency_ms");
        out.writeStartObject();
        number("avg", latency.avg(), 1);
        number("p50", latency.p50(), 1);
        number("p95", latency.p95(), 1);
        number("p99", latency.p99(), 1);
        number("max", latency.max(), 1);
        out.writeEndObject();
    }

    private void rules(Summary s) {
        out.writeArrayPropertyStart("rules");
        for (Summary.Rule rule : s.rules()) {
            Binary counts = rule.counts();
            out.writeStartObject();
            out.writeStringProperty("rule_id", rule.id());
            counts(counts);
            number("precision", counts.precision());
            number("recall", counts.recall());
            number("fp_rate", counts.fpRate());
            interval("precision_interval", counts.precisionInterval());
            interval("recall_interval", counts.recallInterval());
            out.writeEndObject();
        }
        out.writeEndArray();
        if (s.rulesLeftOut() > 0) {
            out.writeNumberProperty("rules_left_out", s.rulesLeftOut());
        }
    }

    private void slices(Summary s) {
        out.writeArrayPropertyStart("slices");
        for (Summary.Slice slice : s.slices()) {
            out.writeStartObject();
            out.writeStringProperty("key", slice.key());
            out.writeStringProperty("value", slice.value());
            out.writeNumberProperty("total", slice.total());
            out.writeNumberProperty("labelled", slice.labelled());
            out.writeNumberProperty("correct", slice.correct());
            out.writeNumberProperty("errors", slice.errors());
            number("accuracy", slice.accuracy());
            number("precision", slice.precision());
            number("recall", slice.recall());
            number("fp_rate", slice.fpRate());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeName("slices_left_out");
        out.writePOJO(s.slicesLeftOut());
    }

    private void interval(String name, @Nullable Wilson interval) {
        out.writeName(name);
        if (interval == null) {
            out.writeNull();
        } else {
            out.writeStartArray();
            out.writeNumber(rounded(interval.low(), DECIMALS));
            out.writeNumber(rounded(interval.high(), DECIMALS));
            out.writeEndArray();
        }
    }

    private void number(String name, @Nullable Double value) {
        number(name, value, DECIMALS);
    }

    private void number(String name, @Nullable Double value, int decimals) {
        out.writeName(name);
        if (value == null) {
            out.writeNull();
        } else {
            out.writeNumber(rounded(value, decimals));
        }
    }

    /** With one decimal at least: a share that is 1 is a number like 0.5. */
    private static BigDecimal rounded(double value, int decimals) {
        BigDecimal rounded =
                BigDecimal.valueOf(value)
                        .setScale(decimals, RoundingMode.HALF_UP)
                        .stripTrailingZeros();
        return rounded.scale() < 1 ? rounded.setScale(1) : rounded;
    }
}
