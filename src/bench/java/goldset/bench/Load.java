package goldset.bench;

import goldset.domain.ContentHash;
import goldset.domain.Ids;
import goldset.domain.ItemHasher;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Rows made ahead of time, in every form in which they are sent; equal from run to run.
 *
 * @param dataset of the ceiling's rows
 */
record Load(UUID dataset, List<Part> parts, int rows, ContentHash hash) {

    /**
     * The rows of one call.
     *
     * @param body of a request
     * @param copy of the same rows as lines of COPY
     * @param samples the same again for JDBC; empty where nothing needs them
     */
    record Part(
            byte[] body,
            byte[] copy,
            UUID firstId,
            List<Sample> samples,
            int rows,
            ContentHash hash) {}

    /** With the rows kept as objects too. */
    static Load small(long seed, int parts, int rowsPerPart) {
        return of(seed, parts, rowsPerPart, true);
    }

    static Load large(long seed, int parts, int rowsPerPart) {
        return of(seed, parts, rowsPerPart, false);
    }

    private static Load of(long seed, int count, int rowsPerPart, boolean keep) {
        SplittableRandom random = new SplittableRandom(seed);
        ItemHasher hasher = new ItemHasher();
        Ids ids = new Ids(Clock.systemUTC(), new SplittableRandom(seed + 1));
        UUID dataset = ids.next();
        List<Part> parts = new ArrayList<>();
        ContentHash all = ContentHash.EMPTY;
        for (int i = 0; i < count; i++) {
            Part part = part(random, hasher, dataset, ids.block(null), rowsPerPart, keep);
            parts.add(part);
            all = all.plus(part.hash);
        }
        return new Load(dataset, parts, count * rowsPerPart, all);
    }

    private static Part part(
            SplittableRandom random,
            ItemHasher hasher,
            UUID dataset,
            UUID first,
            int rows,
            boolean keep) {
        StringBuilder body = new StringBuilder(rows * 720 + 64).append("{\"samples\":[");
        StringBuilder copy = new StringBuilder(rows * 800);
        List<Sample> samples = new ArrayList<>();
        ContentHash sum = ContentHash.EMPTY;
        for (int i = 0; i < rows; i++) {
            Sample sample = Sample.next(random, hasher);
            sample.json(i > 0 ? body.append(',') : body);
            sample.copy(copy, dataset, Ids.row(first, i), 1);
            sum = sum.plus(sample.hash());
            if (keep) {
                samples.add(sample);
            }
        }
        body.append("]}");
        return new Part(Sample.utf8(body), Sample.utf8(copy), first, samples, rows, sum);
    }

    /** The hash of so many equal items. */
    static ContentHash times(ContentHash hash, long count) {
        ContentHash sum = ContentHash.EMPTY;
        ContentHash power = hash;
        for (long left = count; left > 0; left >>= 1) {
            if ((left & 1) == 1) {
                sum = sum.plus(power);
            }
            power = power.plus(power);
        }
        return sum;
    }
}
