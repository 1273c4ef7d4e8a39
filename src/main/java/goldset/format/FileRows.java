package goldset.format;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.ContentHash;
import goldset.domain.NewItem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the rows of a file go, one after the other: to whom they are read for, or away. */
final class FileRows {
    private static final int FIRST_ROWS_MAX = 20;
    private static final int FIRST_BYTES_MAX = 1 << 20;

    private final Complaints complaints;
    private final boolean needsId;
    private final Consumer<NewItem> sink;
    private final @Nullable Rejects rejects;
    private final List<NewItem> first = new ArrayList<>();
    private long firstBytes;
    private ContentHash sum = ContentHash.EMPTY;
    private int rows;
    private long line;
    private long before;
    private List<Object> place = List.of();

    /**
     * @param needsId whether a row without an external id can't be known
     * @param rejects takes the rows that are complained of, so that the others are wanted all the
     *     same; null when none is wanted after a complaint
     */
    FileRows(
            Complaints complaints,
            boolean needsId,
            Consumer<NewItem> sink,
            @Nullable Rejects rejects) {
        this.complaints = complaints;
        this.needsId = needsId;
        this.sink = sink;
        this.rejects = rejects;
    }

    /** The place of the next row, which begins on a line. */
    List<Object> begin(long onLine) {
        if (rows == Integer.MAX_VALUE) {
            throw new TooLarge("more than " + rows + " rows in one file");
        }
        line = onLine;
        before = complaints.total();
        complaints.row(onLine);
        place = List.of("body", ItemText.NAME, rows++);
        return place;
    }

    /** What became of the row; false when it is one to reject. */
    boolean end(@Nullable NewItem item) {
        if (needsId && item != null && item.externalId() == null) {
            complaints.add(Complaint.missing(JsonValues.and(place, "external_id")));
        }
        boolean sound = item != null && complaints.total() == before;
        complaints.noRow();
        if (item == null || !sound) {
            return rejects == null;
        }
        if (first.size() < FIRST_ROWS_MAX && firstBytes < FIRST_BYTES_MAX) {
            firstBytes += item.bytes();
            first.add(item);
        }
        if (rejects != null || complaints.isEmpty()) {
            sum = sum.plus(item.hash());
            sink.accept(item);
        }
        return true;
    }

    /**
     * The same for a row that came as JSON.
     *
     * @param json the row as it came
     */
    void end(@Nullable NewItem item, Supplier<String> json) {
        if (!end(item) && rejects != null) {
            rejects.row(line, complaints, json.get(), true);
        }
    }

    /** Where rejected rows go; null when there is no such place. */
    @Nullable Rejects rejects() {
        return rejects;
    }

    /** The line that the last row began on. */
    long line() {
        return line;
    }

    int rows() {
        return rows;
    }

    /** The first that are sound, even where others are not. */
    List<NewItem> first() {
        return first;
    }

    /** Of the rows that were taken. */
    ContentHash sum() {
        return sum;
    }
}
