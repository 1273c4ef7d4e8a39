package goldset.cli;

import goldset.format.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** All that is printed goes through here, line by line, with its control characters visible. */
final class Screen {
    private static final int COLUMNS = 79;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private int drawn;
    private boolean closed;

    Screen(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    boolean terminal() {
        return terminal;
    }

    /** What the command was run for. */
    synchronized void result(String line) {
        print(out, Text.printable(line));
    }

    /** What is worth saying beside it. */
    synchronized void note(String line) {
        print(err, "goldset: " + Text.printable(line));
    }

    /** A help, which has lines of its own. */
    synchronized void help(String text) {
        out.print(text);
        out.flush();
    }

    private void print(PrintStream stream, String line) {
        if (!closed) {
            erase();
            stream.println(line);
            stream.flush();
        }
    }

    /** In the place of what was drawn before; narrower than any terminal, so that it stays one. */
    synchronized void draw(String line) {
        if (closed) {
            return;
        }
        String text = Text.printable(line);
        String cut = text.substring(0, Math.min(text.length(), COLUMNS));
        err.print("\r" + cut + " ".repeat(Math.max(0, drawn - cut.length())));
        err.flush();
        drawn = cut.length();
    }

    synchronized void erase() {
        if (drawn > 0) {
            err.print("\r" + " ".repeat(drawn) + "\r");
            err.flush();
            drawn = 0;
        }
    }

    /** From here on only {@link #last} is heard: the run is being broken off. */
    synchronized void close() {
        erase();
        closed = true;
    }

    synchronized void last(String line) {
        err.println("goldset: " + Text.printable(line));
        err.flush();
    }

    /** Standard output for bytes as they are; unlike it, this one says when nobody reads. */
    OutputStream bytes() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
                if (out.checkError()) {
                    throw new IOException("nobody reads it any longer");
                }
            }
        };
    }
}
