package goldset.api.znyx;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import goldset.domain.Ids;
import goldset.domain.Outcome.What;
import goldset.domain.Role;
import goldset.domain.Target;
import goldset.format.Times;
import goldset.http.Fields;
import goldset.http.HttpProblem;
import goldset.http.JsonFields;
import goldset.http.Request;
import goldset.http.Response;
import goldset.run.Operator;
import goldset.run.Pushes;
import goldset.run.Reach;
import goldset.run.TargetCheck;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /v1/orgs/{org}/targets}: guardrails that runs may ask. Their secrets only go in. */
public final class Targets {
    private static final int NAME_CHARS_MAX = 100;
    private static final int URL_CHARS_MAX = 2000;
    private static final int SECRET_CHARS_MAX = 4000;
    private static final int MAPPING_BYTES_MAX = 64 << 10;

    private static final Set<String> FIELDS =
            Set.of("name", "url", "header", "secret", "concurrency", "timeout_ms", "retries");

    private static final Target NONE =
            new Target(
                    new UUID(0, 0),
                    "",
                    "http://localhost",
                    null,
                    Operator.HEADER,
                    null,
                    Operator.PACE,
                    Instant.EPOCH,
                    Instant.EPOCH);

    private final goldset.store.Targets targets;
    private final Pushes pushes;
    private final Reach reach;
    private final Ids ids;
    private final Clock clock;

    public Targets(
            goldset.store.Targets targets, Pushes pushes, Reach reach, Ids ids, Clock clock) {
        this.targets = targets;
        this.pushes = pushes;
        this.reach = reach;
        this.ids = ids;
        this.clock = clock;
    }

    private record Row(
            UUID id,
            String name,
            @Nullable String url,
            String kind,
            @JsonRawValue @Nullable String mapping,
            String header,
            boolean hasSecret,
            int concurrency,
            int timeoutMs,
            int retries,
            String createdAt,
            String updatedAt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {
        /** Where it is and what it is sent may have a secret in it, so only admins see that. */
        static Row of(Target target, Request request, List<String> ignored) {
            boolean admin = request.caller().role().covers(Role.ADMIN);
            boolean open = admin && !Operator.has(target);
            return new Row(
                    target.id(),
                    target.name(),
                    open ? target.url() : null,
                    target.mapping() == null ? "runtime" : "mapped",
                    open ? target.mapping() : null,
                    target.header(),
                    target.secret() != null,
                    target.pace().concurrency(),
                    target.pace().timeoutMs(),
                    target.pace().retries(),
                    Times.text(target.createdAt()),
                    Times.text(target.updatedAt()),
                    ignored);
        }
    }

    private record Rows(List<Row> targets) {}

    /** With that of the operator's settings, unless the org has another of its name. */
    public Response list(Request request) {
        List<Target> all = pushes.targets(request.org());
        return Response.ok(new Rows(all.stream().map(t -> Row.of(t, request, List.of())).toList()));
    }

    public Response get(Request request) {
        Target target =
                pushes.target(request.org(), request.path("target"))
                        .orElseThrow(() -> Outcomes.absent(What.TARGET));
        return Response.ok(Row.of(target, request, List.of()));
    }

    public Response create(Request request) {
        JsonFields body = body(request);
        Fields fields = body.fields();
        String name = fields.required("name", NAME_CHARS_MAX);
        String url = fields.required("url", URL_CHARS_MAX);
        Target target =
                edited(
                        body,
                        new Target(
                                ids.next(),
                                name,
                                url,
                                null,
                                Operator.HEADER,
                                null,
                                Operator.PACE,
                                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                                clock.instant()));
        fields.check();
        if (!targets.create(request.org(), request.caller().key(), target)) {
            throw HttpProblem.of(
                    HttpProblem.Kind.CONFLICT, "A target is called so; edit it, or choose another");
        }
        return Response.ok(Row.of(target, request, fields.ignored()));
    }

    /** What the body doesn't name stays; the secret too. */
    public Response edit(Request request) {
        JsonFields body = body(request);
        Fields fields = body.fields();
        if (fields.sent("name")) {
            fields.complain("name", "value_error", "Value error, a target keeps its name");
        }
        // The fields are looked at first: a body that is wrong is told of before an id that is.
        edited(body, NONE);
        fields.check();
        Target target = edited(body, own(request));
        if (!targets.edit(request.org(), request.caller().key(), target)) {
            throw Outcomes.absent(What.TARGET);
        }
        return Response.ok(Row.of(target, request, fields.ignored()));
    }

    private record Deleted(UUID id, boolean deleted) {}

    public Response delete(Request request) {
        Target target = own(request);
        targets.delete(request.org(), request.caller().key(), target);
        return Response.ok(new Deleted(target.id(), true));
    }

    /** That of the settings isn't the org's to change. */
    private Target own(Request request) {
        return targets.find(request.org(), request.path("target"))
                .orElseThrow(() -> Outcomes.absent(What.TARGET));
    }

    private static JsonFields body(Request request) {
        return new JsonFields(request, FIELDS, Set.of("mapping"), Set.of(), MAPPING_BYTES_MAX);
    }

    private Target edited(JsonFields body, Target old) {
        Fields fields = body.fields();
        String url = fields.edited("url", URL_CHARS_MAX);
        try {
            if (url != null && !url.isBlank()) {
                reach.seen(url);
            }
        } catch (Reach.Closed e) {
            // There may be a password in it.
            fields.complain(List.of("url"), "value_error", "Value error, " + e.getMessage());
        }
        String header = fields.edited("header", NAME_CHARS_MAX);
        if (header != null && !TargetCheck.isHeader(header)) {
            String message =
                    "Value error, should be the name of a header, and none that HTTP needs";
            fields.complain("header", "value_error", message);
        }
        String secret = fields.text("secret", SECRET_CHARS_MAX);
        if (secret != null && !secret.matches("[!-~]+")) {
            // A secret is not said again.
            fields.complain(
                    List.of("secret"),
                    "value_error",
                    "Value error, should be visible ASCII without spaces");
        }
        String mapping = body.object("mapping");
        if (mapping != null) {
            TargetCheck.mapping(mapping, body.complaints());
        }
        return new Target(
                old.id(),
                old.name(),
                url == null ? old.url() : url,
                fields.sent("mapping") ? mapping : old.mapping(),
                header == null ? old.header() : header,
                fields.sent("secret")
                        ? secret
                        : url == null || url.equals(old.url()) ? old.secret() : null,
                old.pace()
                        .with(
                                PaceFields.concurrency(fields),
                                PaceFields.timeoutMs(fields),
                                PaceFields.retries(fields)),
                old.createdAt(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }
}
