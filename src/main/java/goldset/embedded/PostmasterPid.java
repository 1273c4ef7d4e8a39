package goldset.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file a running PostgreSQL keeps in its data folder.
 *
 * @param pid 0 when the file is torn
 * @param status line 8: {@code ready} once connections are taken
 */
record PostmasterPid(long pid, String status) {
    static Path file(Path data) {
        return data.resolve("postmaster.pid");
    }

    static Optional<PostmasterPid> read(Path data) throws IOException {
        try {
            List<String> lines = Files.readAllLines(file(data));
            String first = lines.isEmpty() ? "" : lines.getFirst().strip();
            // A minus marks the single-user mode.
            long pid = first.matches("-?\\d{1,10}") ? Math.abs(Long.parseLong(first)) : 0;
            return Optional.of(
                    new PostmasterPid(pid, lines.size() < 8 ? "" : lines.get(7).strip()));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    boolean readyAs(long expectedPid) {
        return pid == expectedPid && status.equals("ready");
    }
}
