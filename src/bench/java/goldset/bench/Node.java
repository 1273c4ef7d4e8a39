package goldset.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server as a process, and how long it took to its first answer. */
final class Node implements AutoCloseable {
    static final Path FOLDER = Path.of("target/bench").toAbsolutePath();
    static final String KEY = "bench-admin-key-0123456789-abcdefghij";
    static final String ORG = "0b000000-0000-7000-8000-00000000be9c";

    /** As users start it. */
    static final List<String> RUN = List.of("./build.sh", "run");

    /** Options for the JVM of every server, such as those of a profiler. */
    private static final String OPTIONS_NAME = "BENCH_SERVER_OPTIONS";

    private static final byte[] HEALTHZ =
            Sample.utf8("GET /healthz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n");
    private static final int POLL_MS = 5;
    private static final int START_SECONDS_MAX = 60;
    private static final int STOP_SECONDS_MAX = 60;

    private final Process process;
    private final Path log;
    private final int port;
    private final double startMs;

    private Node(Process process, Path log, int port, double startMs) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.startMs = startMs;
    }

    /**
     * Returns at the first answer.
     *
     * @param command to which a free port is added where it has the word PORT
     */
    static Node start(String name, List<String> command, Map<String, String> settings)
            throws IOException, InterruptedException {
        int port = freePort();
        Path log = FOLDER.resolve(name + ".log");
        List<String> words =
                command.stream()
                        .map(word -> word.equals("PORT") ? String.valueOf(port) : word)
                        .toList();
        ProcessBuilder builder = new ProcessBuilder(words);
        // What the caller's shell has set is no setting of this run.
        builder.environment()
                .keySet()
                .removeIf(set -> set.startsWith("GOLDSET_") || set.equals("DATABASE_URL"));
        builder.environment().putAll(environment(port, settings));
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        long begin = System.nanoTime();
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.toHandle().destroy()));
        while (!answers(port)) {
            boolean late = System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
            if (late || !process.isAlive()) {
                process.destroy();
                throw new IOException("no server at " + words + ": see " + log);
            }
            Thread.sleep(POLL_MS);
        }
        return new Node(process, log, port, (System.nanoTime() - begin) / 1e6);
    }

    private static Map<String, String> environment(int port, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>();
        all.put("GOLDSET_PORT", String.valueOf(port));
        all.put("GOLDSET_DATA", FOLDER.resolve("node").toString());
        all.put("GOLDSET_ADMIN_KEY", KEY);
        all.put("GOLDSET_ORG_ID", ORG);
        String options = System.getenv(OPTIONS_NAME);
        if (options != null) {
            all.put("JDK_JAVA_OPTIONS", options);
        }
        all.putAll(settings);
        return all;
    }

    private static boolean answers(int port) {
        try (Wire wire = new Wire(port)) {
            return wire.call(HEALTHZ) == 200;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    double startMs() {
        return startMs;
    }

    /** Resident memory in MiB. */
    double residentMb() throws IOException {
        return status("VmRSS:");
    }

    /** The most that it ever had. */
    double peakMb() throws IOException {
        return status("VmHWM:");
    }

    private double status(String figure) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith(figure)) {
                return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("the server is gone: see " + log);
    }

    String said() throws IOException {
        return Files.readString(log);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** As a service manager does it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
