package goldset;

import goldset.cli.Shell;
import goldset.format.Text;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The jar's door: without arguments a server, with the name of a command the shell tool. */
public final class Main {
    private static final Set<String> HELP = Set.of("--help", "-h", "help");
    private static final int EXIT_USAGE = 2;

    private Main() {}

    /** Names no class of the server in its own code: the tool should start without them. */
    public static void main(String[] args) {
        switch (List.of(args)) {
            case List<String> none when none.isEmpty() -> Node.run();
            case List<String> some when Shell.knows(some.getFirst()) -> System.exit(shell(some));
            case List<String> one when HELP.containsAll(one) -> System.out.print(Welcome.help());
            case List<String> one when one.equals(List.of("--version")) ->
                    System.out.println("goldset " + Welcome.version());
            default -> {
                System.err.println(
                        "goldset: unknown arguments "
                                + Text.shown(String.join(" ", args))
                                + "; see --help");
                System.exit(EXIT_USAGE);
            }
        }
    }

    private static int shell(List<String> arguments) {
        return Shell.run(
                arguments,
                System.getenv(),
                System.in,
                readable(System.out, FileDescriptor.out),
                readable(System.err, FileDescriptor.err));
    }

    /** Where no locale is set, the JDK would print a question mark for each letter of a name. */
    private static PrintStream readable(PrintStream stream, FileDescriptor descriptor) {
        return stream.charset().equals(StandardCharsets.US_ASCII)
                ? new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8)
                : stream;
    }
}
