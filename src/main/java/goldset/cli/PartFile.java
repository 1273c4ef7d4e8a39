package goldset.cli;

import goldset.format.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that has its name only once it is whole. */
final class PartFile implements AutoCloseable {
    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private final OnInterrupt onInterrupt;

    private PartFile(Path target, Path part, Screen screen) throws IOException {
        this.target = target;
        this.part = part;
        channel =
                FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
        onInterrupt = new OnInterrupt(screen, this::remove);
    }

    /** Beside the file, whose links are followed. A pipe or a device is written as it is. */
    static PartFile of(Path path, Screen screen) {
        if (Files.isDirectory(path)) {
            throw Failure.usage(Text.shown(path.toString()) + " is a folder");
        }
        try {
            Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
            boolean special = Files.exists(target) && !Files.isRegularFile(target);
            Path part = special ? target : target.resolveSibling(target.getFileName() + ".part");
            return new PartFile(target, part, screen);
        } catch (IOException e) {
            throw Failure.usage(Text.shown(path.toString()) + " can't be written: " + why(e));
        }
    }

    private static String why(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "");
    }

    OutputStream out() {
        return Channels.newOutputStream(channel);
    }

    /** In the place of what may have had that name. */
    void finish() throws IOException {
        whole();
        if (!part.equals(target)) {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /**
     * Never in the place of another.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is one
     */
    void finishAs(Path free) throws IOException {
        whole();
        Files.move(part, free);
    }

    private void whole() throws IOException {
        // After a name that was taken it is closed already.
        if (channel.isOpen() && !part.equals(target)) {
            channel.force(true);
        }
        channel.close();
    }

    @Override
    public void close() {
        onInterrupt.close();
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing in it is of use to anybody.
        }
        remove();
    }

    private void remove() {
        try {
            if (!part.equals(target)) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            // It isn't taken for whole: its name says what it is.
        }
    }
}
