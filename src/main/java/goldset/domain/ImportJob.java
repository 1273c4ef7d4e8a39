package goldset.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The import of a file as work of its own, while it lasts and after it.
 *
 * @param project that of the dataset
 * @param dataset which may not be there before the end
 * @param plan what its caller asked for, as JSON
 * @param bytesDone how much of the file was read
 * @param rowsTotal null until the file is read to its end
 * @param rowsDone how many were checked, then how many written
 * @param findings what the file turned out to be, as JSON
 * @param reason why it failed
 * @param stateAt when the state was reached
 */
public record ImportJob(
        UUID id,
        UUID org,
        UUID project,
        UUID dataset,
        UUID actor,
        String file,
        String plan,
        State state,
        long bytesTotal,
        long bytesDone,
        @Nullable Long rowsTotal,
        long rowsDone,
        long rowsRejected,
        @Nullable String findings,
        @Nullable String reason,
        @Nullable Result result,
        Instant createdAt,
        Instant stateAt) {

    /** In the order of their coming; one of the last three ends it. */
    public enum State {
        WAITING,
        CHECKING,
        WRITING,
        DONE,
        FAILED,
        CANCELLED;

        public boolean isFinal() {
            return this == DONE || this == FAILED || this == CANCELLED;
        }
    }

    /**
     * What became of the dataset.
     *
     * @param skipped null when nobody asked what is there already
     */
    public record Result(
            long inserted,
            @Nullable Long skipped,
            @Nullable Long replaced,
            long itemCount,
            long revision) {}

    /** How many rows a second pass, while they do. */
    public OptionalDouble rowsPerSecond(Instant now) {
        double seconds = Duration.between(stateAt, now).toMillis() / 1000.0;
        return state.isFinal() || rowsDone == 0 || seconds <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(rowsDone / seconds);
    }

    /** How long what it is at will take, if it goes on as it went. */
    public OptionalLong secondsLeft(Instant now) {
        long total = rowsTotal == null ? bytesTotal : rowsTotal;
        long done = rowsTotal == null ? bytesDone : rowsDone;
        double seconds = Duration.between(stateAt, now).toMillis() / 1000.0;
        return state.isFinal() || done == 0 || seconds <= 0
                ? OptionalLong.empty()
                : OptionalLong.of((long) Math.ceil(seconds * (total - done) / done));
    }
}
