package goldset.job;

import goldset.domain.Cancelled;
import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.ImportJob;
import goldset.domain.NewItem;
import goldset.domain.Outcome;
import goldset.domain.Unavailable;
import goldset.format.FindingsText;
import goldset.format.ItemFields;
import goldset.format.ItemReader;
import goldset.format.ItemText;
import goldset.format.Rejects;
import goldset.format.TooLarge;
import goldset.store.Imports.Checked;
import goldset.store.Loads;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One job from its file to its end: the file is read in full and checked, and only then written.
 */
final class ImportRun {
    private static final System.Logger LOG = System.getLogger("goldset");
    private static final long SAY_EVERY_NANOS = 500_000_000;
    private static final List<Object> AT = List.of("body", "content");

    private final ImportJob job;
    private final Plan plan;
    private final Spool spool;
    private final Path rejected;
    private final Limits limits;
    private final goldset.store.Imports jobs;
    private final Loads loads;
    private final BooleanSupplier stopping;
    private @Nullable String findings;
    private long saidAt = System.nanoTime();

    /**
     * @param rowMemoryMax what a row may take as a tree, which is many times its text
     */
    record Limits(int itemBytesMax, long rowMemoryMax) {}

    ImportRun(
            ImportJob job,
            Spool spool,
            Path rejected,
            Limits limits,
            goldset.store.Imports jobs,
            Loads loads,
            BooleanSupplier stopping) {
        this.job = job;
        plan = Plan.read(job.plan());
        findings = job.findings();
        this.spool = spool;
        this.rejected = rejected;
        this.limits = limits;
        this.jobs = jobs;
        this.loads = loads;
        this.stopping = stopping;
    }

    /** Whether it has come to an end; else it is to be tried again. */
    boolean run() {
        try {
            boolean checked = job.state() == ImportJob.State.WRITING || checked();
            return (checked && written()) || nothingRejected();
        } catch (Cancelled e) {
            return !stopping.getAsBoolean() && nothingRejected();
        } catch (Unavailable e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "import " + job.id() + " waits: " + e.getMessage());
            return false;
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.ERROR, "import " + job.id(), e);
            jobs.failed(job, null, "the server could not read or write its files");
            return nothingRejected();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "import " + job.id(), e);
            jobs.failed(job, null, "an error of the server, see its log for this id");
            return nothingRejected();
        }
    }

    /** A part of the rows is not to be taken for all of them. */
    private boolean nothingRejected() {
        try {
            Files.deleteIfExists(rejected);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "import " + job.id() + ": " + e.getMessage());
        }
        return true;
    }

    /** Whether the file is sound, as far as its caller asked for. */
    private boolean checked() throws IOException {
        if (!jobs.checking(job)) {
            return false;
        }
        Found found = plan.file().skips() ? readApart() : read(null);
        if (!found.sound) {
            jobs.failed(job, found.all, "the file should be sound, and isn't: see errors");
        }
        return found.sound && jobs.writing(job, found.all);
    }

    private record Found(Checked all, boolean sound) {}

    /** What is rejected is safe before the job goes on. */
    private Found readApart() throws IOException {
        try (FileChannel to =
                        FileChannel.open(
                                rejected,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE);
                Rejects rejects = new Rejects(Channels.newOutputStream(to))) {
            Found found = read(rejects);
            rejects.flush();
            to.force(true);
            if (rejects.rows() == 0) {
                Files.delete(rejected);
            }
            return found;
        }
    }

    private Found read(@Nullable Rejects rejects) {
        Complaints complaints = new Complaints();
        ItemReader reader = reader(complaints);
        ItemText file = text(reader, complaints, item -> {}, rejects);
        try {
            file.check(() -> watched(file, rejects));
        } catch (TooLarge e) {
            complaints.noRow();
            String message = String.valueOf(e.getMessage());
            complaints.add(new Complaint(AT, "too_long", message, null, null));
        }
        long away = rejects == null ? 0 : rejects.rows();
        findings = FindingsText.of(file, reader, complaints);
        return new Found(
                new Checked(job.bytesTotal(), (long) file.rows() - away, away, findings),
                rejects == null ? complaints.isEmpty() : !complaints.isOfFile());
    }

    /** Says on the way how far it is. */
    private InputStream watched(ItemText file, @Nullable Rejects rejects) throws IOException {
        long[] bytes = {0};
        return new FilterInputStream(spool.open()) {
            @Override
            public int read(byte[] to, int from, int length) throws IOException {
                int count = in.read(to, from, length);
                bytes[0] += Math.max(0, count);
                say(bytes[0], file.rows(), rejects == null ? 0L : rejects.rows());
                return count;
            }
        };
    }

    /** False when it came to another end. */
    private boolean written() {
        Outcome<ImportJob.Result> outcome =
                loads.load(
                        job,
                        plan.draft(),
                        plan.file().onConflict(),
                        () -> new ReadAhead(this::readAgain),
                        count -> say(job.bytesTotal(), count, null));
        switch (outcome) {
            case Outcome.Done<ImportJob.Result> done -> {}
            case Outcome.Absent<ImportJob.Result>(Outcome.What what) -> {
                String word = what.name().toLowerCase(Locale.ROOT);
                jobs.failed(job, null, "the " + word + " is gone");
            }
            case Outcome.OtherProject<ImportJob.Result> other ->
                    jobs.failed(job, null, "the dataset is in another project now");
            case Outcome.Clash<ImportJob.Result>(Complaints complaints) -> {
                String all = FindingsText.with(findings, complaints);
                jobs.failed(
                        job,
                        new Checked(job.bytesTotal(), null, null, all),
                        "items of the file are there already, or twice in it: see errors");
            }
            case Outcome.Taken<ImportJob.Result> taken ->
                    throw new IllegalStateException("an import took a name");
        }
        return outcome instanceof Outcome.Done<ImportJob.Result>;
    }

    /** What was sound once is so again. */
    private void readAgain(Consumer<NewItem> sink) {
        Complaints complaints = new Complaints();
        Rejects away = plan.file().skips() ? new Rejects(OutputStream.nullOutputStream()) : null;
        text(reader(complaints), complaints, sink, away).read(spool);
        if (away == null && !complaints.isEmpty()) {
            throw new IllegalStateException("the file of import " + job.id() + " has changed");
        }
    }

    private ItemText text(
            ItemReader reader,
            Complaints complaints,
            Consumer<NewItem> sink,
            @Nullable Rejects rejects) {
        return new ItemText(reader, complaints, limits.itemBytesMax, plan.file(), sink, rejects);
    }

    private ItemReader reader(Complaints complaints) {
        long[] held = {0};
        return new ItemReader(
                ItemFields.IMPORT,
                new ItemReader.Limits(limits.itemBytesMax, Integer.MAX_VALUE),
                complaints,
                more -> {
                    held[0] += more;
                    if (held[0] > limits.rowMemoryMax) {
                        throw new TooLarge("a row has too many values for the memory there is");
                    }
                });
    }

    /**
     * Says every so often how far it is, and stops when it is wanted no longer.
     *
     * @param rejects null when there is nothing new to say of them
     */
    private void say(long bytes, long rows, @Nullable Long rejects) {
        if (stopping.getAsBoolean()) {
            throw new Cancelled();
        }
        long now = System.nanoTime();
        if (now - saidAt < SAY_EVERY_NANOS) {
            return;
        }
        saidAt = now;
        try {
            if (!jobs.progress(job, bytes, rows, rejects)) {
                throw new Cancelled();
            }
        } catch (Unavailable e) {
            // It can be said later.
            LOG.log(System.Logger.Level.DEBUG, "import " + job.id() + ": " + e.getMessage());
        }
    }
}
