package goldset.store;

import goldset.domain.NewItem;
import goldset.domain.Utf8;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Items turned into columns: one array a column is the fastest form of an insert. */
final class ItemArrays {
    private static final int HASH_BYTES = 32;
    private static final int WORD_BYTES = 12;

    private final BinaryArray ids;
    private final BinaryArray inputs;
    private final BinaryArray contexts;
    private final BinaryArray expectedOutputs;
    private final BinaryArray expectedDecisions;
    private final BinaryArray ruleHits;
    private final BinaryArray metadata;
    private final BinaryArray hashes;
    private final BinaryArray externalIds;
    private final BinaryArray bytes;

    /**
     * @param idOf the id of the item at an index
     */
    ItemArrays(IntFunction<UUID> idOf, List<NewItem> items, int from, int to) {
        int n = to - from;
        List<NewItem> part = items.subList(from, to);
        ids = BinaryArray.uuids(n);
        inputs = texts(part, item -> item.input().length());
        contexts = BinaryArray.texts(n, n * WORD_BYTES);
        expectedOutputs = texts(part, item -> length(item.expectedOutput()));
        expectedDecisions = BinaryArray.texts(n, n * WORD_BYTES);
        ruleHits = BinaryArray.texts(n, n * WORD_BYTES);
        metadata = texts(part, item -> length(item.metadata()));
        hashes = BinaryArray.bytes(n, n * HASH_BYTES);
        externalIds = BinaryArray.texts(n, 0);
        bytes = BinaryArray.ints(n);
        for (int i = from; i < to; i++) {
            add(idOf.apply(i), items.get(i));
        }
    }

    private static BinaryArray texts(List<NewItem> items, ToIntFunction<NewItem> length) {
        return BinaryArray.texts(items.size(), items.stream().mapToInt(length).sum());
    }

    private static int length(@Nullable Utf8 text) {
        return text == null ? 0 : text.length();
    }

    private void add(UUID id, NewItem item) {
        ids.add(id);
        inputs.add(item.input());
        contexts.add(item.context());
        expectedOutputs.add(item.expectedOutput());
        expectedDecisions.add(item.expectedDecision());
        ruleHits.add(literal(item.ruleHits()));
        metadata.add(item.metadata());
        hashes.add(item.hash().bytes());
        externalIds.add(item.externalId());
        bytes.add(item.bytes());
    }

    /** Binds all columns and returns the number of the parameter after them. */
    int bind(Connection connection, PreparedStatement statement, int first) throws SQLException {
        int at = first;
        statement.setArray(at++, ids.on(connection));
        statement.setArray(at++, inputs.on(connection));
        statement.setArray(at++, contexts.on(connection));
        statement.setArray(at++, expectedOutputs.on(connection));
        statement.setArray(at++, expectedDecisions.on(connection));
        statement.setArray(at++, ruleHits.on(connection));
        statement.setArray(at++, metadata.on(connection));
        statement.setArray(at++, hashes.on(connection));
        statement.setArray(at++, externalIds.on(connection));
        statement.setArray(at++, bytes.on(connection));
        return at;
    }

    /** A list of its own in each row can't be an array of arrays: those must be of one length. */
    static @Nullable String literal(@Nullable List<String> values) {
        if (values == null) {
            return null;
        }
        StringBuilder text = new StringBuilder("{");
        for (String value : values) {
            text.append(text.length() > 1 ? ",\"" : "\"");
            if (value.indexOf('"') < 0 && value.indexOf('\\') < 0) {
                text.append(value);
            } else {
                text.append(value.replace("\\", "\\\\").replace("\"", "\\\""));
            }
            text.append('"');
        }
        return text.append('}').toString();
    }
}
