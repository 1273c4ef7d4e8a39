package goldset.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** One call of the tool, where no time passes but what it waits. */
record Run(int exit, String out, String err) {
    static final String KEY = "a-key-that-nobody-is-shown-0123456789";

    static Run of(String url, String... words) {
        return of(Map.of("GOLDSET_URL", url, "GOLDSET_KEY", KEY), "", false, words);
    }

    static Run of(Map<String, String> environment, String in, boolean terminal, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Screen screen = new Screen(printing(out), printing(err), terminal);
        byte[] bytes = in.getBytes(StandardCharsets.UTF_8);
        int exit =
                new Shell(environment, new ByteArrayInputStream(bytes), screen, new Quick())
                        .run(List.of(words));
        return new Run(exit, text(out), text(err));
    }

    private static PrintStream printing(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static final class Quick implements Pace {
        private final AtomicLong nanos = new AtomicLong();

        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public void pause(long ms) {
            nanos.addAndGet(ms * 1_000_000);
        }
    }
}
