package goldset.domain;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a key may spend; kept for the clients that set it, for nothing here spends.
 *
 * @param name what the key is called
 */
public record Budget(UUID key, String name, Terms terms) {

    /**
     * @param usd null for no bound
     */
    public record Terms(@Nullable BigDecimal usd, Period period) {}

    /** How often spending starts at nothing again, in UTC. */
    public enum Period {
        DAILY,
        WEEKLY,
        MONTHLY;

        /** When the period began that a moment is in. */
        public Instant start(Instant moment) {
            LocalDate day = LocalDate.ofInstant(moment, ZoneOffset.UTC);
            LocalDate first =
                    switch (this) {
                        case DAILY -> day;
                        case WEEKLY -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                        case MONTHLY -> day.withDayOfMonth(1);
                    };
            return first.atStartOfDay(ZoneOffset.UTC).toInstant();
        }

        /** The name in the database and on the wire. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Period of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
