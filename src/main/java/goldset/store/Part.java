package goldset.store;

import goldset.domain.Appended;
import goldset.domain.NewItem;
import goldset.domain.Once;
import goldset.domain.Outcome;
import goldset.domain.Unavailable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One caller's append while it waits to be written together with others. */
final class Part {
    private final Items.Where where;
    private final Once<Appended> once;
    private final Revisions.Kind kind;
    private final List<NewItem> items;
    private final long bytes;
    private final CompletableFuture<Boolean> signal = new CompletableFuture<>();
    private volatile State state = State.WAITING;
    private volatile @Nullable Outcome<Appended> outcome;
    private volatile @Nullable RuntimeException failure;

    private enum State {
        WAITING,
        /** Written, or refused. */
        DONE,
        /** To be written alone, in the slower way that can tell what is in its way. */
        ALONE
    }

    Part(Items.Where where, Once<Appended> once, Revisions.Kind kind, List<NewItem> items) {
        this.where = where;
        this.once = once;
        this.kind = kind;
        this.items = items;
        bytes = items.stream().mapToLong(NewItem::bytes).sum();
    }

    Items.Where where() {
        return where;
    }

    Once<Appended> once() {
        return once;
    }

    Revisions.Kind kind() {
        return kind;
    }

    List<NewItem> items() {
        return items;
    }

    long bytes() {
        return bytes;
    }

    /** Its caller is to write what waits. */
    void lead() {
        signal.complete(true);
    }

    void done(Outcome<Appended> made) {
        outcome = made;
        settle(State.DONE);
    }

    void failed(RuntimeException e) {
        failure = e;
        settle(State.DONE);
    }

    void alone() {
        settle(State.ALONE);
    }

    private void settle(State to) {
        state = to;
        signal.complete(true);
    }

    boolean isSettled() {
        return state != State.WAITING;
    }

    boolean isAlone() {
        return state == State.ALONE;
    }

    boolean isSignalled() {
        return signal.isDone();
    }

    /** Whether there was a signal in time: to lead, or that all is over. */
    boolean signalled(long waitMs) {
        try {
            signal.get(waitMs, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting for other writers", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    Outcome<Appended> outcome() {
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        Outcome<Appended> made = outcome;
        if (made == null) {
            throw new IllegalStateException("nothing became of an append");
        }
        return made;
    }
}
