package goldset.store;

import goldset.domain.NewItem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Items turned into columns: one array a column is the fastest form of an insert. */
final class ItemArrays {
    private final UUID[] ids;
    private final String[] inputs;
    private final String[] contexts;
    private final @Nullable String[] expectedOutputs;
    private final @Nullable String[] expectedDecisions;
    private final @Nullable String[] ruleHits;
    private final @Nullable String[] metadata;
    private final byte[][] hashes;
    private final @Nullable String[] externalIds;
    private final Integer[] bytes;

    /**
     * @param idOf the id of the item at an index
     */
    ItemArrays(IntFunction<UUID> idOf, List<NewItem> items, int from, int to) {
        int n = to - from;
        ids = new UUID[n];
        inputs = new String[n];
        contexts = new String[n];
        expectedOutputs = new @Nullable String[n];
        expectedDecisions = new @Nullable String[n];
        ruleHits = new @Nullable String[n];
        metadata = new @Nullable String[n];
        hashes = new byte[n][];
        externalIds = new @Nullable String[n];
        bytes = new Integer[n];
        for (int i = 0; i < n; i++) {
            set(i, idOf.apply(from + i), items.get(from + i));
        }
    }

    private void set(int i, UUID id, NewItem item) {
        ids[i] = id;
        inputs[i] = item.input();
        contexts[i] = item.context();
        expectedOutputs[i] = item.expectedOutput();
        expectedDecisions[i] = item.expectedDecision();
        ruleHits[i] = literal(item.ruleHits());
        metadata[i] = item.metadata();
        hashes[i] = item.hash().bytes();
        externalIds[i] = item.externalId();
        bytes[i] = item.bytes();
    }

    /** Binds all columns and returns the number of the parameter after them. */
    int bind(Connection connection, PreparedStatement statement, int first) throws SQLException {
        int at = first;
        statement.setArray(at++, connection.createArrayOf("uuid", ids));
        statement.setArray(at++, connection.createArrayOf("text", inputs));
        statement.setArray(at++, connection.createArrayOf("text", contexts));
        statement.setArray(at++, connection.createArrayOf("text", expectedOutputs));
        statement.setArray(at++, connection.createArrayOf("text", expectedDecisions));
        statement.setArray(at++, connection.createArrayOf("text", ruleHits));
        statement.setArray(at++, connection.createArrayOf("text", metadata));
        statement.setArray(at++, connection.createArrayOf("bytea", hashes));
        statement.setArray(at++, connection.createArrayOf("text", externalIds));
        statement.setArray(at++, connection.createArrayOf("int4", bytes));
        return at;
    }

    /** A list of its own in each row can't be an array of arrays: those must be of one length. */
    static @Nullable String literal(@Nullable List<String> values) {
        if (values == null) {
            return null;
        }
        StringBuilder text = new StringBuilder("{");
        for (String value : values) {
            text.append(text.length() > 1 ? "," : "").append('"');
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '"' || c == '\\') {
                    text.append('\\');
                }
                text.append(c);
            }
            text.append('"');
        }
        return text.append('}').toString();
    }
}
