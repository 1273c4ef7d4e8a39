package goldset.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of an item's content in one canonical form, so that equal items hash equally on every
 * server: the JSON array {@code [input, expected_output, context, expected_decision,
 * expected_rule_hits, metadata]} in UTF-8 without white space, absent = null, metadata with its
 * keys sorted by code point and its numbers in plain decimal without trailing zeros.
 *
 * <p>Strings escape the quote, the backslash and control characters below U+0020 ({@code \b \f \n
 * \r \t}, else {@code \}{@code u00xx} in lower case) and nothing else. One instance serves one
 * thread.
 */
public final class ItemHasher {
    private final MessageDigest sha256 = Sha256.digest();
    private final StringBuilder text = new StringBuilder(1024);

    /**
     * @param metadata canonical JSON text of the metadata
     */
    public ContentHash hash(
            String input,
            @Nullable String expectedOutput,
            String context,
            @Nullable String expectedDecision,
            @Nullable List<String> ruleHits,
            @Nullable String metadata) {
        text.setLength(0);
        text.append('[');
        value(input).append(',');
        value(expectedOutput).append(',');
        value(context).append(',');
        value(expectedDecision).append(',');
        list(ruleHits).append(',');
        text.append(metadata == null ? "null" : metadata).append(']');
        return ContentHash.of(sha256.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    public static void appendString(StringBuilder to, String value) {
        to.append('"');
        int start = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 0x20 && c != '"' && c != '\\') {
                continue;
            }
            to.append(value, start, i);
            escape(to, c);
            start = i + 1;
        }
        to.append(value, start, value.length()).append('"');
    }

    private static void escape(StringBuilder to, char c) {
        switch (c) {
            case '"' -> to.append("\\\"");
            case '\\' -> to.append("\\\\");
            case '\b' -> to.append("\\b");
            case '\f' -> to.append("\\f");
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case '\t' -> to.append("\\t");
            default ->
                    to.append("\\u00")
                            .append(Character.forDigit(c >> 4, 16))
                            .append(Character.forDigit(c & 15, 16));
        }
    }

    private StringBuilder value(@Nullable String value) {
        if (value == null) {
            return text.append("null");
        }
        appendString(text, value);
        return text;
    }

    private StringBuilder list(@Nullable List<String> values) {
        if (values == null) {
            return text.append("null");
        }
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            appendString(text, values.get(i));
        }
        return text.append(']');
    }
}
