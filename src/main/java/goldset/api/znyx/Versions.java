package goldset.api.znyx;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import goldset.domain.Dataset;
import goldset.domain.Outcome.What;
import goldset.domain.Version;
import goldset.format.Times;
import goldset.http.Cursor;
import goldset.http.Fields;
import goldset.http.HttpProblem;
import goldset.http.Request;
import goldset.http.Response;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /v1/orgs/{org}/datasets/{id}/versions}: contract section 1.5. */
public final class Versions {
    private static final int LIMIT_DEFAULT = 50;

    private final goldset.store.Versions versions;
    private final goldset.store.Datasets datasets;

    public Versions(goldset.store.Versions versions, goldset.store.Datasets datasets) {
        this.versions = versions;
        this.datasets = datasets;
    }

    private record Row(
            UUID id,
            long version,
            long revision,
            @Nullable String label,
            @Nullable String description,
            long sampleCount,
            String contentHash,
            UUID createdBy,
            String createdAt) {

        static Row of(Version version) {
            return new Row(
                    version.id(),
                    version.number(),
                    version.revision(),
                    version.label(),
                    version.description(),
                    version.itemCount(),
                    version.contentHash().hex(),
                    version.actor(),
                    Times.text(version.createdAt()));
        }
    }

    private record Listed(long total, int limit, List<Row> versions, @Nullable String nextCursor) {}

    /** The newest first. */
    public Response list(Request request) {
        int max = request.limits().pageRowsMax();
        int limit = request.query("limit", Math.min(LIMIT_DEFAULT, max), 1, max);
        long before = Cursor.in(request).map(UUID::getLeastSignificantBits).orElse(Long.MAX_VALUE);
        request.checkQuery();
        UUID dataset = dataset(request).id();
        List<Version> found = versions.list(request.org(), dataset, before, limit + 1);
        List<Row> shown =
                found.subList(0, Math.min(limit, found.size())).stream().map(Row::of).toList();
        boolean more = found.size() > shown.size();
        return Response.ok(
                new Listed(
                        versions.count(request.org(), dataset),
                        limit,
                        shown,
                        more ? Cursor.of(new UUID(0, shown.getLast().version)) : null));
    }

    private record Taken(
            @JsonUnwrapped Row version,
            boolean unchanged,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    /** Names what the dataset is now, unless the latest version says the same. */
    public Response create(Request request) {
        Fields fields = Fields.readOptional(request, Set.of("description", "label"));
        goldset.store.Versions.Note note =
                new goldset.store.Versions.Note(
                        fields.text("label", Dataset.LABEL_CHARS_MAX),
                        fields.text("description", Dataset.DESCRIPTION_CHARS_MAX));
        fields.check();
        UUID dataset = request.id("id", "Dataset");
        Version.Taken taken =
                Outcomes.made(
                        versions.snapshot(
                                Samples.where(request, dataset),
                                request.once(Version.Taken.class),
                                note));
        return Response.ok(new Taken(Row.of(taken.version()), taken.unchanged(), fields.ignored()));
    }

    /** By id or number. */
    public Response get(Request request) {
        return Response.ok(Row.of(version(request, dataset(request).id())));
    }

    private record Restored(
            long version, @Nullable Long savedAsVersion, long sampleCount, long revision) {}

    /** Makes the samples those of the version again; what they replace is made a version first. */
    public Response restore(Request request) {
        Fields.readOptional(request, Set.of()).check();
        UUID dataset = dataset(request).id();
        UUID version = version(request, dataset).id();
        Version.Restored restored =
                Outcomes.made(
                        versions.restore(
                                Samples.where(request, dataset),
                                request.once(Version.Restored.class),
                                version));
        return Response.ok(
                new Restored(
                        restored.number(),
                        restored.before(),
                        restored.itemCount(),
                        restored.revision()));
    }

    private Dataset dataset(Request request) {
        return datasets.get(request.org(), null, request.id("id", "Dataset"))
                .orElseThrow(() -> HttpProblem.notFound("Dataset"));
    }

    private Version version(Request request, UUID dataset) {
        return versions.find(request.org(), dataset, request.path("version"))
                .orElseThrow(() -> Outcomes.absent(What.VERSION));
    }
}
