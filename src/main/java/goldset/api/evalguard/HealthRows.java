package goldset.api.evalguard;

import goldset.domain.Complaints;
import goldset.domain.health.NearDuplicates;
import goldset.domain.health.Outliers;
import goldset.domain.health.SpuriousFeature;
import goldset.format.JsonNumbers;
import goldset.http.Fields;
import goldset.http.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The body of a health check: one list a kind of number, all of them of one length. */
final class HealthRows {
    static final int CLASSES_MAX = 10_000;
    private static final double OUTLIER_MAX = 1e6;

    /** By how much a row of probabilities may miss 1. */
    private static final double SUM_ERROR_MAX = 0.01;

    private static final Set<String> SMALL =
            Set.of("numClasses", "outlierThreshold", "duplicateThreshold", "spuriousThreshold");

    int @Nullable [] labels;
    double @Nullable [][] embeddings;
    double @Nullable [][] features;
    double @Nullable [][] probabilities;
    int rows;
    int classes;
    final double outlierThreshold;
    final double duplicateThreshold;
    final double spuriousThreshold;

    /** Reads the body, and throws all that is wrong with it. */
    HealthRows(Request request) {
        Complaints complaints = new Complaints();
        JsonNumbers numbers = new JsonNumbers(request.limits().rowsMax(), complaints, request::add);
        Map<String, BiConsumer<JsonParser, String>> large = new HashMap<>();
        large.put("labels", set((p, n) -> labels = numbers.classes(p, n, CLASSES_MAX)));
        large.put("embeddings", set((p, n) -> embeddings = numbers.rows(p, n)));
        large.put("features", set((p, n) -> features = numbers.rows(p, n)));
        large.put("predProbs", set((p, n) -> probabilities = numbers.rows(p, n)));
        Fields fields = Fields.read(request, SMALL, complaints, large);
        Integer given = fields.numbers().number("numClasses", 1, CLASSES_MAX);
        outlierThreshold =
                fields.numbers()
                        .decimal("outlierThreshold", Outliers.THRESHOLD_DEFAULT, 0, OUTLIER_MAX);
        duplicateThreshold =
                fields.numbers()
                        .decimal("duplicateThreshold", NearDuplicates.THRESHOLD_DEFAULT, 0, 1);
        spuriousThreshold =
                fields.numbers()
                        .decimal("spuriousThreshold", SpuriousFeature.THRESHOLD_DEFAULT, 0, 1);
        fields.check();
        if (labels == null && embeddings == null && features == null) {
            fields.complain("labels", "missing", "Field required: labels, embeddings or features");
        }
        fields.check();
        rows = labels != null ? labels.length : embeddings != null ? embeddings.length : length();
        sameLength(fields);
        fields.check();
        classes(fields, given);
        probabilities(fields);
        if (embeddings != null && NearDuplicates.tooMany(embeddings)) {
            String message =
                    "List should have at most %d rows, and rows x rows x numbers a row at most %d: every pair is compared"
                            .formatted(NearDuplicates.ROWS_MAX, NearDuplicates.WORK_MAX);
            fields.complain("embeddings", "too_long", message);
        }
        fields.check();
    }

    private int length() {
        return features == null ? 0 : features.length;
    }

    /** Null is as good as absent. */
    private static BiConsumer<JsonParser, String> set(BiConsumer<JsonParser, String> read) {
        return (parser, name) -> {
            if (parser.currentToken() != JsonToken.VALUE_NULL) {
                read.accept(parser, name);
            }
        };
    }

    private void sameLength(Fields fields) {
        if (rows == 0) {
            String first =
                    labels != null ? "labels" : embeddings != null ? "embeddings" : "features";
            fields.complain(first, "too_short", "List should have at least 1 item");
        }
        sameLength(fields, "embeddings", embeddings);
        sameLength(fields, "features", features);
        sameLength(fields, "predProbs", probabilities);
    }

    private void sameLength(Fields fields, String name, double @Nullable [][] list) {
        if (list != null && list.length != rows) {
            String message =
                    "List should have %d rows, as the others, not %d".formatted(rows, list.length);
            fields.complain(name, "value_error", message);
        }
    }

    private void classes(Fields fields, @Nullable Integer given) {
        int largest = 0;
        for (int label : labels == null ? new int[0] : labels) {
            largest = Math.max(largest, label);
        }
        classes =
                given != null
                        ? given
                        : probabilities != null ? probabilities[0].length : largest + 1;
        if (largest >= classes) {
            String message =
                    "Value error, with %d classes a label should be at most %d, not %d"
                            .formatted(classes, classes - 1, largest);
            fields.complain("labels", "value_error", message);
        }
    }

    private void probabilities(Fields fields) {
        if (probabilities == null) {
            return;
        }
        if (labels == null) {
            fields.complain("labels", "missing", "Field required beside predProbs");
        }
        if (probabilities[0].length != classes) {
            String message =
                    "Value error, each row should have %d numbers, one a class, not %d"
                            .formatted(classes, probabilities[0].length);
            fields.complain("predProbs", "value_error", message);
        }
        for (int i = 0; i < probabilities.length; i++) {
            double sum = 0;
            boolean sound = true;
            for (double p : probabilities[i]) {
                sum += p;
                sound &= p >= 0 && p <= 1;
            }
            if (!sound || Math.abs(sum - 1) > SUM_ERROR_MAX) {
                fields.complain(
                        List.of("predProbs", i),
                        "value_error",
                        "Value error, probabilities should be from 0 to 1 and sum up to 1");
            }
        }
    }
}
