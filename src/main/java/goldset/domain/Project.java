package goldset.domain;

import java.time.Instant;
import java.util.UUID;

public record Project(UUID id, UUID org, String name, String slug, Instant createdAt) {}
