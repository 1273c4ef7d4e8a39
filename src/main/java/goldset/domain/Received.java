package goldset.domain;

/**
 * What became of events.
 *
 * @param duplicates how many were there already, or twice in the call
 */
public record Received(int accepted, int duplicates) {}
