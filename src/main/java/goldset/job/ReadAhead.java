package goldset.job;

import goldset.domain.Cancelled;
import goldset.domain.NewItem;
import goldset.store.Loads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the next items while the database writes those before. */
final class ReadAhead implements Loads.Chunks, Consumer<NewItem> {
    private static final int CHUNK_ROWS_MAX = 8000;
    private static final int CHUNK_BYTES_MAX = 2 << 20;
    private static final int WAITING_MAX = 1;
    private static final long LOOK_MS = 100;

    /** Items, or what went wrong; the last is empty. */
    private record Chunk(List<NewItem> items, @Nullable RuntimeException failure) {}

    private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(WAITING_MAX);
    private volatile boolean closed;
    private List<NewItem> items = new ArrayList<>();
    private long bytes;

    /**
     * @param file reads a file and hands over its items
     */
    ReadAhead(Consumer<Consumer<NewItem>> file) {
        Thread.ofPlatform().daemon().name("import-reader").start(() -> read(file));
    }

    private void read(Consumer<Consumer<NewItem>> file) {
        try {
            hand(last(file));
        } catch (Cancelled e) {
            // Nobody takes any more.
            closed = true;
        }
    }

    private Chunk last(Consumer<Consumer<NewItem>> file) {
        try {
            file.accept(this);
            if (!items.isEmpty()) {
                hand(new Chunk(items, null));
            }
            return new Chunk(List.of(), null);
        } catch (Cancelled e) {
            throw e;
        } catch (RuntimeException e) {
            return new Chunk(List.of(), e);
        } catch (Error e) {
            return new Chunk(List.of(), new IllegalStateException(e));
        }
    }

    @Override
    public void accept(NewItem item) {
        items.add(item);
        bytes += item.bytes();
        if (items.size() == CHUNK_ROWS_MAX || bytes >= CHUNK_BYTES_MAX) {
            hand(new Chunk(items, null));
            items = new ArrayList<>();
            bytes = 0;
        }
    }

    private void hand(Chunk chunk) {
        try {
            while (!chunks.offer(chunk, LOOK_MS, TimeUnit.MILLISECONDS)) {
                if (closed) {
                    throw new Cancelled();
                }
            }
        } catch (InterruptedException e) {
            throw new Cancelled();
        }
    }

    @Override
    public List<NewItem> next() {
        try {
            Chunk chunk = chunks.take();
            if (chunk.failure != null) {
                throw chunk.failure;
            }
            return chunk.items;
        } catch (InterruptedException e) {
            throw new Cancelled();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
