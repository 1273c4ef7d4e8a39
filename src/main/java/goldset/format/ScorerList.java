package goldset.format;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.scoring.Scorer;
import goldset.domain.scoring.TimeLeft;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Scorers as a client names them: a word, or an object with the word as its {@code type}. */
public final class ScorerList {
    public static final List<String> NAMES =
            List.of("exact", "contains", "regex", "json", "numeric");

    /** What judges outputs when nobody says what should. */
    private static final List<Scorer> STANDARD = List.of(new Scorer.Exact(false));

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int SCORERS_MAX = 20;

    /** Digits of numbers written in full, of which a short text may have very many. */
    private static final int JSON_BYTES_MAX = 4 << 20;

    private ScorerList() {}

    /** Out of JSON that was checked when it came. */
    public static List<Scorer> of(@Nullable String json) {
        if (json == null) {
            return STANDARD;
        }
        Complaints complaints = new Complaints();
        List<Scorer> scorers = read(json, complaints, List.of());
        if (!complaints.isEmpty()) {
            // A pattern that an earlier version took: without it anything might pass.
            scorers.add(Regex.NOTHING);
        }
        return scorers.stream().distinct().toList();
    }

    /** Complains of those that nobody here knows. */
    public static List<Scorer> read(String json, Complaints complaints, List<Object> at) {
        List<Scorer> scorers = new ArrayList<>();
        JsonNode list = MAPPER.readTree(json);
        if (list.size() > SCORERS_MAX) {
            String message = "List should have at most " + SCORERS_MAX + " items";
            complaints.add(new Complaint(at, "too_long", message, null, null));
            return scorers;
        }
        for (int i = 0; i < list.size(); i++) {
            JsonNode one = list.get(i);
            String word = one.isString() ? one.asString() : one.path("type").asString("");
            try {
                scorers.add(scorer(word, one));
            } catch (IllegalArgumentException e) {
                String said = String.valueOf(e.getMessage());
                String message = "Value error, " + said.lines().findFirst().orElse("");
                complaints.add(
                        new Complaint(JsonValues.and(at, i), "value_error", message, null, null));
            }
        }
        return scorers;
    }

    private static Scorer scorer(String word, JsonNode one) {
        boolean ignoresCase = flag(one, "ignoreCase");
        return switch (word) {
            case "exact", "exact-match", "equals" -> new Scorer.Exact(ignoresCase);
            case "contains" -> new Scorer.Contains(ignoresCase);
            case "regex" -> regex(one.path("pattern"));
            case "json", "json-equal" -> new JsonEqual();
            case "numeric", "numeric-tolerance" -> new Scorer.Numeric(tolerance(one));
            default ->
                    throw new IllegalArgumentException(
                            "a scorer should be one of "
                                    + String.join(", ", NAMES)
                                    + ", or an object with it as its type");
        };
    }

    private static boolean flag(JsonNode one, String name) {
        JsonNode value = one.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new IllegalArgumentException(name + " should be true or false");
        }
        return value.asBoolean(false);
    }

    private static Scorer regex(JsonNode pattern) {
        if (pattern.isMissingNode()) {
            return Regex.EXPECTED;
        }
        if (!pattern.isString() || pattern.asString().length() > Regex.CHARS_MAX) {
            throw new IllegalArgumentException(
                    "a pattern should be a string of at most " + Regex.CHARS_MAX + " characters");
        }
        return Regex.of(pattern.asString());
    }

    private static BigDecimal tolerance(JsonNode one) {
        JsonNode value = one.path("tolerance");
        if (value.isMissingNode()) {
            return new BigDecimal("0.000001");
        }
        if (!value.isNumber() || value.decimalValue().signum() < 0) {
            throw new IllegalArgumentException("a tolerance should be a number from 0 on");
        }
        return value.decimalValue();
    }

    /** Equal as JSON: the order of keys, white space and the spelling of numbers aside. */
    private record JsonEqual() implements Scorer {
        @Override
        public String name() {
            return "json";
        }

        @Override
        public boolean passes(String expected, String output, TimeLeft time) {
            try {
                return JsonText.canonical(expected, JSON_BYTES_MAX)
                        .equals(JsonText.canonical(output, JSON_BYTES_MAX));
            } catch (JacksonException | BadJson | TooLarge e) {
                return false;
            }
        }
    }
}
