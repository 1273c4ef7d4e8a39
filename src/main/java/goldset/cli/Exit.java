package goldset.cli;

/** How a run ends, for scripts to tell apart; {@link Help} has the words. */
enum Exit {
    DONE(0),
    FAILED(1),
    USAGE(2),
    REFUSED(3),
    /** Of the gate, where a refusal is a failure: the code says one thing there. */
    NOT_MET(3),
    SOME_REJECTED(4),
    INTERRUPTED(130);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
