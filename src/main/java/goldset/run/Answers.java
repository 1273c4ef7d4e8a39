package goldset.run;

import goldset.domain.Item;
import goldset.domain.Utf8;
import goldset.format.BadJson;
import goldset.format.Members;
import goldset.format.Text;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What guardrails' answers have in common: they are read as strictly as requests are. */
final class Answers {
    /** For sentences. */
    static final String ALL = String.join(", ", Item.DECISIONS);

    private static final double LATENCY_MS_MAX = 86_400_000;
    private static final int DEPTH_MAX = 100;
    private static final int WORD_CHARS_MAX = 200;

    /** What waits to be written of a run: some hundred answers, and two runs go on at a time. */
    private static final int DETAIL_BYTES_MAX = 8 << 10;

    private static final int RULES_MAX = 200;
    private static final int RULES_CHARS_MAX = 4096;

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
                    .build();

    private Answers() {}

    /**
     * An answer, of which nothing is kept but what is wanted.
     *
     * @param wanted names of its members
     */
    static JsonNode object(byte[] body, Predicate<String> wanted) throws BadAnswer {
        AnswerTree kept = new AnswerTree();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
            Members.each(parser, wanted, kept::add);
            return kept.root();
        } catch (JacksonException | BadJson e) {
            // What stands there instead is nobody's business.
            throw noObject();
        }
    }

    static BadAnswer noObject() {
        return new BadAnswer("the answer is no JSON object");
    }

    static String decision(String word) throws BadAnswer {
        String upper = word.toUpperCase(Locale.ROOT);
        if (Item.DECISIONS.contains(upper)) {
            return upper;
        }
        throw new BadAnswer(
                word.isEmpty()
                        ? "the answer has no decision"
                        : "the answer's decision '" + Text.shown(word) + "' is none of " + ALL);
    }

    /** Ids of rules, each once. */
    static List<String> rules(Iterable<JsonNode> ids) throws BadAnswer {
        Set<String> rules = new LinkedHashSet<>();
        int chars = 0;
        for (JsonNode id : ids) {
            String rule = rule(id);
            if (rules.add(rule)) {
                chars += rule.length();
            }
            if (rules.size() > RULES_MAX || chars > RULES_CHARS_MAX) {
                throw new BadAnswer("the answer names too many rules");
            }
        }
        return new ArrayList<>(rules);
    }

    private static String rule(JsonNode id) throws BadAnswer {
        if (!id.isString() || id.asString().isEmpty() || Text.faultAt(id.asString()) >= 0) {
            throw new BadAnswer(
                    "a rule that the answer names has no id: a string is wanted at"
                            + " rule_hits/*/rule_id, or where rules_at says");
        }
        return bounded(id.asString());
    }

    /** At most so long, and none of its characters halved or unfit to be stored. */
    static String bounded(String word) {
        String some = word.length() <= WORD_CHARS_MAX ? word : Text.start(word, WORD_CHARS_MAX);
        return Text.faultAt(some) < 0 ? some : Text.printable(some);
    }

    /** Null when it is too long to be kept with every row, or no text that can be. */
    static @Nullable Utf8 small(JsonNode node) {
        try {
            byte[] bytes = MAPPER.writeValueAsBytes(node);
            return bytes.length > DETAIL_BYTES_MAX ? null : Utf8.of(bytes);
        } catch (JacksonException e) {
            return null;
        }
    }

    static double tenths(double ms) {
        return Math.round(Math.min(ms, LATENCY_MS_MAX) * 10) / 10.0;
    }
}
