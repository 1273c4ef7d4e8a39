package goldset.domain.scoring;

import org.jspecify.annotations.Nullable;

/** Rows counted: all, those that say something, those that are right, those without an answer. */
final class Counts {
    private long total;
    private long labelled;
    private long correct;
    private long errors;
    private long blocked;
    private long flagged;
    private Binary binary = Binary.NONE;

    void add(Expected expected, @Nullable Actual actual, Verdict verdict) {
        total++;
        labelled += verdict.isCorrect() == null ? 0 : 1;
        correct += Boolean.TRUE.equals(verdict.isCorrect()) ? 1 : 0;
        if (actual == null) {
            return;
        }
        if (actual.isError()) {
            errors++;
            return;
        }
        boolean flags = !actual.decision().equals("ALLOW");
        flagged += flags ? 1 : 0;
        blocked += actual.decision().equals("BLOCK") ? 1 : 0;
        if (expected.decision() != null) {
            binary = binary.with(!expected.decision().equals("ALLOW"), flags);
        }
    }

    long total() {
        return total;
    }

    long labelled() {
        return labelled;
    }

    long correct() {
        return correct;
    }

    long errors() {
        return errors;
    }

    Binary binary() {
        return binary;
    }

    /** Of those that have a decision; rows of which only an output was told have none. */
    @Nullable Double share(boolean onlyBlocked, long decided) {
        return Binary.share(onlyBlocked ? blocked : flagged, decided);
    }

    Summary.Slice slice(String key, String value) {
        return new Summary.Slice(
                key,
                value,
                total,
                labelled,
                correct,
                errors,
                Binary.share(correct, labelled),
                binary.precision(),
                binary.recall(),
                binary.fpRate());
    }
}
