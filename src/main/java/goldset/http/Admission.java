package goldset.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds the memory that all bodies and pages in flight may take together. A request waits a little
 * for its share, in the order of arrival, and is refused rather than let in beyond it.
 */
public final class Admission {
    private static final int UNIT_BYTES = 1024;

    /** Text may take two bytes a character here and is held twice while it goes to the database. */
    private static final int MEMORY_PER_BODY_BYTE = 3;

    private static final int STEP_BYTES = 64 * UNIT_BYTES;

    /** A number of six characters may be written out in 310, for one item at a time. */
    private static final int WRITTEN_OUT_PER_BODY_BYTE = 52;

    private final Semaphore units;
    private final long itemBytesMax;
    private final int waitMs;
    private final long unitsMax;

    /**
     * @param itemBytesMax the largest form that an item may take while it is read
     */
    public Admission(long bytesMax, long itemBytesMax, int waitMs) {
        this.itemBytesMax = itemBytesMax;
        unitsMax = Math.min(bytesMax / UNIT_BYTES, Integer.MAX_VALUE);
        units = new Semaphore((int) unitsMax, true);
        this.waitMs = waitMs;
    }

    Share share() {
        return new Share();
    }

    /** What one request holds; one thread's, but for {@link #offer}. */
    final class Share implements AutoCloseable {
        private long addedBytes;
        private long bodyBytes;
        private long readUnits;
        private int heldUnits;
        private boolean closed;

        /**
         * Holds exactly so much for what is read, more or less than before: it waits for more, and
         * gives back what is not needed any longer.
         */
        synchronized void hold(long bytes) {
            long wanted = units(bytes);
            if (wanted > readUnits) {
                acquire(wanted - readUnits);
            } else {
                units.release((int) (readUnits - wanted));
                heldUnits -= (int) (readUnits - wanted);
            }
            readUnits = wanted;
        }

        /** Room for so many bytes more, to the end of the request. */
        void add(long bytes) {
            addedBytes += bytes;
            if (addedBytes >= STEP_BYTES) {
                acquire(units(addedBytes));
                addedBytes = 0;
            }
        }

        /** Room for a part of a body as it arrives: who only announces one holds nothing. */
        void addBody(long bytes) {
            long before = Math.min(bodyBytes * WRITTEN_OUT_PER_BODY_BYTE, itemBytesMax);
            bodyBytes += bytes;
            long after = Math.min(bodyBytes * WRITTEN_OUT_PER_BODY_BYTE, itemBytesMax);
            add(bytes * MEMORY_PER_BODY_BYTE + (after - before) * MEMORY_PER_BODY_BYTE);
        }

        /**
         * Room for so many bytes more from any thread, without a wait; false when there is none.
         */
        synchronized boolean offer(long bytes) {
            long wanted = units(bytes);
            boolean fits = !closed && heldUnits + wanted <= unitsMax;
            if (!fits || !units.tryAcquire((int) wanted)) {
                return false;
            }
            heldUnits += (int) wanted;
            return true;
        }

        @Override
        public synchronized void close() {
            closed = true;
            units.release(heldUnits);
            heldUnits = 0;
            readUnits = 0;
        }

        private synchronized void acquire(long wanted) {
            if (heldUnits + wanted > unitsMax || !acquired((int) wanted)) {
                throw HttpProblem.busy("too many bytes in flight, try again");
            }
            heldUnits += (int) wanted;
        }

        private static long units(long bytes) {
            return (bytes + UNIT_BYTES - 1) / UNIT_BYTES;
        }

        private boolean acquired(int wanted) {
            try {
                return units.tryAcquire(wanted, waitMs, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
