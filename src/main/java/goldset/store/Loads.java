package goldset.store;

import goldset.domain.Appended;
import goldset.domain.Cancelled;
import goldset.domain.ContentHash;
import goldset.domain.Dataset;
import goldset.domain.Ids;
import goldset.domain.ImportJob;
import goldset.domain.NewItem;
import goldset.domain.OnConflict;
import goldset.domain.Once;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes what an import brings: as many items as there are, in one transaction, as one revision,
 * and the end of its job with it. Nobody sees a part of them.
 */
public final class Loads {
    private final Database database;
    private final Datasets datasets;
    private final Revisions revisions;
    private final Changes changes;
    private final Ids ids;
    private final Clock clock;

    public Loads(
            Database database,
            Datasets datasets,
            Answers answers,
            Heads heads,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.datasets = datasets;
        revisions = new Revisions(clock);
        changes = new Changes(answers, revisions, heads);
        this.ids = ids;
        this.clock = clock;
    }

    /** Items as they are read, a chunk at a time. */
    public interface Chunks extends AutoCloseable {

        /** The next ones; empty at the end. */
        List<NewItem> next();

        @Override
        void close();
    }

    /**
     * @param draft what the dataset is to be that is made for the items; null for one that is there
     * @param onConflict what to do with items that are there already; null to add them once more
     * @param source gives the items, from the first on whenever it is asked
     * @param written told how many items are written so far, and free to stop by throwing
     * @throws Cancelled when the job was called off
     */
    public Outcome<ImportJob.Result> load(
            ImportJob job,
            Dataset.@Nullable Draft draft,
            @Nullable OnConflict onConflict,
            Supplier<Chunks> source,
            LongConsumer written) {
        Items.Where where = new Items.Where(job.org(), job.project(), job.dataset(), job.actor());
        if (draft == null) {
            return changes.run(
                    where,
                    new Once<>(null, result -> "", text -> NOTHING),
                    (c, locked) -> write(c, locked, job, onConflict, source, written));
        }
        return database.write(
                job.dataset(),
                c -> {
                    if (!datasets.make(c, where, job.project(), draft)) {
                        return new Outcome.Absent<>(What.PROJECT);
                    }
                    Optional<Revisions.Locked> locked = revisions.lock(c, job.org(), job.dataset());
                    return write(c, locked.orElseThrow(), job, onConflict, source, written);
                });
    }

    private static final ImportJob.Result NOTHING = new ImportJob.Result(0, null, null, 0, 0);

    private Outcome<ImportJob.Result> write(
            Connection connection,
            Revisions.Locked locked,
            ImportJob job,
            @Nullable OnConflict onConflict,
            Supplier<Chunks> source,
            LongConsumer written)
            throws SQLException {
        try (Chunks chunks = source.get()) {
            Outcome<ImportJob.Result> outcome =
                    onConflict == null
                            ? new Outcome.Done<>(added(connection, locked, job, chunks, written))
                            : merged(connection, locked, job, onConflict, chunks, written);
            if (outcome instanceof Outcome.Done<ImportJob.Result>(ImportJob.Result result)
                    && !Imports.done(connection, job, result, clock.instant())) {
                throw new Cancelled();
            }
            return outcome;
        }
    }

    private ImportJob.Result added(
            Connection connection,
            Revisions.Locked locked,
            ImportJob job,
            Chunks chunks,
            LongConsumer written)
            throws SQLException {
        UUID first = ids.block(locked.lastId());
        int count = 0;
        ContentHash hash = locked.contentHash();
        for (List<NewItem> next = chunks.next(); !next.isEmpty(); next = chunks.next()) {
            int from = count;
            Appends.insert(connection, locked, i -> Ids.row(first, from + i), next);
            count += next.size();
            hash = hash.plus(ContentHash.sum(next));
            if (locked.keyed()) {
                UUID last = Ids.row(first, count - 1);
                ItemKeys.add(connection, locked, Ids.row(first, from), last);
            }
            written.accept(count);
        }
        Revisions.Locked after = locked;
        if (count > 0) {
            UUID last = Ids.row(first, count - 1);
            Revisions.Change change =
                    new Revisions.Change(Revisions.Kind.IMPORT, count, 0, first, last, hash);
            after = revisions.record(connection, locked, job.actor(), change);
        }
        return new ImportJob.Result(count, null, null, after.itemCount(), after.revision());
    }

    private Outcome<ImportJob.Result> merged(
            Connection connection,
            Revisions.Locked locked,
            ImportJob job,
            OnConflict onConflict,
            Chunks chunks,
            LongConsumer written)
            throws SQLException {
        Merges merge = new Merges(connection, locked, ids, onConflict, false);
        long count = 0;
        for (List<NewItem> next = chunks.next(); !next.isEmpty(); next = chunks.next()) {
            merge.add(next);
            count += next.size();
            written.accept(count);
        }
        if (!merge.clashes().isEmpty()) {
            connection.rollback();
            return new Outcome.Clash<>(merge.clashes());
        }
        Revisions.Locked after =
                merge.changes()
                        ? revisions.record(
                                connection,
                                locked,
                                job.actor(),
                                merge.change(Revisions.Kind.IMPORT))
                        : locked;
        Appended done = merge.appended(after);
        Appended.Met met = Objects.requireNonNull(done.met());
        return new Outcome.Done<>(
                new ImportJob.Result(
                        done.count(),
                        (long) met.skipped(),
                        (long) met.replaced(),
                        done.itemCount(),
                        done.revision()));
    }
}
