package goldset.domain;

import java.util.UUID;

/** What became of an append. */
public sealed interface AppendOutcome {

    /**
     * @param firstId the first of {@code count} ids in a row, see {@link Ids#row}
     */
    record Appended(UUID firstId, int count, long revision, long itemCount)
            implements AppendOutcome {}

    /** No such dataset in the org. */
    record NoDataset() implements AppendOutcome {}

    /** The dataset is there, in a project that the key isn't bound to. */
    record OtherProject() implements AppendOutcome {}
}
