package goldset.format;

import java.util.HexFormat;
import java.util.function.IntPredicate;

/** What a string must be so that PostgreSQL gives back just what it was given. */
public final class Text {
    private static final int NAME_CHARS_SHOWN = 60;

    private Text() {}

    /** Where the first NUL or unpaired surrogate stands; -1 when the string is sound. */
    public static int faultAt(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0) {
                return i;
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    public static String fault(String value, int at) {
        return value.charAt(at) == 0
                ? "Input should be a valid string, U+0000 at character " + at + " can't be stored"
                : "Input should be a valid string, a lone surrogate at character "
                        + at
                        + " is no Unicode character";
    }

    /** How many bytes a sound string takes in UTF-8. */
    public static int utf8Bytes(String value) {
        int bytes = value.length();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }

    /** A name that a client chose, short enough for a message. */
    public static String shown(String name) {
        return printable(cut(name));
    }

    /** The beginning of a name. */
    static String cut(String name) {
        return name.length() <= NAME_CHARS_SHOWN ? name : start(name, NAME_CHARS_SHOWN) + "…";
    }

    /** The beginning of a longer text, no character of it halved. */
    public static String start(String text, int chars) {
        boolean halves = Character.isHighSurrogate(text.charAt(chars - 1));
        return text.substring(0, chars - (halves ? 1 : 0));
    }

    /** For messages and logs: what plays with a line and broken surrogates are made visible. */
    public static String printable(String value) {
        return escaped(value, c -> Character.isISOControl(c) || turns(c));
    }

    /** With escapes in the place of halves of pairs, and of what else is unfit. */
    static String escaped(String value, IntPredicate unfit) {
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(c)
                            && i + 1 < value.length()
                            && Character.isLowSurrogate(value.charAt(i + 1));
            if (pair) {
                text.append(c).append(value.charAt(++i));
            } else if (Character.isSurrogate(c) || unfit.test(c)) {
                text.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** A line ends there or runs the other way. Joiners stay: emoji are made with them. */
    private static boolean turns(int c) {
        return c == '\u061c'
                || c == '\u200e'
                || c == '\u200f'
                || (c >= '\u2028' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }
}
