package goldset.domain.scoring;

import java.io.Serial;
import java.time.Duration;

/** How long the outputs of one call may be looked at, whatever stands in them. */
public final class TimeLeft {
    private final long end;

    public TimeLeft(Duration most) {
        end = System.nanoTime() + most.toNanos();
    }

    /**
     * @throws Over when there is none left, or nobody waits any more
     */
    public void check() {
        if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
            throw new Over();
        }
    }

    /** The same text, which can be read as long as there is time. */
    public CharSequence watched(String text) {
        return new Watched(text, this);
    }

    /** Nobody knows what the verdict would be. */
    public static final class Over extends RuntimeException {
        @Serial private static final long serialVersionUID = 1;

        Over() {
            super(null, null, false, false);
        }
    }

    private static final class Watched implements CharSequence {
        /** So many characters are read in some milliseconds at worst. */
        private static final int READS = 1024;

        private final String text;
        private final TimeLeft time;
        private int reads;

        Watched(String text, TimeLeft time) {
            this.text = text;
            this.time = time;
        }

        @Override
        public char charAt(int index) {
            if (++reads % READS == 0) {
                time.check();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return new Watched(text.substring(from, to), time);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
