package goldset.api.znyx;

import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import goldset.http.HttpProblem;

/** How this dialect says what became of a change. */
final class Outcomes {
    private Outcomes() {}

    /** What the change made, or its refusal. */
    static <T> T made(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T> done -> done.value();
            case Outcome.Absent<T> absent -> throw absent(absent.what());
            case Outcome.Clash<T> clash -> throw HttpProblem.conflict(clash.complaints());
            case Outcome.OtherProject<T> other -> throw otherProject("dataset");
            case Outcome.Taken<T> taken ->
                    throw HttpProblem.of(HttpProblem.Kind.CONFLICT, "The slug is taken");
        };
    }

    static HttpProblem otherProject(String whose) {
        return HttpProblem.of(
                HttpProblem.Kind.FORBIDDEN,
                "The key is bound to another project than the " + whose + "'s");
    }

    static HttpProblem absent(What what) {
        return HttpProblem.notFound(
                switch (what) {
                    case DATASET -> "Dataset";
                    case ITEM -> "Sample";
                    case VERSION -> "Version";
                    case PROJECT -> "Project";
                    case KEY -> "Token";
                    case RUN -> "Run";
                    case TARGET -> "Target";
                    case TRACE -> "Trace";
                });
    }
}
