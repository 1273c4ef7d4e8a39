package goldset.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives up answers of which the client takes nothing: an answer holds memory for as long as it is
 * written. The server's own limit is on the whole of an answer, and would cut who only reads
 * slowly.
 */
final class Stalls implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("goldset");

    private static final int LOOKS = 10;
    private static final int LOOK_MS_MAX = 5000;

    /** What must go out within the time, where the kernel doesn't tell of less. */
    private static final int PIECE_BYTES = 64 << 10;

    private final int secondsMax;
    private final long lookMs;
    private final Set<Outgoing> waiting = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);

    Stalls(int secondsMax) {
        this.secondsMax = secondsMax;
        lookMs = Math.min(secondsMax * 1000L / LOOKS, LOOK_MS_MAX);
    }

    void start() {
        Thread.ofVirtual()
                .name("stalls")
                .start(() -> {
                    while (!closed()) {
                        try {
                            look();
                        } catch (RuntimeException e) {
                            LOG.log(System.Logger.Level.WARNING, "stalls: " + e.getMessage());
                        }
                    }
                });
    }

    @Override
    public void close() {
        closing.countDown();
    }

    /** The body of an answer whose headers are on their way. */
    OutputStream watched(HttpExchange exchange) {
        return new Outgoing(exchange);
    }

    private boolean closed() {
        try {
            return closing.await(lookMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void look() {
        long now = System.nanoTime();
        List<Outgoing> slow = waiting.stream().filter(out -> out.waits(now, lookMs)).toList();
        if (!slow.isEmpty()) {
            Map<SendQueues.Ports, Long> queued = SendQueues.read();
            slow.forEach(out -> out.look(now, queued));
        }
    }

    /** One part of a write, in which its thread may wait for the client. */
    private interface Part {
        void run() throws IOException;
    }

    private final class Outgoing extends OutputStream {
        private final HttpExchange exchange;
        private final OutputStream out;
        private @Nullable Thread writer;
        private long takenNanos;
        private long queuedBytes = -1;

        Outgoing(HttpExchange exchange) {
            this.exchange = exchange;
            out = exchange.getResponseBody();
        }

        @Override
        public void write(int b) throws IOException {
            watch(() -> out.write(b));
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            for (int done = 0; done < length; done += PIECE_BYTES) {
                int at = offset + done;
                int piece = Math.min(PIECE_BYTES, length - done);
                watch(() -> out.write(from, at, piece));
            }
        }

        @Override
        public void flush() throws IOException {
            watch(out::flush);
        }

        @Override
        public void close() throws IOException {
            watch(out::close);
        }

        private void watch(Part part) throws IOException {
            begin();
            try {
                part.run();
            } catch (ClosedByInterruptException e) {
                throw new IOException("the client took nothing for " + secondsMax + " s", e);
            } finally {
                end();
            }
        }

        private synchronized void begin() {
            writer = Thread.currentThread();
            takenNanos = System.nanoTime();
            waiting.add(this);
        }

        private synchronized void end() {
            waiting.remove(this);
            writer = null;
            // One that came when the wait was over must not hit whatever this thread does next.
            Thread.interrupted();
        }

        private synchronized boolean waits(long now, long ms) {
            return now - takenNanos >= TimeUnit.MILLISECONDS.toNanos(ms);
        }

        /** An interrupt closes the channel under a thread that waits for it, and wakes it. */
        private synchronized void look(long now, Map<SendQueues.Ports, Long> queued) {
            if (writer == null) {
                return;
            }
            OptionalLong bytes = SendQueues.of(exchange, queued);
            if (bytes.isPresent() && bytes.getAsLong() != queuedBytes) {
                queuedBytes = bytes.getAsLong();
                takenNanos = now;
            } else if (now - takenNanos > TimeUnit.SECONDS.toNanos(secondsMax)) {
                writer.interrupt();
            }
        }
    }
}
