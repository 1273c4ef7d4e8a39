package goldset.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processor time so far, in clock ticks: who of the three takes the two cores.
 *
 * @param client this process
 * @param server every JVM that it started
 * @param postgres PostgreSQL with all its sessions
 */
record Cpu(long client, long server, long postgres) {

    static Cpu now() throws IOException {
        long server = 0;
        long postgres = 0;
        for (ProcessHandle child : ProcessHandle.current().descendants().toList()) {
            String[] stat = stat(child.pid());
            if (stat[0].equals("java")) {
                server += ticks(stat);
            } else if (stat[0].equals("postgres")) {
                postgres += ticks(stat) + endedChildren(stat);
            }
        }
        return new Cpu(ticks(stat(ProcessHandle.current().pid())), server, postgres);
    }

    Cpu since(Cpu before) {
        return new Cpu(client - before.client, server - before.server, postgres - before.postgres);
    }

    Cpu plus(Cpu other) {
        return new Cpu(client + other.client, server + other.server, postgres + other.postgres);
    }

    /** As client / server / PostgreSQL, in per cent of the three together. */
    String shares() {
        double all = Math.max(1, client + server + postgres);
        return "%.0f/%.0f/%.0f"
                .formatted(100 * client / all, 100 * server / all, 100 * postgres / all);
    }

    private static long ticks(String[] stat) {
        return Long.parseLong(stat[12]) + Long.parseLong(stat[13]);
    }

    private static long endedChildren(String[] stat) {
        return Long.parseLong(stat[14]) + Long.parseLong(stat[15]);
    }

    /** The name, then the fields of proc(5) from the third on. */
    private static String[] stat(long pid) throws IOException {
        Path file = Path.of("/proc/" + pid + "/stat");
        if (!Files.exists(file)) {
            return "gone ? 0 0 0 0 0 0 0 0 0 0 0 0 0 0".split(" ");
        }
        String text = Files.readString(file);
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        return (text.substring(open + 1, close).replace(' ', '_') + text.substring(close + 1))
                .split(" ");
    }
}
