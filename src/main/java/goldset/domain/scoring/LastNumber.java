package goldset.domain.scoring;

import java.math.BigDecimal;
import java.util.Optional;

/** The last number of a text, found in one pass that never turns back. */
final class LastNumber {
    /** A thousand digits with their sign, point and exponent. */
    private static final int CHARS_MAX = 1010;

    private static final int EXPONENT_DIGITS_MAX = 3;
    private static final char MINUS = '\u2212';

    private final String text;
    private int at;
    private int start = -1;
    private int end;

    private LastNumber(String text) {
        this.text = text;
    }

    /** None where it has more digits than anybody compares. */
    static Optional<BigDecimal> of(String text) {
        LastNumber last = new LastNumber(text);
        while (last.at < text.length()) {
            last.next();
        }
        return last.start < 0 ? Optional.empty() : last.value();
    }

    private Optional<BigDecimal> value() {
        String number = text.substring(start, end).replace(",", "").replace(MINUS, '-');
        return number.length() > CHARS_MAX ? Optional.empty() : Optional.of(new BigDecimal(number));
    }

    private void next() {
        if (!isDigit(at) && !isPoint(at)) {
            at++;
            return;
        }
        int from = at > 0 && isSign(at - 1) && !isWord(at - 2) ? at - 1 : at;
        whole();
        if (is('.', at) && isDigit(at + 1)) {
            at++;
            digits();
        }
        if (exponent()) {
            start = from;
            end = at;
        }
    }

    /** Digits, or up to three and then commas with three each. */
    private void whole() {
        int from = at;
        digits();
        if (at - from < 1 || at - from > 3) {
            return;
        }
        while (is(',', at) && isDigit(at + 1) && isDigit(at + 2) && isDigit(at + 3)) {
            if (isDigit(at + 4)) {
                return;
            }
            at += 4;
        }
    }

    /** What has one out of range is no number at all. */
    private boolean exponent() {
        if (!is('e', at) && !is('E', at)) {
            return true;
        }
        int from = at + (isSign(at + 1) ? 2 : 1);
        if (!isDigit(from)) {
            return true;
        }
        at = from;
        while (is('0', at)) {
            at++;
        }
        from = at;
        digits();
        return at - from <= EXPONENT_DIGITS_MAX;
    }

    private void digits() {
        while (isDigit(at)) {
            at++;
        }
    }

    /** A point that numbers may begin with: that of 1.5.3, of v.5 or of an ellipsis is none. */
    private boolean isPoint(int index) {
        return is('.', index) && isDigit(index + 1) && !isWord(index - 1) && !is('.', index - 1);
    }

    private boolean isSign(int index) {
        return is('-', index) || is('+', index) || is(MINUS, index);
    }

    /** What turns a minus that follows it into a hyphen, or into one between two numbers. */
    private boolean isWord(int index) {
        return index >= 0 && Character.isLetterOrDigit(text.charAt(index));
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private boolean is(char c, int index) {
        return index >= 0 && index < text.length() && text.charAt(index) == c;
    }
}
