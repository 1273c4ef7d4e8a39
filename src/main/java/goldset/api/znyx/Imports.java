package goldset.api.znyx;

import com.fasterxml.jackson.annotation.JsonInclude;
import goldset.domain.Appended;
import goldset.domain.OnConflict;
import goldset.http.Conflicts;
import goldset.http.ImportBody;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Items;
import goldset.store.Revisions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /v1/orgs/{org}/datasets/{id}/import}: contract section 1.4. */
public final class Imports {
    private final Items items;

    public Imports(Items items) {
        this.items = items;
    }

    private record Imported(
            int imported,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer skipped,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer replaced,
            long sampleCount,
            long revision,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String shape,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    public Response add(Request request) {
        OnConflict onConflict = Conflicts.in(request, List.of("body", "content"));
        ImportBody body = ImportBody.read(request, onConflict);
        UUID dataset = request.id("id", "Dataset");
        Appended done =
                Outcomes.made(
                        items.append(
                                Samples.where(request, dataset),
                                request.once(Appended.class),
                                body.items(),
                                Revisions.Kind.IMPORT,
                                onConflict));
        Appended.Met met = done.met();
        return Response.ok(
                new Imported(
                        done.count(),
                        met == null ? null : met.skipped(),
                        met == null ? null : met.replaced(),
                        done.itemCount(),
                        done.revision(),
                        body.shape(),
                        body.ignored()));
    }
}
