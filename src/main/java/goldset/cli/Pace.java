package goldset.cli;

/** Time as it goes by; tests have their own. */
interface Pace {
    Pace SYSTEM =
            new Pace() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public void pause(long ms) throws InterruptedException {
                    Thread.sleep(ms);
                }
            };

    long nanos();

    void pause(long ms) throws InterruptedException;

    /** For code that has nothing to tidy up when it is interrupted. */
    default void await(long ms) {
        try {
            pause(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.interrupted();
        }
    }
}
