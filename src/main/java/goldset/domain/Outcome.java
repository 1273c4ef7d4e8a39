package goldset.domain;

/**
 * What became of a change.
 *
 * @param <T> what it made
 */
public sealed interface Outcome<T> {

    record Done<T>(T value) implements Outcome<T> {}

    /**
     * The org has no such thing.
     *
     * @param what the kind of thing, for people
     */
    record Absent<T>(What what) implements Outcome<T> {}

    /** The dataset is there, in a project that the key isn't bound to. */
    record OtherProject<T>() implements Outcome<T> {}

    /** The items of an append are there already, or twice in the call; nothing was done. */
    record Clash<T>(Complaints complaints) implements Outcome<T> {}

    /** Another has the slug, which must be the only one of its kind in the org. */
    record Taken<T>() implements Outcome<T> {}

    /** What may be absent. */
    enum What {
        DATASET,
        ITEM,
        VERSION,
        PROJECT,
        KEY,
        RUN,
        TARGET,
        TRACE
    }
}
