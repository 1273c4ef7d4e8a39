package goldset.store;

import goldset.domain.Appended;
import goldset.domain.Ids;
import goldset.domain.Outcome;
import goldset.domain.Unavailable;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Appends of one dataset stand in line on this node. Who comes first writes for all that wait by
 * then, in one statement and one commit; the others only take their answers. No append waits for
 * others to come: a line of one is written at once.
 *
 * <p>What the dataset was after the last write is remembered, so that the next one needs no look at
 * it first. If another node or another kind of change was quicker, the statement does nothing, and
 * the row is locked and read.
 */
final class AppendLines {
    private static final int TOGETHER_MAX = 64;
    private static final int ROWS_MAX = 2000;
    private static final int BYTES_MAX = 1 << 20;

    private final Database database;
    private final Revisions revisions;
    private final Heads heads;
    private final GroupAppends group;
    private final ConcurrentHashMap<Place, Line> lines = new ConcurrentHashMap<>();

    private record Place(UUID org, UUID dataset) {}

    AppendLines(Database database, Revisions revisions, Heads heads, Ids ids, Clock clock) {
        this.database = database;
        this.revisions = revisions;
        this.heads = heads;
        group = new GroupAppends(ids, clock);
    }

    /** Empty when it must be written alone, by the way that tells what is in its way. */
    Optional<Outcome<Appended>> append(Part part) {
        Place place = new Place(part.where().org(), part.where().dataset());
        Line line = lines.compute(place, (p, old) -> (old == null ? new Line() : old).in());
        try {
            if (line.enter(part) || awaitsLead(line, part)) {
                lead(place, line, part);
            }
        } finally {
            lines.computeIfPresent(place, (p, l) -> l.out() ? null : l);
        }
        return part.isAlone() ? Optional.empty() : Optional.of(part.outcome());
    }

    private boolean awaitsLead(Line line, Part part) {
        if (!part.signalled(database.lockWaitMs()) && line.leave(part)) {
            throw new Unavailable("writers of one dataset wait for too long");
        }
        // Who could not leave is being written.
        part.signalled(Long.MAX_VALUE);
        return !part.isSettled();
    }

    private void lead(Place place, Line line, Part part) {
        try {
            database.inTurn(
                    place.dataset,
                    () -> {
                        while (!part.isSettled()) {
                            write(place, line.take());
                        }
                        return true;
                    });
        } catch (RuntimeException e) {
            line.leave(part);
            throw e;
        } finally {
            line.next();
        }
    }

    private void write(Place place, List<Part> parts) {
        try {
            Optional<Revisions.Locked> head = heads.get(place.org, place.dataset);
            boolean written = head.isPresent() && guessed(place, head.get(), parts);
            if (!written) {
                locked(place, parts);
            }
        } catch (RuntimeException e) {
            heads.forget(place.org, place.dataset);
            if (parts.size() == 1) {
                parts.getFirst().failed(e);
            }
        } finally {
            // One of several may be at fault: each must learn its own fate.
            parts.stream().filter(part -> !part.isSettled()).forEach(Part::alone);
        }
    }

    /** Writes upon what the dataset was when this node last saw it. */
    private boolean guessed(Place place, Revisions.Locked head, List<Part> parts) {
        if (!mayWrite(head, parts)) {
            return false;
        }
        Optional<GroupAppends.Written> written =
                GroupAppends.isOneStatement(parts)
                        ? database.single(c -> group.write(c, head, parts))
                        : database.write(c -> {
                            Optional<GroupAppends.Written> all = group.write(c, head, parts);
                            if (all.isEmpty()) {
                                c.rollback();
                            }
                            return all;
                        });
        written.ifPresent(w -> settle(place, w, parts));
        return written.isPresent();
    }

    private static boolean mayWrite(Revisions.Locked head, List<Part> parts) {
        return parts.stream().allMatch(part -> head.mayGrow(part.where().project()));
    }

    /**
     * Locks the row and writes upon what it says. What has an idempotency key, and what is not
     * plain to be written, stays unsettled.
     */
    private void locked(Place place, List<Part> parts) {
        List<Part> plain = parts.stream().filter(part -> part.once().asked() == null).toList();
        if (plain.isEmpty()) {
            return;
        }
        Optional<GroupAppends.Written> written =
                database.write(c -> {
                    Optional<Revisions.Locked> row = revisions.lock(c, place.org, place.dataset);
                    return row.isPresent() && mayWrite(row.get(), plain)
                            ? group.write(c, row.get(), plain)
                            : Optional.empty();
                });
        written.ifPresent(w -> settle(place, w, plain));
    }

    private void settle(Place place, GroupAppends.Written written, List<Part> parts) {
        heads.put(place.org, place.dataset, written.after());
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).done(new Outcome.Done<>(written.appended().get(i)));
        }
    }

    /** Who waits to append to one dataset, in the order of arrival. */
    private static final class Line {
        private final ArrayDeque<Part> waiting = new ArrayDeque<>();
        private boolean led;
        private int users;

        Line in() {
            users++;
            return this;
        }

        boolean out() {
            return --users == 0;
        }

        /** Whether the caller is to lead. */
        synchronized boolean enter(Part part) {
            waiting.add(part);
            boolean leads = !led;
            led = true;
            return leads;
        }

        /** False for a part that is not in the line any more. */
        synchronized boolean leave(Part part) {
            boolean left = waiting.remove(part);
            if (left && part.isSignalled()) {
                next();
            }
            return left;
        }

        /** The first, and as many behind it as go well with it. */
        synchronized List<Part> take() {
            List<Part> together = new ArrayList<>();
            long rows = 0;
            long bytes = 0;
            while (!waiting.isEmpty() && together.size() < TOGETHER_MAX) {
                Part next = waiting.getFirst();
                rows += next.items().size();
                bytes += next.bytes();
                if (!together.isEmpty() && (rows > ROWS_MAX || bytes > BYTES_MAX)) {
                    break;
                }
                together.add(waiting.removeFirst());
            }
            return together;
        }

        /** Gives the lead to the first who waits. */
        synchronized void next() {
            Part first = waiting.peekFirst();
            led = first != null;
            if (first != null) {
                first.lead();
            }
        }
    }
}
