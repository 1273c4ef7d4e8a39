package goldset.domain.scoring;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Whether a text is in another: {@link String#contains} compares all of the one at every place of
 * the other, where an attacker wants it. Hashes that roll are compared here, in one pass, of a base
 * that nobody can know beforehand.
 */
final class Substring {
    /** A prime, 2^61 - 1. */
    private static final long PRIME = (1L << 61) - 1;

    private Substring() {}

    static boolean isIn(String text, String part) {
        int length = part.length();
        if (length > text.length()) {
            return false;
        }
        long base = ThreadLocalRandom.current().nextLong(1 << 20, PRIME);
        long wanted = 0;
        long hash = 0;
        long first = 1;
        for (int i = 0; i < length; i++) {
            wanted = next(wanted, base, part.charAt(i));
            hash = next(hash, base, text.charAt(i));
            first = i == 0 ? 1 : times(first, base);
        }
        for (int i = length; ; i++) {
            if (hash == wanted && text.startsWith(part, i - length)) {
                return true;
            }
            if (i == text.length()) {
                return false;
            }
            long rest = hash - times(first, text.charAt(i - length));
            hash = next(rest < 0 ? rest + PRIME : rest, base, text.charAt(i));
        }
    }

    private static long next(long hash, long base, char c) {
        long sum = times(hash, base) + c;
        return sum >= PRIME ? sum - PRIME : sum;
    }

    private static long times(long a, long b) {
        long low = a * b;
        long sum = (low & PRIME) + (Math.multiplyHigh(a, b) << 3 | low >>> 61);
        return sum >= PRIME ? sum - PRIME : sum;
    }
}
