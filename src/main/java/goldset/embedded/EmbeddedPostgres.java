package goldset.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;

/**
 * The PostgreSQL that the jar brings along, on a folder of its own. It is restarted when it dies,
 * stopped by {@link #close()}, and dies with this JVM; committed rows survive all of these.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("goldset");

    private final DataFolder folder;
    private final PostgresSources sources;
    private final PostgresSupervisor supervisor;

    private EmbeddedPostgres(
            DataFolder folder, PostgresSources sources, PostgresSupervisor supervisor) {
        this.folder = folder;
        this.sources = sources;
        this.supervisor = supervisor;
    }

    /** Returns once connections are taken. */
    public static EmbeddedPostgres start(Path dataFolder) throws StartException {
        return start(dataFolder, List.of(LaunchPrefix.RootWay.values()));
    }

    /** It follows a restart, but waits for none: meanwhile a connection is an SQLException. */
    public DataSource dataSource() {
        return dataSource(PostgresSources.DATABASE);
    }

    /** Of another database of the same server; it need not exist yet. */
    public DataSource dataSource(String database) {
        return sources.of(database);
    }

    /** Drain and close the pools first: sessions that are still open are cut off. */
    @Override
    public void close() {
        if (!supervisor.stop()) {
            // The lock stays with this process, whose end tells the server to stop once more.
            LOGGER.log(
                    System.Logger.Level.WARNING, "PostgreSQL is still stopping: {0}", folder.log());
            return;
        }
        try {
            folder.close();
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.WARNING, "the lock was not released", e);
        }
    }

    static EmbeddedPostgres start(Path dataFolder, List<LaunchPrefix.RootWay> rootWays)
            throws StartException {
        try {
            DataFolder folder = DataFolder.open(dataFolder);
            boolean started = false;
            try {
                EmbeddedPostgres postgres = prepare(folder, rootWays);
                postgres.supervisor.start();
                started = true;
                return postgres;
            } finally {
                if (!started) {
                    folder.close();
                }
            }
        } catch (ExecutionException e) {
            throw explained(dataFolder, e.getCause() == null ? e : e.getCause());
        } catch (IOException e) {
            throw explained(dataFolder, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException(dataFolder + ": the start was interrupted.", e);
        }
    }

    private static EmbeddedPostgres prepare(DataFolder folder, List<LaunchPrefix.RootWay> rootWays)
            throws IOException, InterruptedException, StartException {
        Files.createDirectories(folder.postgres());
        Files.setPosixFilePermissions(
                folder.postgres(), PosixFilePermissions.fromString("rwx--x--x"));
        LaunchPrefix prefix = LaunchPrefix.choose(folder.root(), rootWays);
        PostgresBinaries binaries = PostgresBinaries.unpack(folder.postgres());
        binaries.check(prefix);
        PostgresSources sources = new PostgresSources(PostgresCluster.password(folder));
        return new EmbeddedPostgres(
                folder, sources, new PostgresSupervisor(folder, binaries, prefix, sources));
    }

    private static StartException explained(Path dataFolder, Throwable cause) {
        return switch (cause) {
            case StartException known -> known;
            case AccessDeniedException denied ->
                    new StartException(
                            "%s: no permission for %s. Start Goldset as the user who owns the data folder."
                                    .formatted(dataFolder, denied.getFile()),
                            denied);
            default ->
                    new StartException(
                            "PostgreSQL on %s did not start: %s".formatted(dataFolder, cause),
                            cause);
        };
    }
}
