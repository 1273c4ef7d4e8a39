package goldset.store;

import goldset.domain.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * The text of a key: {@code gs_}, 32 random characters of base 62 (190 bits), and 6 of their
 * CRC-32, by which scanners of leaked secrets tell a key from noise.
 */
final class KeyText {
    private static final String PREFIX = "gs_";
    private static final int RANDOM_CHARS = 32;
    private static final int CHECK_CHARS = 6;
    private static final int SHOWN_CHARS = 10;
    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private KeyText() {}

    static String make(RandomGenerator random) {
        StringBuilder key = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM_CHARS; i++) {
            key.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        CRC32 crc = new CRC32();
        crc.update(key.toString().getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        for (int i = 0; i < CHECK_CHARS; i++) {
            key.append(DIGITS.charAt((int) (rest % DIGITS.length())));
            rest /= DIGITS.length();
        }
        return key.toString();
    }

    /** What is kept: with 190 random bits behind it, one plain hash is enough. */
    static byte[] hash(String key) {
        return Sha256.of(key);
    }

    /** The part by which people tell keys apart. */
    static String shown(String key) {
        return key.substring(0, Math.min(SHOWN_CHARS, key.length() / 3));
    }
}
