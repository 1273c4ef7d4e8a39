package goldset.cli;

/** How far it is: one line drawn again and again on a terminal, else now and then a line. */
final class Progress {
    private static final long NANOS = 1_000_000_000;
    private static final long DRAW_NANOS = NANOS / 10;
    private static final int BAR = 10;

    private final Screen screen;
    private final Pace pace;
    private final boolean quiet;
    private String phase = "";
    private long startNanos;
    private long startDone;
    private long shownNanos;

    Progress(Screen screen, Pace pace, boolean quiet) {
        this.screen = screen;
        this.pace = pace;
        this.quiet = quiet;
    }

    /**
     * A moment of a phase.
     *
     * @param total 0 when nobody knows
     * @param rate per second; 0 to have it reckoned
     * @param secondsLeft -1 to have it reckoned
     */
    record Step(String phase, Unit unit, long done, long total, long rate, long secondsLeft) {
        Step(String phase, Unit unit, long done, long total) {
            this(phase, unit, done, total, 0, -1);
        }

        private int percent() {
            return (int) Math.clamp((double) done * 100 / total, 0, 100);
        }
    }

    /** Callers need not count how often they call. */
    synchronized void show(Step step) {
        if (quiet) {
            return;
        }
        long now = pace.nanos();
        boolean turn = !step.phase.equals(phase);
        if (turn) {
            phase = step.phase;
            startNanos = now;
            startDone = step.done;
        }
        long pauseNanos = screen.terminal() ? DRAW_NANOS : NANOS;
        if (!turn && now - shownNanos < pauseNanos) {
            return;
        }
        shownNanos = now;
        if (screen.terminal()) {
            screen.draw(drawn(reckoned(step, now)));
        } else {
            screen.note(told(reckoned(step, now)));
        }
    }

    private Step reckoned(Step step, long now) {
        double seconds = (double) (now - startNanos) / NANOS;
        long rate =
                step.rate > 0 || seconds < 0.5
                        ? step.rate
                        : Math.round((step.done - startDone) / seconds);
        long left =
                step.secondsLeft >= 0 || rate <= 0 || step.total <= 0
                        ? step.secondsLeft
                        : Math.max(0, (step.total - step.done) / rate);
        return new Step(step.phase, step.unit, step.done, step.total, rate, left);
    }

    private static String drawn(Step step) {
        StringBuilder line = new StringBuilder("%-9s ".formatted(step.phase));
        if (step.total > 0) {
            int full = step.percent() * BAR / 100;
            line.append('[')
                    .append("#".repeat(full))
                    .append(".".repeat(BAR - full))
                    .append("] %3d%%  ".formatted(step.percent()));
        }
        return line.append(rest(step, "  ")).toString();
    }

    private static String told(Step step) {
        String percent = step.total > 0 ? " " + step.percent() + "%," : "";
        String rest = rest(step, ", ");
        return step.phase + percent + (rest.isEmpty() ? "" : " " + rest);
    }

    private static String rest(Step step, String between) {
        StringBuilder text = new StringBuilder();
        if (step.total > 0) {
            text.append(step.unit.part(step.done, step.total));
        } else if (step.done > 0) {
            text.append(step.unit.amount(step.done));
        }
        if (step.rate > 0) {
            text.append(between).append(step.unit.rate(step.rate));
        }
        if (step.secondsLeft >= 0) {
            text.append(between).append(Unit.time(step.secondsLeft)).append(" left");
        }
        return text.toString();
    }
}
