package goldset;

import goldset.format.Text;
import java.util.List;
import java.util.Set;

/** The jar's door: without arguments a server, else what it tells of itself. */
public final class Main {
    private static final Set<String> HELP = Set.of("--help", "-h", "help");
    private static final int EXIT_USAGE = 2;

    private Main() {}

    /** Names no class of a server in its own code: what needs none should start without them. */
    public static void main(String[] args) {
        switch (List.of(args)) {
            case List<String> none when none.isEmpty() -> Node.run();
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
}
