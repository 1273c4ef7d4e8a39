package goldset.cli;

import java.util.Locale;

/** What progress is counted in, and how that reads. */
enum Unit {
    BYTES {
        @Override
        String amount(long count) {
            return scaled(count, count) + " " + prefix(count) + "B";
        }

        @Override
        String part(long count, long total) {
            return scaled(count, total) + " of " + amount(total);
        }

        @Override
        String rate(long perSecond) {
            return amount(perSecond) + "/s";
        }
    },
    ROWS {
        @Override
        String amount(long count) {
            return grouped(count) + (count == 1 ? " row" : " rows");
        }

        @Override
        String part(long count, long total) {
            return grouped(count) + " of " + amount(total);
        }

        @Override
        String rate(long perSecond) {
            return grouped(perSecond) + "/s";
        }
    };

    private static final String PREFIXES = "kMGTPE";

    abstract String amount(long count);

    abstract String part(long count, long total);

    abstract String rate(long perSecond);

    static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 0:07}, {@code 1:02:03}. */
    static String time(long seconds) {
        long minutes = seconds / 60;
        return minutes < 60
                ? "%d:%02d".formatted(minutes, seconds % 60)
                : "%d:%02d:%02d".formatted(minutes / 60, minutes % 60, seconds % 60);
    }

    private static int power(long count) {
        int power = 0;
        // What would be rounded up to a thousand has the next prefix.
        for (double rest = count; rest >= 999.95; rest /= 1000) {
            power++;
        }
        return power;
    }

    private static String prefix(long count) {
        int power = power(count);
        return power == 0 ? "" : PREFIXES.substring(power - 1, power);
    }

    private static String scaled(long count, long by) {
        int power = power(by);
        return power == 0
                ? Long.toString(count)
                : String.format(Locale.ROOT, "%.1f", count / Math.pow(1000, power));
    }
}
