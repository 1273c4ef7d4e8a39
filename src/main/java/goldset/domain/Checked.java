package goldset.domain;

import java.util.List;
import java.util.UUID;

/**
 * What counting tells of a state's items.
 *
 * @param empty inputs without a character but white space
 * @param lengthy inputs over {@link #LONG_BYTES}
 * @param unexpecting items with neither an expected output nor an expected decision
 * @param decisions those that occur, in the order of {@link Item#DECISIONS}
 */
public record Checked(
        long rows,
        long empty,
        long lengthy,
        long unexpecting,
        List<Decision> decisions,
        Equals items,
        Equals inputs) {

    public static final int LONG_BYTES = 32 << 10;

    /** How many items expect a decision. */
    public record Decision(String decision, long count) {}

    /**
     * Items that are equal in what is compared.
     *
     * @param rows how many items have an equal one
     */
    public record Equals(long groups, long rows, List<Group> largest) {}

    /** One set of equal items, with the ids of the first of them. */
    public record Group(long rows, List<UUID> ids) {}
}
