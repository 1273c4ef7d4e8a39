package goldset.http;

/** What a request may cost. */
public record Limits(
        long bodyBytesMax,
        int itemBytesMax,
        int rowsMax,
        int pageRowsMax,
        long inFlightBytesMax,
        int busyWaitMs,
        int answerStallSeconds) {}
