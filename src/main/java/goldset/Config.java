package goldset;

import goldset.cli.Settings;
import goldset.domain.Ids;
import goldset.http.Limits;
import goldset.job.Imports;
import goldset.run.Operator;
import goldset.run.Reach;
import goldset.run.Waits;
import goldset.store.Database;
import java.io.Serial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Every setting, its default and its bounds. */
public record Config(
        String host,
        int port,
        Path data,
        @Nullable String databaseUrl,
        @Nullable String adminKey,
        @Nullable UUID org,
        @Nullable UUID project,
        boolean insecureHttp,
        int requestSecondsMax,
        int stopSecondsMax,
        int keyCacheMs,
        int housekeepingMs,
        int searchMs,
        int importJobs,
        int importKeepHours,
        int traceKeepDays,
        Guardrail guardrail,
        Limits limits,
        Database.Pools pools) {

    /** A setting that can't be used; the message names it and its value. */
    public static final class Bad extends RuntimeException {
        @Serial private static final long serialVersionUID = 1;

        Bad(String message) {
            super(message);
        }
    }

    /**
     * What there is to ask, and how much of it goes on at a time.
     *
     * @param url of the guardrail for all orgs; null for none
     * @param allow where targets may be that aren't public
     */
    public record Guardrail(
            @Nullable String url,
            @Nullable String key,
            List<String> allow,
            int runs,
            int waitSeconds,
            boolean passThrough) {}

    /** One line of the help, and of the README. */
    record Setting(String name, String standard, String meaning) {}

    private static final Map<String, Setting> SETTINGS = new LinkedHashMap<>();

    static {
        setting("GOLDSET_HOST", "127.0.0.1", "address to listen on");
        setting("GOLDSET_PORT", "8080", "port to listen on; 0 = any free one, which is printed");
        setting("GOLDSET_INSECURE_HTTP", "false", "true allows plain HTTP off loopback");
        setting(
                "GOLDSET_DATA",
                "./goldset-data",
                "folder of the bundled PostgreSQL, of secrets and imports");
        setting(
                "DATABASE_URL",
                "",
                "a PostgreSQL of your own, 15 or later: postgres://… or jdbc:…");
        setting("GOLDSET_ADMIN_KEY", "", "admin key of the first org: 32 to 256 visible ASCII");
        setting("GOLDSET_ORG_ID", "", "UUID that the first org gets; else a new one");
        setting("GOLDSET_PROJECT_ID", "", "UUID that the first project gets; else a new one");
        setting("GOLDSET_BODY_BYTES_MAX", "67108864", "largest body of a request, inflated");
        setting("GOLDSET_IMPORT_BYTES_MAX", "4294967296", "largest file to import, as text");
        setting(
                "GOLDSET_IMPORT_INLINE_BYTES_MAX",
                "8388608",
                "largest file imported while its sender waits");
        setting("GOLDSET_IMPORT_JOBS", "2", "larger files imported at a time");
        setting(
                "GOLDSET_IMPORT_KEEP_HOURS",
                "168",
                "how long finished imports and their rejected rows are kept");
        setting("GOLDSET_TARGET_URL", "", "guardrail that runs ask when they name no other");
        setting("GOLDSET_TARGET_KEY", "", "its key, sent as X-API-Key");
        setting(
                "GOLDSET_TARGETS_ALLOW",
                "",
                "private places targets may be at: host, host:port, 10.1.0.0/16, …");
        setting("GOLDSET_RUNS", "2", "runs against guardrails at a time");
        setting("GOLDSET_RUN_WAIT_SECONDS", "100", "how long the start of a run waits for its end");
        setting(
                "GOLDSET_PASS_THROUGH",
                "false",
                "true hands /v1/evaluate/… on to the guardrail and keeps traces");
        setting(
                "GOLDSET_TRACE_KEEP_DAYS",
                "30",
                "how long traces and what is said of them are kept");
        setting("GOLDSET_ITEM_BYTES_MAX", "4194304", "largest item: all its text in UTF-8");
        setting("GOLDSET_ROWS_MAX", "100000", "most items in one call");
        setting("GOLDSET_PAGE_ROWS_MAX", "1000", "most rows of one page");
        setting(
                "GOLDSET_IN_FLIGHT_BYTES_MAX",
                "",
                "memory for bodies in work; default half the heap");
        setting(
                "GOLDSET_BUSY_WAIT_MS",
                "2000",
                "longest wait for memory or a connection, then 503");
        setting("GOLDSET_LOCK_WAIT_MS", "5000", "longest wait for a dataset's other writers");
        setting("GOLDSET_STATEMENT_MS", "60000", "longest run of one database statement");
        setting("GOLDSET_SEARCH_MS", "2000", "longest look of a filter for one page");
        setting("GOLDSET_REQUEST_SECONDS_MAX", "600", "longest time for a request to arrive");
        setting(
                "GOLDSET_ANSWER_STALL_SECONDS",
                "60",
                "how long a client may take nothing of its answer");
        setting("GOLDSET_STOP_SECONDS_MAX", "20", "longest wait for work under way at a stop");
        setting("GOLDSET_KEY_CACHE_MS", "3000", "how long a revoked key may work on other nodes");
        setting(
                "GOLDSET_HOUSEKEEPING_MS",
                "60000",
                "pause between rounds of emptying and forgetting");
        setting("GOLDSET_WRITERS", "8", "connections for writing");
        setting("GOLDSET_READERS", "4", "connections for reading");
    }

    /** The settings in the environment; unknown and malformed ones are refused. */
    public static Config of(Map<String, String> environment) {
        Reader read = new Reader(environment);
        long heap = Runtime.getRuntime().maxMemory();
        return new Config(
                read.text("GOLDSET_HOST"),
                read.number("GOLDSET_PORT", 0, 65_535),
                Path.of(read.text("GOLDSET_DATA")).toAbsolutePath().normalize(),
                read.optional("DATABASE_URL").orElse(null),
                read.key("GOLDSET_ADMIN_KEY"),
                read.id("GOLDSET_ORG_ID"),
                read.id("GOLDSET_PROJECT_ID"),
                read.flag("GOLDSET_INSECURE_HTTP"),
                read.number("GOLDSET_REQUEST_SECONDS_MAX", 1, 86_400),
                read.number("GOLDSET_STOP_SECONDS_MAX", 0, 3600),
                read.number("GOLDSET_KEY_CACHE_MS", 0, 60_000),
                read.number("GOLDSET_HOUSEKEEPING_MS", 100, 86_400_000),
                read.number("GOLDSET_SEARCH_MS", 1, 600_000),
                read.number("GOLDSET_IMPORT_JOBS", 1, 100),
                read.number("GOLDSET_IMPORT_KEEP_HOURS", 1, 8760),
                read.number("GOLDSET_TRACE_KEEP_DAYS", 1, 3650),
                new Guardrail(
                        read.url("GOLDSET_TARGET_URL"),
                        read.optional("GOLDSET_TARGET_KEY").orElse(null),
                        read.places("GOLDSET_TARGETS_ALLOW"),
                        read.number("GOLDSET_RUNS", 1, 100),
                        read.number("GOLDSET_RUN_WAIT_SECONDS", 0, Waits.SECONDS_MAX),
                        read.flag("GOLDSET_PASS_THROUGH")),
                new Limits(
                        read.number("GOLDSET_BODY_BYTES_MAX", 1024, Integer.MAX_VALUE),
                        read.number("GOLDSET_IMPORT_BYTES_MAX", 1024L, Long.MAX_VALUE),
                        read.number("GOLDSET_IMPORT_INLINE_BYTES_MAX", 0, 256 << 20),
                        read.number("GOLDSET_ITEM_BYTES_MAX", 1024, 256 << 20),
                        read.number("GOLDSET_ROWS_MAX", 1, 10_000_000),
                        read.number("GOLDSET_PAGE_ROWS_MAX", 1, 1_000_000),
                        read.optional("GOLDSET_IN_FLIGHT_BYTES_MAX").isEmpty()
                                ? heap / 2
                                : read.number(
                                        "GOLDSET_IN_FLIGHT_BYTES_MAX", 1 << 20, Long.MAX_VALUE),
                        read.number("GOLDSET_BUSY_WAIT_MS", 1, 600_000),
                        read.number("GOLDSET_ANSWER_STALL_SECONDS", 1, 86_400)),
                new Database.Pools(
                        read.number("GOLDSET_WRITERS", 1, 1000),
                        read.number("GOLDSET_READERS", 1, 1000),
                        Math.max(250, read.number("GOLDSET_BUSY_WAIT_MS", 1, 600_000)),
                        read.number("GOLDSET_LOCK_WAIT_MS", 1, 600_000),
                        read.number("GOLDSET_STATEMENT_MS", 100, 86_400_000)));
    }

    Imports.Settings imports() {
        return new Imports.Settings(
                importJobs,
                limits.itemBytesMax(),
                limits.inFlightBytesMax() / 2,
                Duration.ofHours(importKeepHours));
    }

    Operator operator() {
        return new Operator(guardrail.url, guardrail.key, new Reach(guardrail.allow));
    }

    /** Names that look like settings but come from a container platform. */
    static List<String> injected(Map<String, String> environment) {
        return environment.keySet().stream()
                .filter(name ->
                        Reader.injected(name)
                                || Reader.link(name, environment.getOrDefault(name, "")))
                .sorted()
                .toList();
    }

    static Iterable<Setting> settings() {
        return SETTINGS.values();
    }

    private static void setting(String name, String standard, String meaning) {
        SETTINGS.put(name, new Setting(name, standard, meaning));
    }

    private static final Pattern SECRETS = Pattern.compile("KEY|URL|PASS|SECRET|TOKEN|CRED");

    private record Reader(Map<String, String> environment) {

        Reader {
            for (Map.Entry<String, String> entry : environment.entrySet()) {
                String name = entry.getKey();
                if (name.startsWith("GOLDSET_") && !known(name) && !injected(name)) {
                    throw new Bad("unknown setting " + name + "=" + shown(name, entry.getValue()));
                }
            }
        }

        /** The shell tool's too: server and tool may share an environment. */
        private static boolean known(String name) {
            return SETTINGS.containsKey(name) || Settings.NAMES.contains(name);
        }

        Optional<String> optional(String name) {
            String value = environment.get(name);
            if (value == null || value.isBlank() || link(name, value)) {
                value = SETTINGS.get(name) == null ? "" : SETTINGS.get(name).standard();
            }
            return value.isBlank() ? Optional.empty() : Optional.of(value.strip());
        }

        String text(String name) {
            return optional(name).orElse("");
        }

        int number(String name, int min, int max) {
            return (int) number(name, (long) min, max);
        }

        long number(String name, long min, long max) {
            String text = text(name);
            try {
                long value = Long.parseLong(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Said below, with the bounds.
            }
            throw bad(name, text, "a whole number from " + min + " to " + max);
        }

        boolean flag(String name) {
            String text = text(name);
            if (!text.equals("true") && !text.equals("false")) {
                throw bad(name, text, "true or false");
            }
            return text.equals("true");
        }

        @Nullable UUID id(String name) {
            String text = text(name);
            if (text.isEmpty()) {
                return null;
            }
            return Ids.parse(text).orElseThrow(() -> bad(name, text, "a UUID"));
        }

        @Nullable String url(String name) {
            String text = text(name);
            try {
                return text.isEmpty() ? null : Reach.parsed(text).toString();
            } catch (Reach.Closed e) {
                throw bad(name, text, "a URL of HTTP: " + e.getMessage());
            }
        }

        List<String> places(String name) {
            List<String> places =
                    Arrays.stream(text(name).split(",", -1))
                            .map(String::strip)
                            .filter(place -> !place.isEmpty())
                            .toList();
            try {
                Reach _ = new Reach(places);
            } catch (Reach.Bad e) {
                throw new Bad(name + ": " + e.getMessage());
            }
            return places;
        }

        @Nullable String key(String name) {
            String text = text(name);
            boolean visible = text.chars().allMatch(c -> c > ' ' && c < 0x7F);
            if (text.isEmpty()) {
                return null;
            }
            if (!visible || text.length() < 32 || text.length() > 256) {
                throw bad(name, text, "32 to 256 visible ASCII characters");
            }
            return text;
        }

        /** What container platforms put there for every service of that name. */
        private static boolean injected(String name) {
            return name.startsWith("GOLDSET_SERVICE_") || name.startsWith("GOLDSET_PORT_");
        }

        private static boolean link(String name, String value) {
            return name.equals("GOLDSET_PORT") && value.startsWith("tcp://");
        }

        private static Bad bad(String name, String value, String wanted) {
            return new Bad(name + "=" + shown(name, value) + " should be " + wanted);
        }

        /** A secret stays one even when it is malformed. */
        private static String shown(String name, String value) {
            return SECRETS.matcher(name).find() ? "(" + value.length() + " characters)" : value;
        }
    }
}
