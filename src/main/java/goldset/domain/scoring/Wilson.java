package goldset.domain.scoring;

import org.jspecify.annotations.Nullable;

/**
 * The interval that holds a share with 95 per cent, by Wilson's score: sound for few rows and near
 * 0 and 1 too.
 */
public record Wilson(double low, double high) {
    private static final double Z = 1.959963984540054;

    /** Null of none. */
    public static @Nullable Wilson of(long hits, long all) {
        if (all == 0) {
            return null;
        }
        double share = (double) hits / all;
        double z2 = Z * Z;
        double centre = share + z2 / (2.0 * all);
        double half = Z * Math.sqrt(share * (1 - share) / all + z2 / (4.0 * all * all));
        double scale = 1 + z2 / all;
        // At the ends the two terms are equal but for rounding.
        double low = hits == 0 ? 0 : (centre - half) / scale;
        double high = hits == all ? 1 : (centre + half) / scale;
        return new Wilson(low, high);
    }
}
