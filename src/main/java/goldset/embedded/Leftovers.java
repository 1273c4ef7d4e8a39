package goldset.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What an earlier run left in the data folder: live processes, a stale pid file. The caller holds
 * the lock, so whatever still runs there has no Goldset over it. Only a process proven to be our
 * PostgreSQL on this folder is ever signalled; the number in the pid file alone proves nothing.
 */
final class Leftovers {
    private static final System.Logger LOGGER = System.getLogger("goldset");
    private static final Duration FAST_STOP_MAX = Duration.ofSeconds(60);
    private static final Duration QUICK_STOP_MAX = Duration.ofSeconds(10);
    private static final int POLL_MS = 20;
    private static final Path PROC = Path.of("/proc");

    private final DataFolder folder;
    private final boolean hasProc = Files.exists(PROC.resolve("self/cwd"));

    private Leftovers(DataFolder folder) {
        this.folder = folder;
    }

    static void clear(DataFolder folder) throws IOException, InterruptedException, StartException {
        if (Files.isDirectory(folder.data())) {
            Leftovers leftovers = new Leftovers(folder);
            leftovers.stopProcesses();
            leftovers.deleteStalePidFile();
        }
    }

    private void stopProcesses() throws IOException, InterruptedException, StartException {
        if (ourProcesses().isEmpty()) {
            return;
        }
        signalPostmaster("INT");
        if (!goneWithin(FAST_STOP_MAX)) {
            signalPostmaster("QUIT");
            if (!goneWithin(QUICK_STOP_MAX)) {
                throw new StartException(
                        "An earlier PostgreSQL on %s does not stop (processes %s). Look at %s, stop it, start again."
                                .formatted(folder.data(), ourProcesses(), folder.log()));
            }
        }
    }

    /** Its children end by themselves when it does, or when it is already dead. */
    private void signalPostmaster(String signal)
            throws IOException, InterruptedException, StartException {
        Optional<PostmasterPid> file = PostmasterPid.read(folder.data());
        if (file.isPresent() && ourProcesses().contains(file.get().pid())) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "an earlier PostgreSQL (process {0}) still runs on {1}: SIG{2}",
                    String.valueOf(file.get().pid()),
                    folder.data(),
                    signal);
            OsCommand.signal(signal, file.get().pid());
        }
    }

    private boolean goneWithin(Duration longest)
            throws IOException, InterruptedException, StartException {
        long endNanos = System.nanoTime() + longest.toNanos();
        while (!ourProcesses().isEmpty()) {
            if (System.nanoTime() - endNanos > 0) {
                return false;
            }
            Thread.sleep(POLL_MS);
        }
        return true;
    }

    private NavigableSet<Long> ourProcesses() throws IOException, StartException {
        NavigableSet<Long> pids = new TreeSet<>();
        if (!hasProc) {
            PostmasterPid.read(folder.data())
                    .map(PostmasterPid::pid)
                    .filter(this::isOursByCommand)
                    .ifPresent(pids::add);
            return pids;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (worksInData(process) && isOurs(process)) {
                    pids.add(Long.parseLong(String.valueOf(process.getFileName())));
                }
            }
        }
        return pids;
    }

    /** PostgreSQL and all its children have the data folder as their working directory. */
    private boolean worksInData(Path process) {
        try {
            return Files.isSameFile(process.resolve("cwd"), folder.data());
        } catch (IOException goneOrNotForUsToSee) {
            return false;
        }
    }

    private boolean isOurs(Path process) throws StartException {
        String program;
        try {
            program = Files.readSymbolicLink(process.resolve("exe")).toString();
        } catch (IOException goneMeanwhile) {
            return false;
        }
        if (!isOurProgram(program.replaceFirst(" \\(deleted\\)$", ""))) {
            throw new StartException(
                    "Process %s (%s) works in %s and is none of ours. End it, then start again."
                            .formatted(process.getFileName(), program, folder.data()));
        }
        return true;
    }

    private boolean isOurProgram(String program) {
        return program.startsWith(folder.postgres() + "/dist-")
                && program.endsWith("/bin/postgres");
    }

    private boolean isOursByCommand(long pid) {
        return ProcessHandle.of(pid)
                .map(ProcessHandle::info)
                .filter(info -> info.command().filter(this::isOurProgram).isPresent())
                .flatMap(ProcessHandle.Info::arguments)
                .filter(words -> List.of(words).contains(folder.data().toString()))
                .isPresent();
    }

    /**
     * PostgreSQL refuses to start while any process has the number in the file: a zombie, or a
     * stranger that got the number after a reboot or in a new container. One that may be ours, but
     * that we may not look at, is waited for; if it stays, PostgreSQL has the word.
     */
    private void deleteStalePidFile() throws IOException, InterruptedException {
        Optional<PostmasterPid> file = PostmasterPid.read(folder.data());
        if (!hasProc || file.isEmpty()) {
            return;
        }
        long endNanos = System.nanoTime() + FAST_STOP_MAX.toNanos();
        while (!isStale(file.get().pid()) && System.nanoTime() - endNanos < 0) {
            Thread.sleep(POLL_MS);
        }
        if (isStale(file.get().pid())) {
            Files.deleteIfExists(PostmasterPid.file(folder.data()));
        }
    }

    private boolean isStale(long pid) throws IOException {
        Path process = PROC.resolve(String.valueOf(pid));
        try {
            return !Files.isSameFile(process.resolve("cwd"), folder.data());
        } catch (AccessDeniedException notForUsToSee) {
            // Ours would run as the owner of the data.
            return FileTree.ownerUid(process) != FileTree.ownerUid(folder.data());
        } catch (IOException goneOrZombie) {
            return true;
        }
    }
}
