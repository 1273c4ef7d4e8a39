package goldset.domain;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who a request comes from, as its key says.
 *
 * @param project the one project that the key is bound to; null for a key of the whole org
 */
public record Caller(UUID key, UUID org, @Nullable UUID project, Role role) {}
