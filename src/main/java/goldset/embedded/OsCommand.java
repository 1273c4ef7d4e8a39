package goldset.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of the operating system. */
final class OsCommand {
    record Result(int exitCode, String output) {}

    private OsCommand() {}

    static Result run(List<String> words) throws IOException, InterruptedException {
        Process process = builder(words).redirectErrorStream(true).start();
        try {
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output.strip());
        } finally {
            process.destroy();
        }
    }

    /**
     * No word of our environment reaches the child: it may hold keys, and PG… variables would
     * change what PostgreSQL does. The plain locale keeps its messages readable for us.
     */
    static ProcessBuilder builder(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("LC_ALL", "C");
        environment.put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        return builder.redirectInput(new File("/dev/null"));
    }

    /** Through the shell's own kill: slim images have no program of that name. */
    static void signal(String name, long pid) throws IOException, InterruptedException {
        Result result = run(List.of("/bin/sh", "-c", "kill -" + name + " \"$0\"", "" + pid));
        if (result.exitCode() != 0 && ProcessHandle.of(pid).isPresent()) {
            throw new IOException("cannot signal process " + pid + ": " + result.output());
        }
    }

    static Optional<String> find(String program) {
        return Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/run/current-system/sw/bin")
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
