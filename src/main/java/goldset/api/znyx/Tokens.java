package goldset.api.znyx;

import com.fasterxml.jackson.annotation.JsonInclude;
import goldset.domain.ApiKey;
import goldset.domain.Ids;
import goldset.domain.KeyChange;
import goldset.domain.Outcome.What;
import goldset.domain.Role;
import goldset.format.Times;
import goldset.http.Fields;
import goldset.http.HttpProblem;
import goldset.http.Request;
import goldset.http.Response;
import goldset.store.Keys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /v1/orgs/{org}/tokens}: contract section 4.1. */
public final class Tokens {
    private static final Set<String> FIELDS =
            Set.of("project_id", "environment_id", "expires_in_days", "name");
    private static final int DAYS_MAX = 36_500;
    private static final int NAME_CHARS_MAX = 200;

    private final Keys keys;
    private final Clock clock;

    public Tokens(Keys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    private record Token(
            long id,
            String keyPrefix,
            String keyType,
            boolean isActive,
            String createdAt,
            UUID orgId,
            @Nullable UUID projectId,
            @Nullable String environmentId,
            @Nullable String expiresAt,
            List<String> scopes,
            String name,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String rawKey,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    public Response createRuntime(Request request) {
        Fields fields = Fields.read(request, FIELDS);
        ApiKey.Draft draft = draft(fields, Role.RUNTIME, List.of("read"));
        return switch (keys.createRuntime(request.org(), request.caller().key(), draft)) {
            case Keys.RuntimeOutcome.Made made -> created(made.made(), fields);
            case Keys.RuntimeOutcome.Exists e ->
                    throw HttpProblem.of(
                            HttpProblem.Kind.CONFLICT,
                            "runtime_key_exists",
                            "A runtime key stands for this project and environment; rotate or"
                                    + " revoke it");
            case Keys.RuntimeOutcome.NoProject n -> throw Outcomes.absent(What.PROJECT);
        };
    }

    public Response createCi(Request request) {
        Fields fields = Fields.read(request, FIELDS);
        List<String> scopes = List.of("read", "write", "bundle:publish");
        ApiKey.Draft draft = draft(fields, Role.CI, scopes);
        return created(request, draft, fields);
    }

    public Response createAdmin(Request request) {
        Fields fields = Fields.read(request, FIELDS);
        ApiKey.Draft draft = draft(fields, Role.ADMIN, List.of("org:admin"));
        return created(request, draft, fields);
    }

    /** All of the org, as a bare array. */
    public Response list(Request request) {
        Optional<String> project = request.query("project_id");
        Optional<String> type = request.query("key_type");
        request.checkQuery();
        return Response.ok(
                keys.list(request.org(), null).stream()
                        .map(key -> token(key, null, List.of()))
                        .filter(t -> type.isEmpty() || type.get().equals(t.keyType))
                        .filter(t ->
                                project.isEmpty()
                                        || Ids.parse(project.get())
                                                .equals(Optional.ofNullable(t.projectId)))
                        .toList());
    }

    /** Gives the key a new secret; the old one is dead at once. */
    public Response rotate(Request request) {
        Fields fields = Fields.readOptional(request, Set.of());
        fields.check();
        ApiKey.Made made =
                changed(
                                keys.rotate(
                                        request.org(),
                                        request.caller().key(),
                                        which(request),
                                        Duration.ZERO))
                        .made();
        return Response.ok(token(made.key(), made.secret(), fields.ignored()));
    }

    public Response revoke(Request request) {
        changed(keys.revoke(request.org(), request.caller().key(), which(request)));
        return Response.noContent();
    }

    /** A revoked token is as good as none. */
    private static <T> T changed(KeyChange<T> change) {
        return switch (change) {
            case KeyChange.Done<T> done -> done.value();
            case KeyChange.Absent<T> a -> throw Outcomes.absent(What.KEY);
            case KeyChange.Revoked<T> r -> throw Outcomes.absent(What.KEY);
        };
    }

    private static Keys.Which which(Request request) {
        String text = request.path("key");
        if (!text.matches("[0-9]{1,18}")) {
            throw Outcomes.absent(What.KEY);
        }
        return new Keys.Which(null, Long.valueOf(text));
    }

    private ApiKey.Draft draft(Fields fields, Role role, List<String> scopes) {
        UUID project = null;
        if (role == Role.ADMIN) {
            refuseBounds(fields);
        } else {
            project = fields.requiredId("project_id");
        }
        String name = fields.text("name", NAME_CHARS_MAX);
        String environment = fields.text("environment_id", NAME_CHARS_MAX);
        Instant expires = expires(fields);
        fields.check();
        return new ApiKey.Draft(
                project,
                role,
                name == null ? role.word() + " token" : name,
                scopes,
                environment,
                expires,
                ApiKey.Limits.NONE);
    }

    /** Who asks for a bound key must not get one that is not. */
    private static void refuseBounds(Fields fields) {
        for (String name : List.of("project_id", "environment_id")) {
            if (fields.has(name)) {
                String message = "Extra inputs are not permitted: an admin token is org-wide";
                fields.complain(name, "extra_forbidden", message);
            }
        }
    }

    private @Nullable Instant expires(Fields fields) {
        Integer days = fields.numbers().number("expires_in_days", 1, DAYS_MAX);
        return days == null ? null : clock.instant().plus(Duration.ofDays(days));
    }

    private Response created(Request request, ApiKey.Draft draft, Fields fields) {
        return created(
                Outcomes.made(keys.create(request.org(), request.caller().key(), draft)), fields);
    }

    private Response created(ApiKey.Made made, Fields fields) {
        return Response.created(token(made.key(), made.secret(), fields.ignored()));
    }

    private Token token(ApiKey key, @Nullable String secret, List<String> ignored) {
        ApiKey.Draft draft = key.draft();
        Instant expires = draft.expiresAt();
        boolean active =
                key.revokedAt() == null && (expires == null || clock.instant().isBefore(expires));
        return new Token(
                key.number(),
                key.prefix(),
                draft.role().word(),
                active,
                Times.text(key.createdAt()),
                key.org(),
                draft.project(),
                draft.environment(),
                expires == null ? null : Times.text(expires),
                draft.scopes(),
                draft.name(),
                secret,
                ignored);
    }
}
