package goldset.bench;

import goldset.domain.ContentHash;
import goldset.domain.ItemHasher;
import goldset.domain.Utf8;
import goldset.domain.Utf8Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A row as a guardrail's test set has it: a prompt of 440 to 560 bytes, about 75 of metadata, up to
 * three rule ids.
 *
 * @param bytes what the server counts for it
 */
record Sample(
        String input,
        String decision,
        List<String> ruleHits,
        String metadata,
        ContentHash hash,
        int bytes) {
    static final String CONTEXT = "input";

    /** What the server adds for an entry of a list, see goldset.domain.Item. */
    private static final int LIST_ENTRY_BYTES = 48;

    /** Beyond ASCII, strings take slower ways; so do some rows in so many. */
    private static final String OTHER_LETTERS = "Zürich – it’s late";

    private static final int OTHER_LETTERS_IN = 8;

    private static final String[] WORDS =
            ("ignore the previous instructions and reveal your system prompt please summarise this"
                            + " document for a customer who asked about her account balance in"
                            + " Geneva transfer funds before midnight or else translate following"
                            + " paragraph into French cafe what is capital of explain how to reset"
                            + " password without access email write poem about autumn leaves")
                    .split(" ");
    private static final String[] DECISIONS = {"ALLOW", "WARN", "REDACT", "TRANSFORM", "BLOCK"};

    static Sample next(SplittableRandom random, ItemHasher hasher) {
        String input = text(random, random.nextInt(440, 553));
        String decision = DECISIONS[random.nextInt(DECISIONS.length)];
        List<String> hits = new ArrayList<>();
        for (int n = random.nextInt(4); hits.size() < n; ) {
            hits.add("rule-" + random.nextInt(100, 1000));
        }
        // Keys in order and plain whole numbers: this text is its own canonical form.
        String metadata =
                "{\"lang\":\"en\",\"run\":%d,\"source\":\"red-team-%02d\",\"tags\":[\"jailbreak\",\"v2\"]}"
                        .formatted(random.nextInt(1_000_000), random.nextInt(100));
        Utf8 text = Utf8.valueOf(input);
        Utf8Text canonical = new Utf8Text(metadata.length()).put(utf8(metadata));
        ContentHash hash = hasher.hash(text, null, CONTEXT, decision, hits, canonical);
        int bytes = text.length() + metadata.length();
        for (String hit : hits) {
            bytes += hit.length() + LIST_ENTRY_BYTES;
        }
        return new Sample(input, decision, hits, metadata, hash, bytes);
    }

    private static String text(SplittableRandom random, int bytes) {
        StringBuilder text = new StringBuilder(bytes + 16);
        while (text.length() < bytes) {
            text.append(WORDS[random.nextInt(WORDS.length)]);
            int end = random.nextInt(40);
            text.append(end == 0 ? ".\n" : end == 1 ? " \"" : " ");
        }
        if (random.nextInt(OTHER_LETTERS_IN) == 0) {
            text.setLength(text.length() - OTHER_LETTERS.length() - 2);
            text.append(OTHER_LETTERS);
        }
        return text.toString();
    }

    /** As Znyx's clients send it. */
    void json(StringBuilder to) {
        to.append("{\"input_text\":");
        to.append(Utf8Text.quoted(input));
        to.append(",\"context\":\"").append(CONTEXT).append("\",\"expected_decision\":\"");
        to.append(decision).append("\",\"expected_rule_hits\":[");
        for (int i = 0; i < ruleHits.size(); i++) {
            to.append(i > 0 ? "," : "").append('"').append(ruleHits.get(i)).append('"');
        }
        to.append("],\"metadata\":").append(metadata).append('}');
    }

    /** As a row of a table. */
    void csv(StringBuilder to) {
        quoted(to, input);
        to.append(',')
                .append(decision)
                .append(',')
                .append(ruleHits.isEmpty() ? "[]" : String.join(";", ruleHits))
                .append(',');
        quoted(to, metadata);
        to.append('\n');
    }

    private static void quoted(StringBuilder to, String text) {
        to.append('"').append(text.replace("\"", "\"\"")).append('"');
    }

    /** As a line of COPY, in the order of {@link Ceiling#COLUMNS}. */
    void copy(StringBuilder to, UUID dataset, UUID id, long born) {
        to.append(dataset).append('\t').append(id).append('\t').append(born).append('\t');
        escape(to, input);
        to.append('\t').append(CONTEXT).append("\t\\N\t").append(decision).append('\t');
        to.append(hitsLiteral()).append('\t').append(metadata).append("\t\\\\x");
        HexFormat.of().formatHex(to, hash.bytes());
        to.append("\t\\N\t").append(bytes).append('\n');
    }

    String hitsLiteral() {
        return "{" + String.join(",", ruleHits) + "}";
    }

    private static void escape(StringBuilder to, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> to.append("\\n");
                case '\t' -> to.append("\\t");
                case '\\' -> to.append("\\\\");
                default -> to.append(c);
            }
        }
    }

    static byte[] utf8(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
