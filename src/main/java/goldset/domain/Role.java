package goldset.domain;

import java.util.Locale;

/** What a key may do. Each role may do what the ones before it may. */
public enum Role {
    RUNTIME,
    CI,
    ADMIN;

    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** The name in the database and on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Role of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
