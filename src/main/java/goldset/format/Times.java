package goldset.format;

import java.time.Instant;
import java.time.LocalDate;

/** Times as text. */
public final class Times {
    private static final int DAY_SECONDS = 86_400;

    private Times() {}

    /** UTC with three fraction digits, the one form in which times go out. */
    public static String text(Instant time) {
        long seconds = time.getEpochSecond();
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(seconds, DAY_SECONDS));
        int second = Math.floorMod(seconds, DAY_SECONDS);
        // By hand: a page has a time a row, and a formatter took a twentieth of the whole.
        char[] text = "0000-00-00T00:00:00.000Z".toCharArray();
        digits(text, 4, day.getYear());
        digits(text, 7, day.getMonthValue());
        digits(text, 10, day.getDayOfMonth());
        digits(text, 13, second / 3600);
        digits(text, 16, second / 60 % 60);
        digits(text, 19, second % 60);
        digits(text, 23, time.getNano() / 1_000_000);
        return new String(text);
    }

    private static void digits(char[] text, int end, int number) {
        int at = end;
        for (int rest = number; rest > 0; rest /= 10) {
            text[--at] = (char) ('0' + rest % 10);
        }
    }
}
