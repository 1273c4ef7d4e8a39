package goldset.domain;

/** Items removed as one revision. */
public record Removed(int count, long revision, long itemCount) {}
