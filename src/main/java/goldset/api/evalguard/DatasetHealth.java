package goldset.api.evalguard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import goldset.domain.Checked;
import goldset.domain.Dataset;
import goldset.domain.Outcome.What;
import goldset.domain.PastState;
import goldset.domain.health.Balance;
import goldset.domain.health.LabelIssues;
import goldset.domain.health.NearDuplicates;
import goldset.domain.health.Order;
import goldset.domain.health.Outliers;
import goldset.domain.health.SpuriousFeature;
import goldset.http.AsOf;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Checks;
import goldset.store.Datasets;
import goldset.store.Versions;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /datasets/health} and {@code /datasets/{id}/health}: contract section 1.8. */
public final class DatasetHealth {
    private final Datasets datasets;
    private final Versions versions;
    private final Checks checks;

    public DatasetHealth(Datasets datasets, Versions versions, Checks checks) {
        this.datasets = datasets;
        this.versions = versions;
        this.checks = checks;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Report(
            Health health, @JsonProperty("labelQuality") @Nullable LabelQuality labelQuality) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Health(
            @JsonProperty("rowCount") int rowCount,
            @Nullable Imbalance imbalance,
            @JsonProperty("outlierScores") @Nullable List<Double> outlierScores,
            @JsonProperty("outlierRows") @Nullable List<Integer> outlierRows,
            @JsonProperty("nearDuplicates") @Nullable List<NearDuplicates.Pair> nearDuplicates,
            @JsonProperty("nearDuplicateCount") @Nullable Long nearDuplicateCount,
            @JsonProperty("spuriousFeatures") @Nullable List<SpuriousFeature> spuriousFeatures,
            @JsonProperty("nonIid") @Nullable NonIid nonIid) {}

    private record Imbalance(
            List<Long> counts,
            List<Double> fractions,
            @JsonProperty("imbalanceRatio") double ratio,
            @JsonProperty("minorityClasses") List<Integer> minorityClasses) {}

    private record NonIid(double score, @JsonProperty("nonIid") boolean nonIid) {}

    private record LabelQuality(
            @JsonProperty("estimatedNoiseRate") double noiseRate,
            @JsonProperty("numClasses") int classes,
            @JsonProperty("issueCount") int issueCount,
            @JsonProperty("topIssues") List<Issue> topIssues) {}

    private record Issue(
            int index,
            @JsonProperty("givenLabel") int given,
            @JsonProperty("suggestedLabel") int suggested,
            @JsonProperty("qualityScore") double quality) {}

    /** Of the rows in the body; nothing is stored. */
    public Response ofRows(Request request) {
        HealthRows rows = new HealthRows(request);
        LabelQuality quality =
                rows.labels == null || rows.probabilities == null
                        ? null
                        : quality(LabelIssues.find(rows.labels, rows.probabilities), rows.classes);
        return Response.ok(new Report(health(rows), quality));
    }

    private static Health health(HealthRows rows) {
        Balance balance = rows.labels == null ? null : Balance.of(rows.labels, rows.classes);
        double[] scores = rows.embeddings == null ? null : Outliers.scores(rows.embeddings);
        List<SpuriousFeature> spurious =
                rows.features == null || rows.labels == null
                        ? null
                        : SpuriousFeature.find(rows.features, rows.labels, rows.spuriousThreshold);
        NonIid order = order(rows, balance);
        // The last, for it overwrites the rows.
        NearDuplicates near =
                rows.embeddings == null
                        ? null
                        : NearDuplicates.find(rows.embeddings, rows.duplicateThreshold);
        return new Health(
                rows.rows,
                balance == null ? null : imbalance(balance),
                scores == null ? null : rounded(Arrays.stream(scores).boxed()),
                scores == null ? null : above(scores, rows.outlierThreshold),
                near == null ? null : near.pairs().stream().map(DatasetHealth::rounded).toList(),
                near == null ? null : near.count(),
                spurious == null ? null : spurious.stream().map(DatasetHealth::rounded).toList(),
                order);
    }

    /** Of all lists that are there, the one whose order matters most. */
    private static NonIid order(HealthRows rows, @Nullable Balance balance) {
        Order order = new Order(0, false);
        if (rows.labels != null && balance != null) {
            order = order.or(Order.of(rows.labels, balance.fractions()));
        }
        if (rows.embeddings != null) {
            order = order.or(Order.of(rows.embeddings));
        }
        if (rows.features != null) {
            order = order.or(Order.of(rows.features));
        }
        return new NonIid(rounded(order.score()), order.matters());
    }

    private static Imbalance imbalance(Balance balance) {
        return new Imbalance(
                balance.counts(),
                rounded(balance.fractions().stream()),
                rounded(balance.ratio()),
                balance.minorities());
    }

    private static LabelQuality quality(LabelIssues issues, int classes) {
        return new LabelQuality(
                rounded(issues.noiseRate()),
                classes,
                issues.count(),
                issues.worst().stream()
                        .map(i ->
                                new Issue(i.row(), i.given(), i.suggested(), rounded(i.quality())))
                        .toList());
    }

    private static List<Integer> above(double[] scores, double threshold) {
        return IntStream.range(0, scores.length)
                .filter(i -> scores[i] > threshold)
                .boxed()
                .toList();
    }

    private static NearDuplicates.Pair rounded(NearDuplicates.Pair pair) {
        return new NearDuplicates.Pair(pair.i(), pair.j(), rounded(pair.similarity()));
    }

    private static SpuriousFeature rounded(SpuriousFeature feature) {
        return new SpuriousFeature(feature.feature(), rounded(feature.correlation()));
    }

    private static List<Double> rounded(Stream<Double> values) {
        return values.map(value -> rounded(value.doubleValue())).toList();
    }

    /** Six digits say enough. */
    private static double rounded(double value) {
        return Math.rint(value * 1e6) / 1e6;
    }

    private record Stored(
            @JsonProperty("datasetId") UUID dataset, long revision, StoredHealth health) {}

    private record StoredHealth(
            @JsonProperty("rowCount") long rowCount,
            @JsonProperty("exactDuplicates") Checked.Equals exactDuplicates,
            @JsonProperty("duplicateInputs") Checked.Equals duplicateInputs,
            @JsonProperty("emptyInputs") long emptyInputs,
            @JsonProperty("longInputs") Lengthy longInputs,
            @JsonProperty("missingExpectations") long missingExpectations,
            @JsonProperty("labelBalance") Labels labelBalance) {}

    private record Lengthy(long count, @JsonProperty("overBytes") int overBytes) {}

    private record Labels(
            List<Checked.Decision> counts,
            long unlabelled,
            @JsonProperty("imbalanceRatio") @Nullable Double imbalanceRatio) {}

    /** Of a stored dataset, as it is or was. */
    public Response ofDataset(Request request) {
        AsOf asOf = AsOf.in(request);
        request.checkQuery();
        UUID id = request.id("id", "Dataset");
        Dataset dataset =
                datasets.get(request.org(), request.caller().project(), id)
                        .orElseThrow(() -> Outcomes.absent(What.DATASET));
        PastState state =
                (asOf.isPast()
                                ? versions.asOf(request.org(), id, asOf.version(), asOf.revision())
                                : versions.state(request.org(), id, dataset.revision()))
                        .orElseThrow(() -> Outcomes.absent(What.VERSION));
        Checked found = checks.check(request.org(), id, state);
        return Response.ok(new Stored(id, state.revision(), stored(found)));
    }

    private static StoredHealth stored(Checked found) {
        long[] counts = found.decisions().stream().mapToLong(Checked.Decision::count).toArray();
        long labelled = Arrays.stream(counts).sum();
        long most = Arrays.stream(counts).max().orElse(0);
        Double ratio =
                counts.length == 0
                        ? null
                        : rounded(most / (double) Arrays.stream(counts).min().orElse(1));
        return new StoredHealth(
                found.rows(),
                found.items(),
                found.inputs(),
                found.empty(),
                new Lengthy(found.lengthy(), Checked.LONG_BYTES),
                found.unexpecting(),
                new Labels(found.decisions(), found.rows() - labelled, ratio));
    }
}
