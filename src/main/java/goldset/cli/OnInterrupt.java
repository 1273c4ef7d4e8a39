package goldset.cli;

/** What is still to be done when somebody presses Ctrl-C, and only then. */
final class OnInterrupt implements AutoCloseable {
    private final Thread hook;

    /**
     * @param screen is closed first: the run that is being broken off has no more to say
     */
    OnInterrupt(Screen screen, Runnable deed) {
        hook =
                new Thread(
                        () -> {
                            screen.close();
                            deed.run();
                        },
                        "interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException underway) {
            // It has its say already.
        }
    }
}
