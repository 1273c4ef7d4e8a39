package goldset.bench;

import java.util.Arrays;
import java.util.List;

/**
 * What a row came to.
 *
 * @param ceiling empty where there is none
 * @param note what else is to be said
 */
record Result(String name, String unit, double[] ours, double[] ceiling, String note) {

    static Result alone(String name, String unit, double[] ours, String note) {
        return new Result(name, unit, ours, new double[0], note);
    }

    static Result absent(String name, String note) {
        return new Result(name, "", new double[0], new double[0], note);
    }

    Result noted(String other) {
        return new Result(name, unit, ours, ceiling, other);
    }

    /** Of the medians. */
    double ratio() {
        return Times.median(ours) / Times.median(ceiling);
    }

    boolean isCompared() {
        return ceiling.length > 0;
    }

    boolean isMeasured() {
        return ours.length > 0;
    }

    /** Of each repetition for itself, the least and the most. */
    String ratioSpread() {
        double[] ratios = new double[ours.length];
        Arrays.setAll(ratios, i -> ours[i] / ceiling[i]);
        return "%.2f–%.2f"
                .formatted(
                        Arrays.stream(ratios).min().orElseThrow(),
                        Arrays.stream(ratios).max().orElseThrow());
    }

    List<String> cells() {
        return List.of(
                name,
                isMeasured() ? shown(ours) : "–",
                isCompared() ? shown(ceiling) : "–",
                isCompared() ? "%.2f (%s)".formatted(ratio(), ratioSpread()) : "–",
                unit,
                note);
    }

    String json() {
        return "\"%s\": {\"ours\": %s, \"ceiling\": %s, \"ratio\": %s, \"unit\": \"%s\"}"
                .formatted(
                        name,
                        isMeasured() ? number(Times.median(ours)) : "null",
                        isCompared() ? number(Times.median(ceiling)) : "null",
                        isCompared() ? "%.3f".formatted(ratio()) : "null",
                        unit);
    }

    private static String shown(double[] values) {
        double min = Arrays.stream(values).min().orElseThrow();
        double max = Arrays.stream(values).max().orElseThrow();
        String middle = number(Times.median(values));
        return values.length == 1
                ? middle
                : "%s (%s–%s)".formatted(middle, number(min), number(max));
    }

    private static String number(double value) {
        return value >= 1000
                ? "%.0f".formatted(value)
                : value >= 10 ? "%.1f".formatted(value) : "%.3f".formatted(value);
    }
}
