package goldset.domain;

/** How many items of a state have each of the fields that an item may lack. */
public record Filled(
        long rows,
        long expectedOutput,
        long context,
        long expectedDecision,
        long ruleHits,
        long externalId) {

    /** For whoever needs not know. */
    public static final Filled UNKNOWN = new Filled(0, 0, 0, 0, 0, 0);
}
