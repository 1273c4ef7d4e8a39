package goldset.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much the kernel still has for each client, where it tells, which Linux does. It wakes a
 * writer only when a third of its buffer is free, which can be 1.4 MB: by its writes alone, a
 * client that takes 20 KB a second seems to stand still for a minute.
 */
final class SendQueues {
    private static final List<Path> TABLES =
            List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

    /** Local address and port, remote ones, state, bytes that the other side has not taken. */
    private static final Pattern ROW =
            Pattern.compile(
                    " *[0-9]+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]{2}"
                            + " ([0-9A-F]{8}):.*");

    private SendQueues() {}

    /** Clients of one port at two addresses count as one: either's progress is taken for both's. */
    record Ports(int local, int remote) {}

    /** Empty where nothing is told. */
    static Map<Ports, Long> read() {
        Map<Ports, Long> queued = new HashMap<>();
        for (Path table : TABLES) {
            try {
                Files.readAllLines(table).forEach(line -> add(line, queued));
            } catch (IOException e) {
                // Another system, or one without IPv6: what isn't told is not known.
            }
        }
        return queued;
    }

    static OptionalLong of(HttpExchange exchange, Map<Ports, Long> queued) {
        Long bytes =
                queued.get(
                        new Ports(
                                exchange.getLocalAddress().getPort(),
                                exchange.getRemoteAddress().getPort()));
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    private static void add(String line, Map<Ports, Long> queued) {
        Matcher row = ROW.matcher(line);
        if (row.matches()) {
            Ports ports = new Ports(hex(row.group(1)), hex(row.group(2)));
            queued.merge(ports, Long.parseLong(row.group(3), 16), Long::sum);
        }
    }

    private static int hex(String digits) {
        return Integer.parseInt(digits, 16);
    }
}
