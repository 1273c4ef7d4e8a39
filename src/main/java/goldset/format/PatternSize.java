package goldset.format;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many steps a pattern has once its repeats are written out, by which {@code (a{1000}){1000}}
 * would fill the memory: RE2/J, unlike RE2, has no bound. Never less than it makes of a pattern
 * that it takes.
 */
final class PatternSize {
    static final int MAX = 5000;

    private static final String CLASS_ESCAPES = "dDsSwW";
    private static final int CAPTURE = 2;
    private static final int LOOP = 2;

    /** Of nothing, there is a step as well. */
    private static final int NOTHING = 1;

    private static final int OR = 1 + NOTHING;

    private final String text;
    private final Deque<Long> around = new ArrayDeque<>();
    private int at;
    private long sum = 2 + NOTHING;
    private long last;

    private PatternSize(String text) {
        this.text = text;
    }

    /** Exact enough up to {@link #MAX}; beyond it, anything above. */
    static long of(String pattern) {
        PatternSize size = new PatternSize(pattern);
        while (size.at < pattern.length() && size.sum <= MAX) {
            size.next();
        }
        return size.sum;
    }

    private void next() {
        char c = text.charAt(at++);
        switch (c) {
            case '(' -> open();
            case ')' -> close();
            case '|' -> add(OR);
            case '?', '+' -> grow(last + 1);
            case '*' -> grow(last + LOOP);
            case '{' -> repeat();
            case '[' -> {
                skipClass();
                add(1);
            }
            case '\\' -> escape();
            default -> add(1);
        }
    }

    private void add(long steps) {
        last = steps;
        sum += steps;
    }

    private void grow(long steps) {
        sum += steps - last;
        last = steps;
    }

    /** What changes flags only is no part: a repeat after it is of the part before. */
    private void open() {
        int end = at;
        if (is('?')) {
            end++;
            while (end < text.length() && "imsU-".indexOf(text.charAt(end)) >= 0) {
                end++;
            }
        }
        char after = end > at && end < text.length() ? text.charAt(end) : '(';
        if (after == ')') {
            at = end + 1;
            return;
        }
        around.push(sum);
        sum = NOTHING + CAPTURE;
        if (after == ':') {
            at = end + 1;
            sum = NOTHING;
        }
    }

    private void close() {
        long inner = sum;
        sum = around.isEmpty() ? 0 : around.pop();
        add(inner);
    }

    private void repeat() {
        int from = at;
        int least = number();
        int most = least;
        if (least >= 0 && at < text.length() && text.charAt(at) == ',') {
            at++;
            most = at < text.length() && text.charAt(at) == '}' ? least : number();
        }
        if (least < 0 || most < 0 || at >= text.length() || text.charAt(at) != '}') {
            at = from;
            add(1);
            return;
        }
        at++;
        int copies = Math.max(1, Math.max(least, most));
        // And its letters, for {01} is none to RE2/J.
        grow(last * copies + Math.max(0, most - least) + LOOP + at - from);
    }

    /** Up to a bound, beyond which RE2/J takes none; -1 where there is none. */
    private int number() {
        int from = at;
        int number = 0;
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
            number = Math.min(MAX, number * 10 + Character.digit(text.charAt(at), 10));
            at++;
        }
        return at == from ? -1 : number;
    }

    private void escape() {
        if (at < text.length() && text.charAt(at) == 'Q') {
            int end = text.indexOf("\\E", at);
            int to = end < 0 ? text.length() : end;
            for (at++; at < to; at++) {
                add(1);
            }
            at = end < 0 ? to : end + 2;
            return;
        }
        skipEscaped();
        add(1);
    }

    /** Stands behind a backslash. */
    private void skipEscaped() {
        char c = at < text.length() ? text.charAt(at) : ' ';
        at++;
        boolean named = c == 'p' || c == 'P';
        if ((named || c == 'x') && at < text.length() && text.charAt(at) == '{') {
            int end = text.indexOf('}', at);
            at = end < 0 ? text.length() : end + 1;
        } else if (named) {
            at++;
        }
    }

    /** Stands behind the bracket. Where RE2/J sees the end must be seen to the letter. */
    private void skipClass() {
        if (is('^')) {
            at++;
        }
        for (boolean first = true; at < text.length() && (first || !is(']')); first = false) {
            int named = text.startsWith("[:", at) ? text.indexOf(":]", at) : -1;
            if (named >= 0) {
                at = named + 2;
            } else if (!isClassEscape()) {
                skipOne();
                if (is('-') && (at + 1 >= text.length() || text.charAt(at + 1) != ']')) {
                    at++;
                    skipOne();
                }
            } else {
                skipOne();
            }
        }
        at++;
    }

    private boolean isClassEscape() {
        if (!is('\\') || at + 1 >= text.length()) {
            return false;
        }
        char c = text.charAt(at + 1);
        return c == 'p' || c == 'P' || CLASS_ESCAPES.indexOf(c) >= 0;
    }

    private void skipOne() {
        if (is('\\')) {
            at++;
            skipEscaped();
        } else {
            at++;
        }
    }

    private boolean is(char c) {
        return at < text.length() && text.charAt(at) == c;
    }
}
