package goldset.store;

import java.io.Serial;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.postgresql.core.Oid;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Reads {@code DATABASE_URL} in both spellings that are about: libpq's {@code
 * postgres://user:password@host:port,host:port/database?parameters}, and {@code
 * jdbc:postgresql://…}.
 */
public final class DatabaseUrl {
    /** Where libpq and the driver name the same thing differently. */
    private static final Map<String, String> DRIVER_NAMES =
            Map.of(
                    "connect_timeout", "connectTimeout",
                    "application_name", "ApplicationName",
                    "channel_binding", "channelBinding",
                    "gssencmode", "gssEncMode");

    private DatabaseUrl() {}

    /** It isn't a URL of PostgreSQL; the message never repeats it, for it holds a password. */
    public static final class Bad extends RuntimeException {
        @Serial private static final long serialVersionUID = 1;

        Bad(String message) {
            super(
                    "DATABASE_URL should be postgres://user:password@host:port/database, or jdbc:postgresql://…: "
                            + message);
        }
    }

    /**
     * @param statementMs the longest run of a statement; a silent server is given up after it
     */
    public static DataSource source(String url, int statementMs) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            source.setURL(jdbc(url, statementMs));
        } catch (IllegalArgumentException e) {
            throw new Bad("it can't be read");
        }
        return source;
    }

    /** Any spelling in the driver's, with defaults for what isn't said. */
    static String jdbc(String url, int statementMs) {
        String rest = url;
        if (rest.startsWith("jdbc:")) {
            rest = rest.substring("jdbc:".length());
        }
        int scheme = rest.indexOf("://");
        if (scheme < 0 || !rest.substring(0, scheme).matches("postgres(ql)?")) {
            throw new Bad("it begins otherwise");
        }
        rest = rest.substring(scheme + 3);
        int query = rest.indexOf('?');
        Map<String, String> parameters = parameters(query < 0 ? "" : rest.substring(query + 1));
        rest = query < 0 ? rest : rest.substring(0, query);
        int at = rest.lastIndexOf('@');
        if (at >= 0) {
            user(rest.substring(0, at), parameters);
            rest = rest.substring(at + 1);
        }
        defaults(parameters, rest.contains(","), statementMs);
        StringBuilder out = new StringBuilder("jdbc:postgresql://").append(rest);
        out.append(rest.contains("/") ? "" : "/");
        char separator = '?';
        for (Map.Entry<String, String> entry : parameters.entrySet()) {
            out.append(separator).append(entry.getKey()).append('=');
            out.append(URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        return out.toString();
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String name = pair.substring(0, equals);
                parameters.put(
                        DRIVER_NAMES.getOrDefault(name, name), decoded(pair.substring(equals + 1)));
            }
        }
        Optional.ofNullable(parameters.remove("target_session_attrs"))
                .ifPresent(wanted -> parameters.put("targetServerType", serverType(wanted)));
        return parameters;
    }

    private static String serverType(String wanted) {
        return switch (wanted) {
            case "read-write", "primary" -> "primary";
            case "read-only", "standby" -> "secondary";
            case "prefer-standby" -> "preferSecondary";
            default -> "any";
        };
    }

    private static void user(String info, Map<String, String> parameters) {
        int colon = info.indexOf(':');
        parameters.putIfAbsent("user", decoded(colon < 0 ? info : info.substring(0, colon)));
        if (colon >= 0) {
            parameters.putIfAbsent("password", decoded(info.substring(colon + 1)));
        }
    }

    private static void defaults(
            Map<String, String> parameters, boolean severalHosts, int statementMs) {
        parameters.putIfAbsent("ApplicationName", "goldset");
        parameters.putIfAbsent("connectTimeout", "3");
        parameters.putIfAbsent("tcpKeepAlive", "true");
        // Text as it lies there: in text form the server copies it into a C string first.
        parameters.putIfAbsent("binaryTransferEnable", Integer.toString(Oid.TEXT));
        // Without it a host that vanished is waited for as long as the kernel retries.
        parameters.putIfAbsent("socketTimeout", Integer.toString(statementMs / 1000 + 30));
        // Details of an error repeat users' data.
        parameters.putIfAbsent("logServerErrorDetail", "false");
        if (severalHosts) {
            parameters.putIfAbsent("targetServerType", "primary");
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Bad("a % stands before something that is no code");
        }
    }
}
