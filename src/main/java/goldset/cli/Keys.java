package goldset.cli;

import goldset.cli.Arguments.Options;
import java.util.Set;

/** {@code keys}: who may come in. The server gives no secret here. */
final class Keys {
    static final Options OPTIONS = new Options(Set.of(), Set.of("--json"));
    private static final String KEYS = "/api/v1/api-keys";

    private Keys() {}

    static Exit run(Arguments arguments, Session session) {
        arguments.none(0);
        Answer keys = session.server().get(KEYS);
        if (arguments.flag("--json")) {
            session.screen().result(keys.json());
            return Exit.DONE;
        }
        Table table = new Table("ID", "NAME", "BEGINS", "ROLE", "CREATED", "EXPIRES", "REVOKED");
        for (Answer key : keys.each()) {
            table.row(
                    key.word("id"),
                    key.word("name"),
                    key.word("keyPrefix"),
                    key.word("role"),
                    key.word("createdAt"),
                    key.text("expiresAt").orElse("never"),
                    key.text("revokedAt").orElse("no"));
        }
        table.print(session.screen());
        return Exit.DONE;
    }
}
