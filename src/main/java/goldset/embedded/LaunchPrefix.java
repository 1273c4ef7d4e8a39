package goldset.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The words before a program of PostgreSQL that make it run as an account it accepts (it refuses
 * root), die with us, and not hear the Ctrl-C of our terminal.
 *
 * @param ownerUid the account that must own the data; null: the one we run as, which cannot give
 *     files away
 */
record LaunchPrefix(List<String> words, @Nullable Integer ownerUid) {
    /** Who may become root's stand-in; the number every system keeps for "nobody". */
    private static final int NOBODY_UID = 65534;

    /** The ways root has; tests take them one by one. */
    enum RootWay {
        /** In a namespace of its own root is nobody, yet its files stay root's. */
        UNSHARE,
        /** Where containers forbid namespaces. */
        NOBODY
    }

    static LaunchPrefix choose(Path dataFolder, List<RootWay> rootWays)
            throws IOException, InterruptedException, StartException {
        List<LaunchPrefix> candidates = isRoot() ? asRoot(rootWays) : asUser();
        List<String> complaints = new ArrayList<>();
        for (LaunchPrefix candidate : candidates) {
            OsCommand.Result result = candidate.tryToEnter(dataFolder);
            if (result.exitCode() == 0) {
                return candidate;
            }
            complaints.add(candidate.words() + " " + result.output());
        }
        if (!isRoot()) {
            return new LaunchPrefix(inOwnSession(List.of()), null);
        }
        throw new StartException(
                "PostgreSQL does not run as root, and no other account can use %s from here: %s."
                                .formatted(dataFolder, String.join("; ", complaints))
                        + " Start Goldset as an ordinary user who owns that folder, or set DATABASE_URL.");
    }

    List<String> command(List<String> program) {
        List<String> command = new ArrayList<>(words);
        command.addAll(program);
        return command;
    }

    /** Mends what a start under another account left behind. */
    void own(Path tree) throws IOException, StartException {
        int current = FileTree.ownerUid(tree);
        if (ownerUid != null) {
            if (current != ownerUid) {
                FileTree.own(tree, ownerUid, ownerUid);
            }
        } else if (!Files.isWritable(tree)) {
            throw new StartException(
                    "%s belongs to another user (uid %d). Start Goldset as that user, or give the whole data folder to this one (chown -R)."
                            .formatted(tree, current));
        }
    }

    /**
     * The death signal is set in the call that changes the account, which would clear an earlier
     * one.
     */
    private static List<LaunchPrefix> asRoot(List<RootWay> ways) {
        Optional<String> setpriv = OsCommand.find("setpriv");
        Optional<String> unshare = OsCommand.find("unshare");
        List<LaunchPrefix> candidates = new ArrayList<>();
        if (ways.contains(RootWay.UNSHARE) && unshare.isPresent()) {
            List<String> words = new ArrayList<>(List.of(unshare.get(), "-U"));
            setpriv.ifPresent(program -> words.addAll(List.of(program, "--pdeathsig", "INT")));
            candidates.add(new LaunchPrefix(inOwnSession(words), 0));
        }
        if (ways.contains(RootWay.NOBODY) && setpriv.isPresent()) {
            String nobody = String.valueOf(NOBODY_UID);
            List<String> words = new ArrayList<>(List.of(setpriv.get(), "--reuid", nobody));
            words.addAll(List.of("--regid", nobody, "--clear-groups", "--pdeathsig", "INT"));
            candidates.add(new LaunchPrefix(inOwnSession(words), NOBODY_UID));
        }
        return candidates;
    }

    private static List<LaunchPrefix> asUser() {
        return OsCommand.find("setpriv")
                .map(setpriv -> inOwnSession(List.of(setpriv, "--pdeathsig", "INT")))
                .map(words -> List.of(new LaunchPrefix(words, null)))
                .orElse(List.of());
    }

    /**
     * Ctrl-C goes to the whole group of the terminal: requests being answered still need the
     * database.
     */
    private static List<String> inOwnSession(List<String> words) {
        List<String> all = new ArrayList<>();
        OsCommand.find("setsid").ifPresent(all::add);
        all.addAll(words);
        return List.copyOf(all);
    }

    private OsCommand.Result tryToEnter(Path folder) throws IOException, InterruptedException {
        return OsCommand.run(command(List.of("/bin/sh", "-c", "cd \"$0\"", folder.toString())));
    }

    private static boolean isRoot() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self) && FileTree.ownerUid(self.toRealPath()) == 0;
    }
}
