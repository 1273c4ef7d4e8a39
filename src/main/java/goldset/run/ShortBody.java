package goldset.run;

import java.io.IOException;
import java.io.Serial;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * An answer's bytes, unless they are too many: then the rest isn't read. The JDK's own says that no
 * otherwise than that a connection broke, after which one would ask again.
 */
final class ShortBody implements HttpResponse.BodySubscriber<byte[]> {
    private static final byte[] NONE = new byte[0];

    private final int bytesMax;
    private final LongPredicate room;
    private byte[] bytes = NONE;
    private int length;
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    /**
     * @param room asked before so many bytes more are held
     */
    ShortBody(int bytesMax, LongPredicate room) {
        this.bytesMax = bytesMax;
        this.room = room;
    }

    /** The message is a reason. */
    static final class TooLong extends IOException {
        @Serial private static final long serialVersionUID = 1;

        TooLong(int bytesMax) {
            super("the answer is longer than %d KiB".formatted(bytesMax >> 10));
        }
    }

    /** There was no room for it. */
    static final class NoRoom extends IOException {
        @Serial private static final long serialVersionUID = 1;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            if (whole.isDone()) {
                return;
            }
            if (part.remaining() > bytesMax - length) {
                refuse(new TooLong(bytesMax));
            } else if (!take(part)) {
                refuse(new NoRoom());
            }
        }
    }

    private boolean take(ByteBuffer part) {
        int more = part.remaining();
        if (length + more > bytes.length) {
            int grown = Math.max(length + more, Math.min(bytes.length * 2, bytesMax));
            if (!room.test(grown - bytes.length)) {
                return false;
            }
            bytes = Arrays.copyOf(bytes, grown);
        }
        part.get(bytes, length, more);
        length += more;
        return true;
    }

    private void refuse(IOException why) {
        whole.completeExceptionally(why);
        bytes = NONE;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    @Override
    public void onError(Throwable fault) {
        whole.completeExceptionally(fault);
    }

    @Override
    public void onComplete() {
        whole.complete(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
        // The client holds this as long as the answer, which would be there twice.
        bytes = NONE;
    }
}
