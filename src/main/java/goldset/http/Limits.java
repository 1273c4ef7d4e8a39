package goldset.http;

/**
 * What a request may cost.
 *
 * @param importBytesMax the largest file of items, as text
 * @param inlineBytesMax up to which a file is imported while its sender waits
 */
public record Limits(
        long bodyBytesMax,
        long importBytesMax,
        long inlineBytesMax,
        int itemBytesMax,
        int rowsMax,
        int pageRowsMax,
        long inFlightBytesMax,
        int busyWaitMs,
        int answerStallSeconds) {}
