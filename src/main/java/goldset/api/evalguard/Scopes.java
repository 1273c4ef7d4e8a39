package goldset.api.evalguard;

import goldset.domain.Role;
import java.util.List;
import java.util.Set;

/** What a list of scopes stands for here: one of three roles. */
final class Scopes {
    private static final Set<String> MANAGING = Set.of("*", "api-keys:*", "projects:*");
    private static final String READING = ":read";

    private Scopes() {}

    /** Clients make keys without scopes freely, and write data with them. */
    static Role role(List<String> scopes) {
        if (scopes.stream().anyMatch(MANAGING::contains)) {
            return Role.ADMIN;
        }
        boolean reads = scopes.stream().allMatch(scope -> scope.endsWith(READING));
        return reads && !scopes.isEmpty() ? Role.RUNTIME : Role.CI;
    }
}
