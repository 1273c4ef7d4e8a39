package goldset;

import goldset.domain.Ids;
import goldset.domain.Unavailable;
import goldset.embedded.EmbeddedPostgres;
import goldset.embedded.StartException;
import goldset.store.DatabaseUrl;
import goldset.store.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** The serving process: settings in, a node out, everything stopped in order at the end. */
final class Node {
    /** How long a database of one's own may take to come up. */
    private static final Duration DATABASE_WAIT = Duration.ofSeconds(30);

    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 2;
    private static final int EXIT_DIED = 3;

    /** Held here, because a logger that nobody holds forgets its level. */
    private static final Logger POOL_LOG = Logger.getLogger("com.zaxxer.hikari");

    private static final System.Logger LOG = System.getLogger("goldset");

    private Node() {}

    /** Returns when it serves; the server's threads keep the process. */
    static void run() {
        System.setProperty(
                "java.util.logging.SimpleFormatter.format",
                "%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n");
        // It logs broken connections with their statements; what matters of it comes as an
        // exception.
        POOL_LOG.setLevel(Level.SEVERE);
        Thread.setDefaultUncaughtExceptionHandler(Node::died);
        serve();
    }

    /** A server that has lost one of its own threads looks alive and serves nobody. */
    private static void died(Thread thread, Throwable cause) {
        System.err.println("goldset: thread " + thread.getName() + " died of " + cause);
        if (!thread.isVirtual()) {
            Runtime.getRuntime().halt(EXIT_DIED);
        }
    }

    private static void serve() {
        Config config;
        try {
            config = Config.of(System.getenv());
            checkHost(config);
            List<String> injected = Config.injected(System.getenv());
            if (!injected.isEmpty()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "ignored, as a container platform sets them: "
                                + String.join(", ", injected));
            }
        } catch (Config.Bad e) {
            System.err.println("goldset: " + e.getMessage() + "; see --help");
            System.exit(EXIT_USAGE);
            return;
        }
        try {
            start(config);
        } catch (StartException
                | DatabaseUrl.Bad
                | Refused
                | Unavailable
                | UncheckedIOException
                | IOException e) {
            System.err.println("goldset: " + e.getMessage());
            System.exit(EXIT_FAILED);
        }
    }

    private static void start(Config config) throws IOException, StartException {
        Optional<EmbeddedPostgres> bundled =
                config.databaseUrl() == null
                        ? Optional.of(EmbeddedPostgres.start(config.data()))
                        : Optional.empty();
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.systemUTC();
        Ids requests = new Ids(clock, random);
        Goldset.World world = new Goldset.World(clock, random, () -> requests.next().toString());
        Welcome welcome = new Welcome(config, System.console());
        Goldset goldset;
        try {
            goldset = started(config, source(config, bundled), world, welcome);
        } catch (IOException | RuntimeException e) {
            bundled.ifPresent(EmbeddedPostgres::close);
            throw e;
        }
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    goldset.close();
                                    bundled.ifPresent(EmbeddedPostgres::close);
                                },
                                "stop"));
        System.out.print(welcome.text(goldset));
        System.out.flush();
    }

    private static DataSource source(Config config, Optional<EmbeddedPostgres> bundled) {
        return bundled.map(EmbeddedPostgres::dataSource)
                .orElseGet(() ->
                        DatabaseUrl.source(
                                String.valueOf(config.databaseUrl()),
                                config.pools().statementMs()));
    }

    /** A database that starts beside this process may be a little behind it. */
    private static Goldset started(
            Config config, DataSource source, Goldset.World world, Welcome welcome)
            throws IOException {
        Instant end = Instant.now().plus(DATABASE_WAIT);
        while (true) {
            try {
                return Goldset.start(config, source, world, welcome::keep);
            } catch (Unavailable e) {
                if (Instant.now().isAfter(end)) {
                    throw new IOException("the database doesn't answer: " + e.getMessage(), e);
                }
                LOG.log(System.Logger.Level.WARNING, "waiting for the database: " + e.getMessage());
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            throw new IOException("interrupted while waiting for the database", e);
        }
    }

    private static void checkHost(Config config) {
        try {
            boolean loopback = InetAddress.getByName(config.host()).isLoopbackAddress();
            if (!loopback && !config.insecureHttp()) {
                throw new Config.Bad(
                        "GOLDSET_HOST="
                                + config.host()
                                + " is no loopback address: keys and data would travel in plain"
                                + " HTTP. Put a proxy with TLS in front, or set"
                                + " GOLDSET_INSECURE_HTTP=true");
            }
        } catch (UnknownHostException e) {
            throw new Config.Bad("GOLDSET_HOST=" + config.host() + " is no known address");
        }
    }
}
