package goldset.domain.scoring;

import org.jspecify.annotations.Nullable;

/** Four counts of a yes or no that should have been one or the other, and what follows. */
public record Binary(long tp, long fp, long fn, long tn) {
    static final Binary NONE = new Binary(0, 0, 0, 0);

    Binary with(boolean expected, boolean actual) {
        return new Binary(
                tp + (expected && actual ? 1 : 0),
                fp + (!expected && actual ? 1 : 0),
                fn + (expected && !actual ? 1 : 0),
                tn + (!expected && !actual ? 1 : 0));
    }

    public @Nullable Double precision() {
        return share(tp, tp + fp);
    }

    public @Nullable Double recall() {
        return share(tp, tp + fn);
    }

    public @Nullable Double fpRate() {
        return share(fp, fp + tn);
    }

    public @Nullable Double f1() {
        return tp == 0 ? null : 2.0 * tp / (2.0 * tp + fp + fn);
    }

    public @Nullable Wilson precisionInterval() {
        return Wilson.of(tp, tp + fp);
    }

    public @Nullable Wilson recallInterval() {
        return Wilson.of(tp, tp + fn);
    }

    public @Nullable Wilson fpInterval() {
        return Wilson.of(fp, fp + tn);
    }

    static @Nullable Double share(long some, long all) {
        return all == 0 ? null : (double) some / all;
    }
}
