package goldset.api.evalguard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import goldset.domain.ApiKey;
import goldset.domain.Dataset;
import goldset.domain.Role;
import goldset.format.Times;
import goldset.http.Fields;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Keys;
import goldset.store.Projects;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api-keys}: contract section 2. */
public final class ApiKeys {
    private static final int NAME_CHARS_MAX = 200;
    private static final int GRACE_SECONDS_MAX = 30 * 24 * 3600;

    private final Keys keys;
    private final Projects projects;
    private final Clock clock;

    public ApiKeys(Keys keys, Projects projects, Clock clock) {
        this.keys = keys;
        this.projects = projects;
        this.clock = clock;
    }

    /** Terraform's state holds the org and the scopes: they go out as they came in. */
    private record Row(
            UUID id,
            UUID orgId,
            String name,
            String keyPrefix,
            List<String> scopes,
            String role,
            @Nullable UUID projectId,
            String createdAt,
            @Nullable String expiresAt,
            boolean revoked,
            @Nullable String revokedAt,
            @JsonProperty("tpmLimit") @Nullable Integer tpm,
            @JsonProperty("rpmLimit") @Nullable Integer rpm,
            @JsonProperty("maxParallel") @Nullable Integer parallel,
            @JsonProperty("modelAllowlist") @Nullable List<String> models,
            @JsonProperty("rawKey") @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable String secret,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String oldKeyExpiresAt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {

        static Row of(ApiKey key, List<String> ignored) {
            return of(key, null, null, ignored);
        }

        static Row of(
                ApiKey key,
                @Nullable String secret,
                @Nullable Instant oldUntil,
                List<String> ignored) {
            ApiKey.Draft draft = key.draft();
            ApiKey.Limits limits = draft.limits();
            return new Row(
                    key.id(),
                    key.org(),
                    draft.name(),
                    key.prefix(),
                    draft.scopes(),
                    draft.role().word(),
                    draft.project(),
                    Times.text(key.createdAt()),
                    time(draft.expiresAt()),
                    key.revokedAt() != null,
                    time(key.revokedAt()),
                    limits.tpm(),
                    limits.rpm(),
                    limits.parallel(),
                    limits.models(),
                    secret,
                    time(oldUntil),
                    ignored);
        }

        private static @Nullable String time(@Nullable Instant time) {
            return time == null ? null : Times.text(time);
        }
    }

    /** The only answer with the secret; it is not kept for a retry, which makes another key. */
    public Response create(Request request) {
        KeyFields body = KeyFields.read(request, Set.of("orgId", "name", "expiresAt", "projectId"));
        Fields fields = body.fields();
        UUID org = Places.org(fields);
        String name = fields.required("name", NAME_CHARS_MAX);
        String project = fields.text("projectId", Dataset.LABEL_CHARS_MAX);
        Instant expires = body.expires(clock.instant());
        ApiKey.Limits limits = body.limits(ApiKey.Limits.NONE);
        Role role = Scopes.role(body.scopes());
        if (fields.has("projectId") && role == Role.ADMIN) {
            String message = "Extra inputs are not permitted: a key that manages is org-wide";
            fields.complain("projectId", "extra_forbidden", message);
        }
        fields.check();
        Places.requireOwn(request, org);
        UUID place =
                project == null || project.isEmpty()
                        ? null
                        : Places.named(request, projects, project).id();
        ApiKey.Draft draft =
                new ApiKey.Draft(place, role, name, body.scopes(), null, expires, limits);
        ApiKey.Made made = Outcomes.made(keys.create(request.org(), request.caller().key(), draft));
        return Response.created(Row.of(made.key(), made.secret(), null, fields.ignored()));
    }

    /** Complete: a key that Terraform misses is made again. */
    public Response list(Request request) {
        Places.requireOwnQuery(request);
        return Response.ok(
                keys.list(request.org(), request.caller().project()).stream()
                        .map(key -> Row.of(key, List.of()))
                        .toList());
    }

    public Response limit(Request request) {
        KeyFields body = KeyFields.read(request, Set.of());
        body.limits(ApiKey.Limits.NONE);
        body.fields().check();
        ApiKey key =
                Outcomes.changed(
                        keys.limit(
                                request.org(),
                                request.caller().key(),
                                which(request),
                                body::limits));
        return Response.ok(Row.of(key, body.fields().ignored()));
    }

    public Response rotate(Request request) {
        Fields fields = Fields.readOptional(request, Set.of("graceSeconds"));
        Integer grace = fields.numbers().number("graceSeconds", 0, GRACE_SECONDS_MAX);
        fields.check();
        Keys.Rotated rotated =
                Outcomes.changed(
                        keys.rotate(
                                request.org(),
                                request.caller().key(),
                                which(request),
                                Duration.ofSeconds(grace == null ? 0 : grace)));
        ApiKey.Made made = rotated.made();
        return Response.ok(Row.of(made.key(), made.secret(), rotated.oldUntil(), fields.ignored()));
    }

    public Response revoke(Request request) {
        ApiKey key =
                Outcomes.changed(
                        keys.revoke(request.org(), request.caller().key(), which(request)));
        return Response.ok(Row.of(key, List.of()));
    }

    private static Keys.Which which(Request request) {
        return new Keys.Which(request.id("key", "API key"), null);
    }
}
