package goldset.api.evalguard;

import goldset.domain.KeyChange;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import goldset.http.HttpProblem;

/** How this dialect says what became of a change; another project's is as good as absent. */
final class Outcomes {
    private Outcomes() {}

    /** What the change made, or its refusal. */
    static <T> T made(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T> done -> done.value();
            case Outcome.Absent<T> absent -> throw absent(absent.what());
            case Outcome.Clash<T> clash -> throw HttpProblem.conflict(clash.complaints());
            case Outcome.OtherProject<T> other -> throw absent(What.DATASET);
            case Outcome.Taken<T> taken ->
                    throw HttpProblem.of(HttpProblem.Kind.CONFLICT, "The slug is taken");
        };
    }

    /** What the change of a key made, or its refusal. */
    static <T> T changed(KeyChange<T> change) {
        return switch (change) {
            case KeyChange.Done<T> done -> done.value();
            case KeyChange.Absent<T> a -> throw absent(What.KEY);
            case KeyChange.Revoked<T> r ->
                    throw HttpProblem.of(
                            HttpProblem.Kind.CONFLICT, "The API key has been revoked already");
        };
    }

    static HttpProblem absent(What what) {
        return HttpProblem.notFound(
                switch (what) {
                    case DATASET -> "Dataset";
                    case ITEM -> "Case";
                    case VERSION -> "Version";
                    case PROJECT -> "Project";
                    case KEY -> "API key";
                    case RUN -> "Eval";
                    case TARGET -> "Target";
                    case TRACE -> "Trace";
                });
    }
}
