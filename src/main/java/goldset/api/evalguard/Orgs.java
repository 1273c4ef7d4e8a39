package goldset.api.evalguard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import goldset.domain.ApiKey;
import goldset.format.Times;
import goldset.http.Fields;
import goldset.http.HttpProblem;
import goldset.http.Request;
import goldset.http.Response;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /orgs} and {@code /bootstrap}: contract section 3.3. */
public final class Orgs {
    private static final Set<String> FIELDS = Set.of("name", "slug");
    private static final int NAME_CHARS_MAX = 200;

    private final goldset.store.Orgs orgs;

    public Orgs(goldset.store.Orgs orgs) {
        this.orgs = orgs;
    }

    private record Created(
            UUID id,
            String name,
            String slug,
            String createdAt,
            @JsonProperty("orgId") UUID org,
            @JsonProperty("projectId") UUID project,
            Key apiKey,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    private record Key(
            UUID id,
            String name,
            String keyPrefix,
            String createdAt,
            @JsonProperty("rawKey") String rawKey) {

        static Key of(ApiKey.Made made) {
            ApiKey key = made.key();
            return new Key(
                    key.id(),
                    key.draft().name(),
                    key.prefix(),
                    Times.text(key.createdAt()),
                    made.secret());
        }
    }

    /** An org with a first project and an admin key; only the first org's admins make others. */
    public Response create(Request request) {
        Fields fields = Fields.read(request, FIELDS);
        String name = fields.required("name", NAME_CHARS_MAX);
        String slug = fields.text("slug", NAME_CHARS_MAX);
        if (slug != null) {
            Places.checkSlug(fields, slug);
        }
        fields.check();
        return made(request, name, slug, fields.ignored());
    }

    /** The same by its other name; there is nobody to write to. */
    public Response bootstrap(Request request) {
        Fields fields = Fields.read(request, Set.of("org_name"));
        String name = fields.required("org_name", NAME_CHARS_MAX);
        fields.check();
        return made(request, name, null, fields.ignored());
    }

    private Response made(
            Request request, String name, @Nullable String slug, List<String> ignored) {
        return switch (orgs.create(request.caller().key(), name, slug)) {
            case goldset.store.Orgs.Outcome.Made made -> created(made.founded(), ignored);
            case goldset.store.Orgs.Outcome.SlugTaken taken ->
                    throw HttpProblem.of(HttpProblem.Kind.CONFLICT, "The slug is taken");
        };
    }

    private static Response created(goldset.store.Orgs.Founded founded, List<String> ignored) {
        return Response.ok(
                new Created(
                        founded.org().id(),
                        founded.org().name(),
                        founded.org().slug(),
                        Times.text(founded.org().createdAt()),
                        founded.org().id(),
                        founded.project().id(),
                        Key.of(founded.key()),
                        ignored));
    }
}
