package goldset.domain;

import java.util.Locale;

/** What a key may do. Each role may do what the ones before it may. */
public enum Role {
    RUNTIME("a key of role runtime, ci or admin"),
    CI("a key of role ci or admin"),
    ADMIN("a key of role admin"),

    /** An admin of the first org, who may make further ones; no key is made with this role. */
    FOUNDER("an admin key of the first org");

    private final String needed;

    Role(String needed) {
        this.needed = needed;
    }

    public boolean covers(Role other) {
        return compareTo(other) >= 0;
    }

    /** What it takes to be let in, for a sentence. */
    public String needed() {
        return needed;
    }

    /** The name in the database and on the wire. */
    public String word() {
        return this == FOUNDER ? ADMIN.word() : name().toLowerCase(Locale.ROOT);
    }

    public static Role of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
