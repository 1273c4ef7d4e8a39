package goldset.format;

import java.util.function.Predicate;

/**
 * What stands between the cells of a table. Spreadsheets write a semicolon where the comma is a
 * decimal sign, and a tab when asked for text.
 */
final class CsvDelimiter {
    static final String ALL = ",;\t|";

    private static final char OTHERWISE = ',';
    private static final int HEADER_CHARS_MAX = 1 << 16;

    private CsvDelimiter() {}

    /**
     * The delimiter that cuts the most known names out of the header; among equals the one that
     * occurs most, and in doubt the comma.
     */
    static char in(String text, Predicate<String> known) {
        String header = header(text);
        char best = OTHERWISE;
        long most = rank(header, best, known);
        for (int i = 1; i < ALL.length(); i++) {
            long rank = rank(header, ALL.charAt(i), known);
            if (rank > most) {
                most = rank;
                best = ALL.charAt(i);
            }
        }
        return best;
    }

    private static long rank(String header, char delimiter, Predicate<String> known) {
        long count = 0;
        long names = 0;
        int start = 0;
        for (int end = 0; end <= header.length(); end++) {
            if (end == header.length() || header.charAt(end) == delimiter) {
                names += known.test(header.substring(start, end).strip()) ? 1 : 0;
                count += end < header.length() ? 1 : 0;
                start = end + 1;
            }
        }
        return count == 0 ? 0 : names * HEADER_CHARS_MAX + count;
    }

    /** The first row without its quotes, and without the delimiters between them. */
    private static String header(String text) {
        StringBuilder header = new StringBuilder();
        boolean quoted = false;
        boolean begins = true;
        for (int i = 0; i < Math.min(text.length(), HEADER_CHARS_MAX); i++) {
            char c = text.charAt(i);
            boolean ends = c == '\n' || c == '\r';
            if (c == '"' && (quoted || begins)) {
                quoted = !quoted;
                // A doubled quote opens again at once.
                begins = true;
                continue;
            }
            if (!quoted && ends) {
                if (!header.isEmpty()) {
                    break;
                }
                continue;
            }
            boolean delimits = ALL.indexOf(c) >= 0;
            header.append(quoted && (delimits || ends) ? ' ' : c);
            begins = delimits && !quoted;
        }
        return header.toString();
    }
}
