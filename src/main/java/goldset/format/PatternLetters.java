package goldset.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What RE2/J would look for too long among letters. To ignore case it goes from letter to letter
 * until it is back at the first, one after the other of a range; from some that are younger than
 * its tables it never comes back.
 */
final class PatternLetters {
    private static final Pattern IGNORES_CASE = Pattern.compile("\\(\\?[a-zA-Z]*i");
    private static final Pattern UNICODE_CLASS = Pattern.compile("\\\\[pP]");
    private static final Pattern HEX = Pattern.compile("\\\\x\\{0*([0-9a-fA-F]{1,7})\\}");

    private static final int CLASSES_MAX = 50;
    private static final int LETTERS_MAX = 200_000;

    /** The first and the last for which it looks for others, in ranges. */
    private static final int FIRST = 'A';

    private static final int LAST = 0x1044F;

    /** Letters of more than two cases that its tables have. */
    private static final String KNOWN =
            "\u00b5\u0130\u0131\u017f\u01c5\u01c8\u01cb\u01f2\u0345\u03c2\u03d0\u03d1\u03d5\u03d6"
                    + "\u03f0\u03f1\u03f4\u03f5\u1e9b\u1e9e\u1fbe\u2126\u212a\u212b";

    private PatternLetters() {}

    /** Why not to give it the pattern; null when nothing speaks against it. */
    static @Nullable String fault(String pattern) {
        if (UNICODE_CLASS.matcher(pattern).results().count() > CLASSES_MAX) {
            return "it has more than " + CLASSES_MAX + " Unicode classes";
        }
        if (!IGNORES_CASE.matcher(pattern).find()) {
            return null;
        }
        List<Integer> letters = letters(pattern);
        long seen = 0;
        for (int i = 0; i < letters.size(); i++) {
            int first = letters.get(i);
            boolean range = i + 2 < letters.size() && letters.get(i + 1) == '-';
            int last = range ? letters.get(i + 2) : first;
            if (range && first <= FIRST && last >= LAST) {
                continue;
            }
            int from = range ? Math.max(first, FIRST) : first;
            int to = range ? Math.min(last, LAST) : first;
            seen += Math.max(0, to - from + 1);
            if (seen > LETTERS_MAX) {
                return "it ignores case in ranges of more than " + LETTERS_MAX + " letters";
            }
            for (int c = from; c <= to; c++) {
                if (!comesBack(c)) {
                    return String.format(
                            Locale.ROOT,
                            "it can't ignore the case of U+%04X or a range with it",
                            c);
                }
            }
        }
        return null;
    }

    /** Ranges are sought everywhere, escapes taken for what comes after them: none is missed. */
    private static List<Integer> letters(String pattern) {
        List<Integer> letters = new ArrayList<>();
        Matcher hex = HEX.matcher(pattern);
        int at = 0;
        while (at < pattern.length()) {
            int c = pattern.codePointAt(at);
            if (c == '\\' && hex.region(at, pattern.length()).lookingAt()) {
                letters.add((int) Math.min(0x10FFFF, Long.parseLong(hex.group(1), 16)));
                at = hex.end();
            } else if (c == '\\') {
                at++;
            } else {
                letters.add(c);
                at += Character.charCount(c);
            }
        }
        return letters;
    }

    private static boolean comesBack(int letter) {
        int other = other(letter);
        return other == letter || other(other) == letter || KNOWN.indexOf(letter) >= 0;
    }

    private static int other(int letter) {
        int lower = Character.toLowerCase(letter);
        return lower == letter ? Character.toUpperCase(letter) : lower;
    }
}
