package goldset.domain;

/** What became of looking a key up. */
public sealed interface KeyOutcome {

    record Known(Caller caller) implements KeyOutcome {}

    /** It was good once; documented clients tell this from a key that never was. */
    record Revoked() implements KeyOutcome {}

    /** Never made, or expired. */
    record Unknown() implements KeyOutcome {}
}
