package goldset.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One run of the program {@code postgres}, our direct child. */
final class PostgresServer {
    enum Outcome {
        READY,
        /** The port was taken meanwhile, or children of a killed server still end. */
        TRY_AGAIN,
        ENDED
    }

    private static final System.Logger LOGGER = System.getLogger("goldset");
    private static final long LOG_BYTES_MAX = 10L << 20;
    private static final int LOG_TAIL_BYTES = 4096;
    private static final int LOG_TAIL_LINES = 12;
    private static final int POLL_MS = 20;
    private static final long PATIENCE_NOTE_SECONDS = 15;

    private final DataFolder folder;
    private final Process process;
    private final int port;
    private final long logStart;

    private PostgresServer(DataFolder folder, Process process, int port, long logStart) {
        this.folder = folder;
        this.process = process;
        this.port = port;
        this.logStart = logStart;
    }

    /** The death signal follows the calling thread, not the JVM: call from one that lives on. */
    static PostgresServer launch(DataFolder folder, PostgresBinaries binaries, LaunchPrefix prefix)
            throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.addAll(List.of(binaries.program("postgres"), "-D", folder.data().toString()));
        settings(port).forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        long logStart = prepareLog(folder.log());
        Process process =
                OsCommand.builder(prefix.command(command))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
                        .start();
        return new PostgresServer(folder, process, port, logStart);
    }

    /** Takes as long as it takes: recovery after a crash may run for minutes. */
    Outcome awaitReady() throws IOException, InterruptedException {
        long noteNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_NOTE_SECONDS);
        while (!process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
            Optional<PostmasterPid> file = PostmasterPid.read(folder.data());
            if (file.isPresent() && file.get().readyAs(process.pid())) {
                return Outcome.READY;
            }
            if (System.nanoTime() - noteNanos > 0) {
                LOGGER.log(
                        System.Logger.Level.INFO,
                        "PostgreSQL is not ready yet (it may be recovering):\n{0}",
                        lastLines());
                noteNanos += TimeUnit.SECONDS.toNanos(PATIENCE_NOTE_SECONDS);
            }
        }
        String lines = lastLines();
        return lines.contains("Address already in use")
                        || lines.contains("pre-existing shared memory block")
                ? Outcome.TRY_AGAIN
                : Outcome.ENDED;
    }

    int port() {
        return port;
    }

    int awaitExit() throws InterruptedException {
        return process.waitFor();
    }

    boolean awaitExit(long timeoutMs) throws InterruptedException {
        return process.waitFor(timeoutMs, TimeUnit.MILLISECONDS);
    }

    /** Fast shutdown: sessions are cut off, a checkpoint is written. Harmless to repeat. */
    void requestStop() throws IOException, InterruptedException {
        if (process.isAlive()) {
            OsCommand.signal("INT", process.pid());
        }
    }

    /** Of this run alone. */
    String lastLines() {
        try (RandomAccessFile log = new RandomAccessFile(folder.log().toFile(), "r")) {
            long from = Math.max(logStart, log.length() - LOG_TAIL_BYTES);
            log.seek(from);
            byte[] bytes = new byte[(int) Math.max(0, log.length() - from)];
            log.readFully(bytes);
            List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(not readable: " + e + ")";
        }
    }

    /** On the command line, where no edit of the configuration files can undo them. */
    private static Map<String, String> settings(int port) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("port", String.valueOf(port));
        settings.put("unix_socket_directories", "");
        settings.put("password_encryption", "scram-sha-256");
        settings.put("ssl", "off");

        settings.put("fsync", "on");
        settings.put("full_page_writes", "on");
        settings.put("synchronous_commit", "on");

        settings.put("shared_buffers", "128MB");
        settings.put("wal_level", "minimal");
        settings.put("max_wal_senders", "0");
        settings.put("max_logical_replication_workers", "0");
        settings.put("max_wal_size", "2GB");
        settings.put("checkpoint_timeout", "15min");
        // The bundle is built without lz4 and zstd: those values would stop the start.
        settings.put("wal_compression", "pglz");
        settings.put("jit", "off");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        settings.put("client_connection_check_interval", "5s");

        // Statements, and the details of errors, carry the users' data.
        settings.put("log_min_error_statement", "panic");
        settings.put("log_error_verbosity", "terse");
        settings.put("logging_collector", "off");
        settings.put("log_destination", "stderr");
        return settings;
    }

    /** Another program may take the port before PostgreSQL does; the caller then tries again. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static long prepareLog(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
            Files.move(
                    log,
                    log.resolveSibling(log.getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(log)) {
            Files.createFile(
                    log,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        return Files.size(log);
    }
}
