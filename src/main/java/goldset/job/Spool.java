package goldset.job;

import goldset.format.Source;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The text of one file while it is imported. Its lock tells other processes that somebody is at it;
 * it is read through the channel that has the lock, for closing another one would free it.
 */
public final class Spool implements Source, AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final FileChannel channel;
    private final OutputStream out;
    private Path path;
    private boolean kept;
    private boolean handed;

    Spool(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
        out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
    }

    /** Where the text goes. */
    public OutputStream out() {
        return out;
    }

    public long bytes() {
        try {
            out.flush();
            return channel.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InputStream open() throws IOException {
        out.flush();
        return new Reading();
    }

    /** Makes sure that the text survives a crash, under another name. */
    void keep(Path as) throws IOException {
        out.flush();
        channel.force(true);
        Files.move(path, as, StandardCopyOption.ATOMIC_MOVE);
        path = as;
        kept = true;
        Path folder = as.getParent();
        if (folder != null) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /** The same in other hands, whatever happens to this one. */
    Spool handOver() {
        Spool other = new Spool(path, channel);
        other.kept = kept;
        handed = true;
        return other;
    }

    /** Whether it is to be there when it is closed. */
    void kept(boolean is) {
        kept = is;
    }

    /** Deletes it, unless it is kept. */
    @Override
    public void close() {
        if (handed) {
            return;
        }
        try (channel) {
            if (!kept) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From the beginning, wherever others read. */
    private final class Reading extends InputStream {
        private long position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            ByteBuffer into = ByteBuffer.wrap(to, offset, Math.min(length, BUFFER));
            int count = channel.read(into, position);
            position += Math.max(0, count);
            return count;
        }
    }

    /** The text of a file; null when somebody else is at it. */
    static @Nullable Spool locked(Path path, FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return new Spool(path, channel);
            }
        } catch (OverlappingFileLockException e) {
            // Another node in this very process has it.
        }
        channel.close();
        return null;
    }
}
