package goldset.cli;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The front door of the tool: a command's words in, an exit code out. */
public final class Shell {
    private final Map<String, String> environment;
    private final InputStream in;
    private final Screen screen;
    private final Pace pace;

    Shell(Map<String, String> environment, InputStream in, Screen screen, Pace pace) {
        this.environment = environment;
        this.in = in;
        this.screen = screen;
        this.pace = pace;
    }

    /** Whether it is a command of the tool. */
    public static boolean knows(String word) {
        return Command.of(word).isPresent();
    }

    /** Returns the exit code; {@link #help} tells what each means. */
    public static int run(
            List<String> arguments,
            Map<String, String> environment,
            InputStream in,
            PrintStream out,
            PrintStream err) {
        // Null or no terminal when redirected, as the release has it.
        boolean terminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        Screen screen = new Screen(out, err, terminal);
        return new Shell(environment, in, screen, Pace.SYSTEM).run(arguments);
    }

    /** For the help of the whole jar. */
    public static String help() {
        return Help.TOOL + Help.EXITS;
    }

    int run(List<String> words) {
        Command command = Command.of(words.isEmpty() ? "" : words.getFirst()).orElseThrow();
        List<String> rest = words.subList(1, words.size());
        if (Help.asked(rest)) {
            screen.help(command.help() + Help.ENVIRONMENT + Help.EXITS);
            return Exit.DONE.code();
        }
        try {
            return run(command, rest).code();
        } catch (Failure e) {
            tell(command, e);
            return e.exit().code();
        }
    }

    private Exit run(Command command, List<String> rest) {
        Arguments arguments = Arguments.of(rest, command.options());
        Settings settings = Settings.of(environment);
        Server server = new Server(settings, screen, pace);
        return command.run(arguments, new Session(server, screen, pace, in));
    }

    private void tell(Command command, Failure failure) {
        screen.erase();
        if (failure.exit() != Exit.INTERRUPTED) {
            String where =
                    failure.exit() == Exit.USAGE ? "; see " + command.word() + " --help" : "";
            screen.note(failure.getMessage() + where);
        }
        failure.complaints().forEach(screen::result);
    }
}
