package goldset.domain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All complaints of one request: counted to the end, kept up to a bound. */
public final class Complaints {
    private static final int KEPT_MAX = 100;

    private final List<Complaint> kept = new ArrayList<>();
    private long total;

    public void add(Complaint complaint) {
        total++;
        if (kept.size() < KEPT_MAX) {
            kept.add(complaint);
        }
    }

    /** Adds all of others, and counts those that they didn't keep. */
    public void addAll(Complaints others) {
        others.kept.forEach(this::add);
        total += others.total - others.kept.size();
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
