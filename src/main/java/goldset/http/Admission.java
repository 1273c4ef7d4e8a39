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

    private final Semaphore units;
    private final int waitMs;
    private final long unitsMax;

    public Admission(long bytesMax, int waitMs) {
        unitsMax = Math.min(bytesMax / UNIT_BYTES, Integer.MAX_VALUE);
        units = new Semaphore((int) unitsMax, true);
        this.waitMs = waitMs;
    }

    Share share() {
        return new Share();
    }

    /** What one request holds; one thread's. */
    final class Share implements AutoCloseable {
        private long heldBytes;
        private int heldUnits;

        /** Room for so many bytes in all. */
        void reserve(long bytes) {
            long missing = bytes - heldUnits * (long) UNIT_BYTES;
            if (missing > 0) {
                acquire(missing);
            }
        }

        void reserveBody(long bodyBytes) {
            reserve(bodyBytes * MEMORY_PER_BODY_BYTE);
        }

        /** Room for so many bytes more. */
        void hold(long bytes) {
            heldBytes += bytes;
            if (heldBytes >= 64 * UNIT_BYTES) {
                acquire(heldBytes);
                heldBytes = 0;
            }
        }

        void holdBody(long bytes) {
            hold(bytes * MEMORY_PER_BODY_BYTE);
        }

        @Override
        public void close() {
            units.release(heldUnits);
            heldUnits = 0;
        }

        private void acquire(long bytes) {
            long wanted = (bytes + UNIT_BYTES - 1) / UNIT_BYTES;
            if (heldUnits + wanted > unitsMax || !acquired((int) wanted)) {
                throw HttpProblem.busy("too many bytes in flight, try again");
            }
            heldUnits += (int) wanted;
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
