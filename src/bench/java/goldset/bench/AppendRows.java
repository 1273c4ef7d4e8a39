package goldset.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import goldset.domain.ContentHash;
import goldset.domain.Ids;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;

/** Appends of every size. */
final class AppendRows {
    private static final int CONNECTIONS = 4;

    /** GOLDSET_WRITERS as it is by default. */
    private static final int WRITERS = 8;

    private final Stage stage;

    AppendRows(Stage stage) {
        this.stage = stage;
    }

    /**
     * 2 MB a call.
     *
     * @param datasets how many of them the connections share
     * @param once whether each call has an Idempotency-Key
     */
    Result bulk(String name, int datasets, boolean once) throws Exception {
        Load load = stage.bulk();
        try (World world = World.open(stage.postgres(), name)) {
            return Pairs.run(
                    name,
                    "rows/s",
                    Duration.ofSeconds(60),
                    () -> bulk(world, load, datasets, once),
                    () -> {
                        world.clear();
                        double rate = Ceiling.copy(world, load);
                        world.checkRows(load.dataset(), load.rows());
                        return rate;
                    });
        }
    }

    static double bulk(World world, Load load, int datasets, boolean once) throws Exception {
        world.clear();
        List<Wire> wires = new ArrayList<>();
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            wires.add(world.wire());
        }
        for (int i = 0; i < datasets; i++) {
            ids.add(world.newDataset(wires.getFirst()));
        }
        List<Callable<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Wire wire = wires.get(i);
            List<byte[]> calls = calls(load, i, ids.get(i % datasets), once);
            clients.add(() -> {
                for (int c = 0; c < calls.size(); c += 2) {
                    wire.done(calls.get(c), calls.get(c + 1));
                }
                return null;
            });
        }
        double seconds = Times.seconds(clients);
        for (Wire wire : wires) {
            wire.close();
        }
        check(world, load, ids);
        return load.rows() / seconds;
    }

    /** Head and body in turn, of every fourth part. */
    private static List<byte[]> calls(Load load, int client, UUID dataset, boolean once) {
        List<byte[]> calls = new ArrayList<>();
        for (int i = client; i < load.parts().size(); i += CONNECTIONS) {
            byte[] body = load.parts().get(i).body();
            calls.add(
                    once
                            ? Http.samples(dataset, body.length, dataset + "-" + i)
                            : Http.samples(dataset, body.length));
            calls.add(body);
        }
        return calls;
    }

    private static void check(World world, Load load, List<UUID> ids) throws Exception {
        for (int d = 0; d < ids.size(); d++) {
            ContentHash hash = ContentHash.EMPTY;
            int rows = 0;
            for (int i = d; i < load.parts().size(); i += ids.size()) {
                hash = hash.plus(load.parts().get(i).hash());
                rows += load.parts().get(i).rows();
            }
            world.check(ids.get(d), rows, hash);
        }
    }

    /** A thousand rows a call, one after the other. */
    Result thousand(String name) throws Exception {
        Load load = Load.small(3, 80, 1000);
        try (World world = World.open(stage.postgres(), name);
                Wire wire = world.wire()) {
            return Pairs.run(
                    name,
                    "rows/s",
                    Duration.ofSeconds(40),
                    () -> {
                        world.clear();
                        UUID dataset = world.newDataset(wire);
                        double rate = calls(wire, dataset, load);
                        world.check(dataset, load.rows(), load.hash());
                        return rate;
                    },
                    () -> {
                        world.clear();
                        double rate = Ceiling.batches(world, load);
                        world.checkRows(load.dataset(), load.rows());
                        return rate;
                    });
        }
    }

    private static double calls(Wire wire, UUID dataset, Load load) throws Exception {
        long begin = System.nanoTime();
        for (Load.Part part : load.parts()) {
            wire.done(Http.samples(dataset, part.body().length), part.body());
        }
        return load.rows() / ((System.nanoTime() - begin) / 1e9);
    }

    /** One sample a call, one after the other. */
    Result one(String name) throws Exception {
        Load load = Load.small(4, 1000, 1);
        try (World world = World.open(stage.postgres(), name);
                Wire wire = world.wire();
                Connection connection = world.connect();
                PreparedStatement insert = connection.prepareStatement(Ceiling.INSERT)) {
            return Pairs.run(
                    name,
                    "ms",
                    Duration.ofSeconds(40),
                    () -> {
                        world.clear();
                        UUID dataset = world.newDataset(wire);
                        List<byte[]> requests = requests(load, dataset);
                        double p50 =
                                Times.medianMs(requests.size(), i -> wire.done(requests.get(i)));
                        world.check(dataset, load.rows(), load.hash());
                        return p50;
                    },
                    () -> {
                        world.clear();
                        double p50 = Times.medianMs(load.rows(), i -> insert(insert, load, i));
                        world.checkRows(load.dataset(), load.rows());
                        return p50;
                    });
        }
    }

    private static List<byte[]> requests(Load load, UUID dataset) {
        return load.parts().stream()
                .map(part -> Http.whole(Http.samples(dataset, part.body().length), part.body()))
                .toList();
    }

    /** Insert and commit in one round trip, as autocommit does. */
    private static void insert(PreparedStatement insert, Load load, int number) throws Exception {
        Load.Part part = load.parts().get(number);
        Ceiling.bind(insert, load.dataset(), part.firstId(), part.samples().getFirst());
        insert.executeUpdate();
    }

    /**
     * One sample a call, from many at once.
     *
     * @param datasets how many of them the clients share
     */
    Result ones(String name, int clients, int datasets) throws Exception {
        Load load = Load.small(5, 125 * clients, 1);
        try (World world = World.open(stage.postgres(), name);
                HikariDataSource pool = pool(world)) {
            return Pairs.run(
                    name,
                    "calls/s",
                    Duration.ofSeconds(60),
                    () -> ones(world, load, clients, datasets),
                    () -> {
                        world.clear();
                        List<Callable<Void>> tasks = new ArrayList<>();
                        for (int i = 0; i < clients; i++) {
                            int first = i;
                            tasks.add(() -> {
                                for (int n = first; n < load.rows(); n += clients) {
                                    insert(pool, load, n);
                                }
                                return null;
                            });
                        }
                        double rate = load.rows() / Times.seconds(tasks);
                        world.checkRows(load.dataset(), load.rows());
                        return rate;
                    });
        }
    }

    private static double ones(World world, Load load, int clients, int datasets) throws Exception {
        world.clear();
        List<Wire> wires = new ArrayList<>();
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            wires.add(world.wire());
        }
        for (int i = 0; i < datasets; i++) {
            ids.add(world.newDataset(wires.getFirst()));
        }
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Wire wire = wires.get(i);
            List<byte[]> mine = new ArrayList<>();
            for (int n = i; n < load.parts().size(); n += clients) {
                byte[] body = load.parts().get(n).body();
                mine.add(Http.whole(Http.samples(ids.get(n % datasets), body.length), body));
            }
            tasks.add(() -> {
                for (byte[] request : mine) {
                    wire.done(request);
                }
                return null;
            });
        }
        double rate = load.rows() / Times.seconds(tasks);
        for (Wire wire : wires) {
            wire.close();
        }
        check(world, load, ids);
        return rate;
    }

    private static void insert(HikariDataSource pool, Load load, int number) throws Exception {
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement(Ceiling.INSERT)) {
            insert(insert, load, number);
        }
    }

    private static HikariDataSource pool(World world) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(world.shared());
        config.setMaximumPoolSize(WRITERS);
        return new HikariDataSource(config);
    }

    /** A thousand rows a call into a dataset that has many, beside one that has none. */
    Result growth(String name) throws Exception {
        World world = stage.million();
        return growth(name, world, stage.millionDataset());
    }

    /** The same with five million. */
    Result growthFive(String name) throws Exception {
        try (World world = World.open(stage.postgres(), name)) {
            UUID dataset;
            try (Wire wire = world.wire()) {
                dataset = world.newDataset(wire);
            }
            Stage.fill(world, dataset, 5_000_000);
            world.settle();
            return growth(name, world, dataset);
        }
    }

    private static Result growth(String name, World world, UUID large) throws Exception {
        Load load = Load.large(6, 30, 1000);
        try (Wire wire = world.wire()) {
            return Pairs.run(
                    name,
                    "rows/s",
                    Duration.ofSeconds(30),
                    () -> grown(world, wire, large, load),
                    () -> grown(world, wire, world.newDataset(wire), load));
        }
    }

    private static double grown(World world, Wire wire, UUID dataset, Load load) throws Exception {
        String count = "select item_count from dataset where id = '" + dataset + "'";
        long before = world.number(count);
        world.execute("checkpoint");
        double rate = calls(wire, dataset, load);
        World.expect("item_count", before + load.rows(), world.number(count));
        return rate;
    }

    /** Ids as a server makes them. */
    static Ids ids() {
        return new Ids(Clock.systemUTC(), new SplittableRandom(7));
    }
}
