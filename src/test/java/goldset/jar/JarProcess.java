package goldset.jar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The finished jar as a process, with the settings that a test gives it and no others. */
final class JarProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target/goldset.jar").toAbsolutePath();
    private static final Pattern SERVING =
            Pattern.compile("^Goldset \\S+ serves http://\\S+:(\\d+)\\s*$", Pattern.MULTILINE);
    private static final int START_SECONDS_MAX = 60;
    private static final int POLL_MS = 10;

    private final Process process;
    private final TestFolder folder;
    private final Path out;
    private final Path err;

    /** Whether a test has waited for its end, or brought it about. */
    private boolean ending;

    private JarProcess(Process process, TestFolder folder, Path out, Path err) {
        this.process = process;
        this.folder = folder;
        this.out = out;
        this.err = err;
    }

    /** Returns at once. A free port unless the settings say another, data in the folder. */
    static JarProcess launch(TestFolder folder, Map<String, String> settings, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(command());
        command.addAll(List.of(arguments));
        return launch(folder, settings, command);
    }

    static JarProcess launch(TestFolder folder, Map<String, String> settings, List<String> command)
            throws IOException {
        Path out = Files.createTempFile(folder.path(), "out-", ".txt");
        Path err = Files.createTempFile(folder.path(), "err-", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeIf(name -> name.startsWith("GOLDSET_") || name.equals("DATABASE_URL"));
        environment.put("GOLDSET_PORT", "0");
        environment.put("GOLDSET_DATA", folder.data().toString());
        environment.putAll(settings);
        // Files, not pipes: what was said stays readable after a kill.
        Process process =
                builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        return new JarProcess(process, folder, out, err);
    }

    /** Returns when it serves. */
    static JarProcess serving(TestFolder folder, Map<String, String> settings)
            throws IOException, InterruptedException {
        return launch(folder, settings).awaitServing();
    }

    static List<String> command() {
        String java = ProcessHandle.current().info().command().orElseThrow();
        return List.of(java, "-jar", JAR.toString());
    }

    JarProcess awaitServing() throws IOException, InterruptedException {
        boolean served = false;
        try {
            endsOrServes(START_SECONDS_MAX);
            served = serves();
            return this;
        } finally {
            if (!served) {
                close();
            }
        }
    }

    /** Whether it has said so. */
    boolean serves() {
        return SERVING.matcher(out()).find();
    }

    /** For starts that should fail: it needn't be waited for what serves. */
    boolean endsOrServes(int seconds) throws IOException, InterruptedException {
        return await(seconds, () -> !process.isAlive() || serves());
    }

    int port() {
        Matcher serving = SERVING.matcher(out());
        if (!serving.find()) {
            throw new IllegalStateException("it doesn't serve; it said:\n" + said());
        }
        return Integer.parseInt(serving.group(1));
    }

    /** Standard output so far. */
    String out() {
        return read(out);
    }

    /** Standard error so far. */
    String err() {
        return read(err);
    }

    String said() {
        return out() + err();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean endsWithin(int seconds) throws InterruptedException {
        ending = true;
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    int exitCode() {
        return process.exitValue();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM, as a service manager sends it. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** {@code kill -9}; returns when the process is gone. */
    void kill() {
        ending = true;
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /** The bundled PostgreSQL's own process. */
    ProcessHandle postmaster() throws IOException {
        List<String> lines = Files.readAllLines(folder.postmasterPid());
        return ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).orElseThrow();
    }

    @Override
    public void close() {
        if (!ending && !process.isAlive()) {
            System.err.println("it ended by itself with " + exitCode() + "; it said:\n" + said());
        }
        process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
        kill();
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    /** False when it didn't come to hold in time. */
    static boolean await(int seconds, Condition condition)
            throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.holds()) {
            if (System.nanoTime() - endNanos > 0) {
                return false;
            }
            Thread.sleep(POLL_MS);
        }
        return true;
    }

    /** A dead one that nobody reaps keeps its number. */
    static boolean isRunning(ProcessHandle handle) throws IOException {
        try {
            Path state = Path.of("/proc/" + handle.pid() + "/stat");
            return handle.isAlive() && !Files.readString(state).contains(") Z ");
        } catch (NoSuchFileException gone) {
            return handle.isAlive() && !Files.exists(Path.of("/proc/self"));
        } catch (IOException gone) {
            return handle.isAlive();
        }
    }
}
