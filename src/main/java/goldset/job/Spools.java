package goldset.job;

import goldset.domain.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The folder of the files that are imported: {@code .part} while one comes in, {@code .text} while
 * its job lasts, {@code .rejected} what of it was not taken.
 */
public final class Spools {
    /** After a crash: what is still coming in is locked, but for a moment. */
    private static final Duration PART_KEPT_FOR = Duration.ofMinutes(10);

    private static final String PART = ".part";
    private static final String TEXT = ".text";
    private static final String REJECTED = ".rejected";

    private final Path folder;

    public Spools(Path folder) {
        this.folder = folder;
    }

    /** Whose file it is. */
    record Place(UUID org, UUID job) {}

    /** A new one, which is gone when it is closed. */
    public Spool create() {
        try {
            make();
            Path path = folder.resolve(UUID.randomUUID() + PART);
            return lock(
                            path,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.CREATE_NEW)
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void make() throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] own =
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rwx------"))
                        }
                        : new FileAttribute<?>[0];
        Files.createDirectories(folder, own);
    }

    void keep(Spool spool, Place place) throws IOException {
        spool.keep(path(place, TEXT));
    }

    /** That of a job; nothing when it isn't here, or another process is at it. */
    Optional<Spool> take(Place place) throws IOException {
        try {
            Optional<Spool> taken =
                    lock(path(place, TEXT), StandardOpenOption.READ, StandardOpenOption.WRITE);
            taken.ifPresent(spool -> spool.kept(true));
            return taken;
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<Spool> lock(Path path, StandardOpenOption... options)
            throws IOException {
        return Optional.ofNullable(Spool.locked(path, FileChannel.open(path, Set.of(options))));
    }

    /** The jobs whose files are here. */
    List<Place> waiting() throws IOException {
        List<Place> places = new ArrayList<>();
        for (Path file : files(TEXT)) {
            place(file).ifPresent(places::add);
        }
        return places;
    }

    /** Where the rows are that a job rejects. */
    Path rejected(Place place) {
        return path(place, REJECTED);
    }

    /** Deletes what nobody is at any more and nobody will look at. */
    void sweep(Duration keptFor) throws IOException {
        for (String kind : new String[] {PART, TEXT, REJECTED}) {
            Duration kept = kind.equals(PART) ? PART_KEPT_FOR : keptFor;
            Instant old = Instant.now().minus(kept);
            for (Path file : files(kind)) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
                    delete(file);
                }
            }
        }
    }

    private static void delete(Path file) throws IOException {
        Optional<Spool> mine = lock(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (mine.isPresent()) {
            mine.get().close();
        }
    }

    private List<Path> files(String ending) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    private Path path(Place place, String ending) {
        return folder.resolve(place.org + "_" + place.job + ending);
    }

    private static Optional<Place> place(Path file) {
        String[] parts = String.valueOf(file.getFileName()).split("[_.]");
        if (parts.length != 3) {
            return Optional.empty();
        }
        return Ids.parse(parts[0])
                .flatMap(org -> Ids.parse(parts[1]).map(job -> new Place(org, job)));
    }
}
