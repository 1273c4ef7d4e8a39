package goldset.cli;

import goldset.cli.Figure.Got;
import goldset.cli.Figure.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run has to reach: one figure, one limit. */
record Bar(Figure figure, BigDecimal limit) {
    static final String PRESET = "--preset";
    private static final List<String> PRESETS = List.of("advisory", "enforcement");
    private static final String NUMBER = "(\\d{1,9}(\\.\\d{1,9})?|\\.\\d{1,9})";
    private static final String WHOLE = "\\d{1,9}";

    /** Whether it is reached; it is open where there is nothing to tell that by. */
    enum Verdict {
        MET,
        NOT_MET,
        OPEN
    }

    /**
     * What became of it.
     *
     * @param limit null for the one that is in words
     */
    record Judged(
            String name,
            String wanted,
            @Nullable BigDecimal limit,
            @Nullable Double value,
            String got,
            Verdict verdict) {}

    /** Those that the options set, over those of the preset; no error is wanted in any case. */
    static List<Bar> of(Arguments arguments) {
        Map<Figure, BigDecimal> limits = new EnumMap<>(Figure.class);
        limits.put(Figure.ERRORS, BigDecimal.ZERO);
        arguments
                .oneOf(PRESET, PRESETS)
                .ifPresent(name -> limits.putAll(preset(name.equals("enforcement"))));
        for (Figure figure : Figure.withLimit()) {
            arguments
                    .value(figure.option())
                    .ifPresent(text -> limits.put(figure, limit(figure, text)));
        }
        if (arguments.value(Figure.NEW_FAILURES.option()).isPresent()) {
            limits.put(Figure.NEW_FAILURES, BigDecimal.ZERO);
        }
        List<Bar> bars = new ArrayList<>();
        limits.forEach((figure, limit) -> bars.add(new Bar(figure, limit)));
        return bars;
    }

    /** Whether anybody set one: that every sample has an answer is wanted in any case. */
    static boolean areSet(Arguments arguments) {
        return arguments.value(PRESET).isPresent()
                || Arrays.stream(Figure.values())
                        .anyMatch(figure -> arguments.value(figure.option()).isPresent());
    }

    /** The bars of Znyx's runtime for its own benchmark. */
    private static Map<Figure, BigDecimal> preset(boolean enforced) {
        Map<Figure, BigDecimal> bars = new EnumMap<>(Figure.class);
        bars.put(Figure.F1, new BigDecimal(enforced ? "0.80" : "0.60"));
        bars.put(Figure.AUROC, new BigDecimal(enforced ? "0.85" : "0.70"));
        bars.put(Figure.ECE, new BigDecimal(enforced ? "0.10" : "0.15"));
        bars.put(Figure.FP_RATE, new BigDecimal(enforced ? "0.05" : "0.15"));
        bars.put(Figure.P95_MS, new BigDecimal(enforced ? "1000" : "1500"));
        return bars;
    }

    private static BigDecimal limit(Figure figure, String text) {
        boolean whole = figure.kind() == Kind.COUNT;
        if (!text.matches(whole ? WHOLE : NUMBER)) {
            throw Failure.usage(
                    figure.option() + " takes a " + (whole ? "whole number" : "number"));
        }
        BigDecimal limit = new BigDecimal(text);
        if (figure.kind() == Kind.SHARE && limit.compareTo(BigDecimal.ONE) > 0) {
            throw Failure.usage(figure.option() + " takes a share, from 0 to 1");
        }
        return limit;
    }

    /**
     * Of what a run that is completed has.
     *
     * @param named whether somebody said which run it is compared with, and may have meant another
     */
    Judged judge(Answer summary, Optional<Answer> comparison, boolean named) {
        if (figure.compares() && comparison.isEmpty()) {
            return judged(new Got(null, "no earlier run"), Verdict.OPEN);
        }
        if (figure.compares() && comparison.orElseThrow().number("compared", 0) == 0) {
            return judged(
                    new Got(null, "no labelled sample in common"),
                    named ? Verdict.NOT_MET : Verdict.OPEN);
        }
        Got got = figure.of(summary, comparison);
        Double value = got.value();
        boolean met =
                value != null
                        && (figure.least()
                                ? value >= limit.doubleValue()
                                : value <= limit.doubleValue());
        return judged(got, met ? Verdict.MET : Verdict.NOT_MET);
    }

    /** Of a run that nothing can be told of. */
    Judged open() {
        return judged(new Got(null, "-"), Verdict.OPEN);
    }

    private Judged judged(Got got, Verdict verdict) {
        String wanted =
                (figure.least() ? "at least " : "at most ")
                        + (figure.kind() == Kind.COUNT
                                ? String.format(Locale.ROOT, "%,d", limit.longValue())
                                : limit.toPlainString());
        return new Judged(figure.word(), wanted, limit, got.value(), got.shown(), verdict);
    }
}
