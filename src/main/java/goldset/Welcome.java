package goldset;

import goldset.cli.Shell;
import goldset.embedded.Secrets;
import java.io.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the process says on standard output, and where the first key is shown. */
final class Welcome {
    private static final String KEY_FILE = "first-admin-key";

    private final Config config;
    private final boolean terminal;
    private @Nullable String shownKey;
    private @Nullable Path keyFile;

    Welcome(Config config, @Nullable Console console) {
        this.config = config;
        terminal = console != null && console.isTerminal();
    }

    /** Takes the first key, once. Where nobody looks on, it goes to a file of the owner's. */
    void keep(String secret) {
        if (terminal) {
            shownKey = secret;
        } else {
            keyFile = written(secret);
        }
    }

    private Path written(String secret) {
        try {
            return Secrets.write(config.data(), KEY_FILE, secret + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("can't keep the first key in " + config.data(), e);
        }
    }

    String text(Goldset goldset) {
        String base = "http://" + host() + ":" + goldset.port();
        String database =
                config.databaseUrl() == null
                        ? "the bundled PostgreSQL in " + config.data()
                        : "the one of DATABASE_URL";
        String serving =
                """
                Goldset %s serves %s
                  Znyx wire format       %s
                  EvalGuard wire format  %s/api/v1
                  database               %s
                """
                        .formatted(version(), base, base, base, database);
        return goldset.first().made() ? serving + first(goldset, base) : serving;
    }

    private String first(Goldset goldset, String base) {
        String headers =
                "-H \"Authorization: Bearer %s\" -H 'Content-Type: application/json'"
                        .formatted(keyInShell());
        return """

        First start: an org, a project and an admin key were made.
          org      %s
          project  %s
          key      %s

        Try it:
        curl -sS '%s/v1/orgs/%s/datasets' %s -d '{"name": "prompts"}'
        curl -sS '%s/api/v1/datasets' %s -d '{"name": "questions", "cases": [{"input": "2 + 2?", "expected": "4"}]}'
        """
                .formatted(
                        goldset.first().org(),
                        goldset.first().project(),
                        whereKeyIs(),
                        base,
                        goldset.first().org(),
                        headers,
                        base,
                        headers);
    }

    private String whereKeyIs() {
        if (shownKey != null) {
            return shownKey + "   (shown this once)";
        }
        return keyFile != null ? "in the file " + keyFile : "the one of GOLDSET_ADMIN_KEY";
    }

    private String keyInShell() {
        if (shownKey != null) {
            return shownKey;
        }
        return keyFile != null
                ? "$(cat '" + keyFile.toString().replace("'", "'\\''") + "')"
                : "$GOLDSET_ADMIN_KEY";
    }

    private String host() {
        String host = config.host();
        if (host.equals("0.0.0.0") || host.equals("::")) {
            return "127.0.0.1";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }

    static String help() {
        StringBuilder text =
                new StringBuilder(
                        """
                        Goldset %s: evaluation datasets for LLM apps and guardrails

                          java -jar goldset.jar             serve
                          java -jar goldset.jar --help      this text
                          java -jar goldset.jar --version   the version

                        Settings are environment variables:
                        """
                                .formatted(version()));
        for (Config.Setting setting : Config.settings()) {
            text.append("  %-32s %s%n".formatted(setting.name(), setting.meaning()));
            if (!setting.standard().isEmpty()) {
                text.append("  %-32s default %s%n".formatted("", setting.standard()));
            }
        }
        return text.append(Shell.help()).toString();
    }

    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("(not built)");
    }
}
