package goldset.domain.scoring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows counted by what their metadata says. Keys that tell every row from every other are none. */
final class Slices {
    private static final int KEYS_MAX = 20;
    private static final int VALUES_MAX = 50;

    /**
     * Keys that are followed from their first row on: one that took the place of another later
     * would be counted in part. Those beyond are not even named.
     */
    private static final int FOLLOWED_MAX = 100;

    private final @Nullable Set<String> wanted;
    private final Map<String, SortedMap<String, Counts>> byKey = new LinkedHashMap<>();
    private final Set<String> crowded = new HashSet<>();

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
            SortedMap<String, Counts> values = values(pair.getKey());
            if (values == null) {
                continue;
            }
            values.computeIfAbsent(pair.getValue(), v -> new Counts())
                    .add(expected, actual, verdict);
            if (values.size() > VALUES_MAX) {
                crowded.add(pair.getKey());
                values.clear();
            }
        }
    }

    /** Null where they are not counted. */
    private @Nullable SortedMap<String, Counts> values(String key) {
        boolean unwanted = wanted != null && !wanted.contains(key);
        if (unwanted || crowded.contains(key)) {
            return null;
        }
        if (!byKey.containsKey(key) && byKey.size() == FOLLOWED_MAX) {
            return null;
        }
        return byKey.computeIfAbsent(key, k -> new TreeMap<>());
    }

    List<Summary.Slice> summary() {
        List<Summary.Slice> slices = new ArrayList<>();
        shown().forEach((key, values) ->
                values.forEach((value, counts) -> slices.add(counts.slice(key, value))));
        return slices;
    }

    List<String> leftOut() {
        List<String> rest = new ArrayList<>(byKey.keySet());
        rest.removeAll(shown().keySet());
        return rest;
    }

    private Map<String, SortedMap<String, Counts>> shown() {
        Map<String, SortedMap<String, Counts>> shown = new LinkedHashMap<>();
        byKey.forEach((key, values) -> {
            if (!crowded.contains(key) && shown.size() < KEYS_MAX) {
                shown.put(key, values);
            }
        });
        return shown;
    }
}
