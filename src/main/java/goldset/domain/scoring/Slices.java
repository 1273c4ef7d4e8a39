package goldset.domain.scoring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows counted by what their metadata says. Keys that tell every row from every other are none. */
final class Slices {
    private static final int KEYS_MAX = 20;
    private static final int VALUES_MAX = 50;

    private final @Nullable Set<String> wanted;
    private final Map<String, Map<String, Counts>> byKey = new LinkedHashMap<>();
    private final Set<String> leftOut = new LinkedHashSet<>();

    /**
     * @param keys null for those that lend themselves
     */
    Slices(@Nullable List<String> keys) {
        wanted = keys == null ? null : Set.copyOf(keys);
    }

    void add(
            Expected expected,
            @Nullable Actual actual,
            Verdict verdict,
            List<Map.Entry<String, String>> pairs) {
        for (Map.Entry<String, String> pair : pairs) {
            String key = pair.getKey();
            boolean unwanted = wanted != null && !wanted.contains(key);
            if (unwanted || leftOut.contains(key)) {
                continue;
            }
            if (!byKey.containsKey(key) && byKey.size() == KEYS_MAX) {
                // Kept short too: metadata may have any number of keys.
                if (leftOut.size() < KEYS_MAX) {
                    leftOut.add(key);
                }
                continue;
            }
            Map<String, Counts> values = byKey.computeIfAbsent(key, k -> new TreeMap<>());
            values.computeIfAbsent(pair.getValue(), v -> new Counts())
                    .add(expected, actual, verdict);
            if (values.size() > VALUES_MAX) {
                byKey.remove(key);
                leftOut.add(key);
            }
        }
    }

    List<Summary.Slice> summary() {
        List<Summary.Slice> slices = new ArrayList<>();
        byKey.forEach((key, values) ->
                values.forEach((value, counts) -> slices.add(counts.slice(key, value))));
        return slices;
    }

    List<String> leftOut() {
        return List.copyOf(leftOut);
    }
}
