package goldset.store;

import goldset.domain.Once;
import goldset.domain.Outcome;
import goldset.domain.Outcome.What;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** A change of one dataset: in turn, under its lock, at most once. */
final class Changes {
    private final Answers answers;
    private final Revisions revisions;
    private final Heads heads;

    Changes(Answers answers, Revisions revisions, Heads heads) {
        this.answers = answers;
        this.revisions = revisions;
        this.heads = heads;
    }

    /** What is done while the dataset's row is held. */
    @FunctionalInterface
    interface Change<T> {
        Outcome<T> in(Connection connection, Revisions.Locked locked) throws SQLException;
    }

    <T> Outcome<T> run(Items.Where where, Once<T> once, Change<T> change) {
        return answers.write(
                where.dataset(),
                once,
                c -> {
                    heads.forget(where.org(), where.dataset());
                    Optional<Revisions.Locked> locked =
                            revisions.lock(c, where.org(), where.dataset());
                    if (locked.isEmpty()) {
                        return new Outcome.Absent<>(What.DATASET);
                    }
                    boolean foreign =
                            where.project() != null
                                    && !where.project().equals(locked.get().project());
                    return foreign ? new Outcome.OtherProject<>() : change.in(c, locked.get());
                });
    }
}
