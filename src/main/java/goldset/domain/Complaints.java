package goldset.domain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All complaints of one request: counted to the end, kept up to a bound. */
public final class Complaints {
    private static final int KEPT_MAX = 100;
    private static final int KEPT_OF_ROW_MAX = 10;
    private static final long NONE = 0;

    private final List<Complaint> kept = new ArrayList<>();
    private final List<Complaint> ofRow = new ArrayList<>();
    private long total;
    private long totalOfRows;
    private long line = NONE;

    public void add(Complaint complaint) {
        Complaint placed = line == NONE ? complaint : complaint.atLine(line);
        total++;
        totalOfRows += line == NONE ? 0 : 1;
        if (kept.size() < KEPT_MAX) {
            kept.add(placed);
        }
        if (line != NONE && ofRow.size() < KEPT_OF_ROW_MAX) {
            ofRow.add(complaint);
        }
    }

    /** Adds all of others, and counts those that they didn't keep. */
    public void addAll(Complaints others) {
        others.kept.forEach(this::add);
        total += others.total - others.kept.size();
    }

    /** From here on all is about the row of a file that begins on this line, the first being 1. */
    public void row(long onLine) {
        line = onLine;
        ofRow.clear();
    }

    /** The row is over: what comes now is about the file. */
    public void noRow() {
        line = NONE;
    }

    /** What was wrong with the last row. */
    public List<Complaint> ofRow() {
        return Collections.unmodifiableList(ofRow);
    }

    /** Whether anything is wrong with more than single rows. */
    public boolean isOfFile() {
        return total > totalOfRows;
    }

    public boolean isEmpty() {
        return total == 0;
    }

    public List<Complaint> kept() {
        return Collections.unmodifiableList(kept);
    }

    public long total() {
        return total;
    }
}
