package goldset.domain;

/**
 * What became of a change of a key.
 *
 * @param <T> what it made
 */
public sealed interface KeyChange<T> {

    record Done<T>(T value) implements KeyChange<T> {}

    /** The org has no such key. */
    record Absent<T>() implements KeyChange<T> {}

    /** It has, but nothing can be done with it any more. */
    record Revoked<T>() implements KeyChange<T> {}
}
