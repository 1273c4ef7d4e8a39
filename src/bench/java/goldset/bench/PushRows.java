package goldset.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A dataset put to a guardrail by a server with little memory. */
final class PushRows {
    private static final int SAMPLES = 100_000;
    private static final int WARM_UP = 4000;
    private static final int THREADS = 4;
    private static final int PAIRS = 2;
    private static final int POLL_MS = 50;

    private final Stage stage;

    PushRows(Stage stage) {
        this.stage = stage;
    }

    Result run(String name) throws Exception {
        Path log = Node.FOLDER.resolve(name + "-gc.log");
        double[] ours = new double[PAIRS];
        double[] ceiling = new double[PAIRS];
        try (Guardrail guardrail = new Guardrail(WARM_UP);
                World world = World.open(stage.postgres(), name, settings(guardrail, log));
                Wire wire = world.wire()) {
            UUID warmUp = world.newDataset(wire);
            Stage.fill(world, warmUp, WARM_UP);
            pushes(world, guardrail, warmUp, WARM_UP);
            asks(guardrail, WARM_UP);
            UUID dataset = world.newDataset(wire);
            Stage.fill(world, dataset, SAMPLES);
            world.settle();
            for (int i = 0; i < PAIRS; i++) {
                for (boolean isOurs : new boolean[] {i % 2 == 0, i % 2 != 0}) {
                    if (isOurs) {
                        ours[i] = pushes(world, guardrail, dataset, SAMPLES);
                    } else {
                        ceiling[i] = asks(guardrail, SAMPLES);
                    }
                }
            }
            String note =
                    "%,d samples, %s: peak heap %d MiB, peak RSS %.0f MiB"
                            .formatted(
                                    SAMPLES,
                                    LargeRows.HEAP,
                                    LargeRows.peakHeap(log),
                                    world.node().peakMb());
            return new Result(name, "s", ours, ceiling, note);
        }
    }

    private static Map<String, String> settings(Guardrail guardrail, Path log) {
        String more = System.getenv().getOrDefault("BENCH_SERVER_OPTIONS", "");
        String gc = " -Xlog:gc:file=" + log + ":none:filecount=0 ";
        return Map.of(
                "GOLDSET_TARGET_URL",
                guardrail.url(),
                "JDK_JAVA_OPTIONS",
                LargeRows.HEAP + gc + more);
    }

    /** Seconds from the call that begins a run to its end. */
    private static double pushes(World world, Guardrail guardrail, UUID dataset, int samples)
            throws Exception {
        int before = guardrail.calls();
        byte[] body =
                Sample.utf8(
                        "{\"dataset_id\":\"%s\",\"concurrency\":%d,\"wait_seconds\":0}"
                                .formatted(dataset, THREADS));
        try (Wire wire = world.wire()) {
            long begin = System.nanoTime();
            String run = wire.ask(Http.post(Http.znyx("/benchmarks"), body.length), body);
            int at = run.indexOf("\"id\":\"") + 6;
            byte[] look = Http.get(Http.znyx("/benchmarks/" + run.substring(at, at + 36)));
            while (run.contains("\"completed_at\":null")) {
                Thread.sleep(POLL_MS);
                run = wire.ask(look);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            World.expect("completed", true, run.contains("\"status\":\"completed\""));
            World.expect("rows", true, run.contains("\"completed_samples\":" + samples));
            World.expect("calls", samples, guardrail.calls() - before);
            return seconds;
        }
    }

    /** Seconds for the same requests, as fast as a client of the JDK's asks. */
    private static double asks(Guardrail guardrail, int samples) throws Exception {
        int before = guardrail.calls();
        List<byte[]> bodies = guardrail.requests();
        URI uri = URI.create(guardrail.url() + "/v1/evaluate/input");
        try (HttpClient client =
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            long begin = System.nanoTime();
            List<Future<?>> parts = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread;
                parts.add(
                        threads.submit(() -> {
                            for (int i = first; i < samples; i += THREADS) {
                                ask(client, uri, bodies.get(i % bodies.size()));
                            }
                            return null;
                        }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            World.expect("calls", samples, guardrail.calls() - before);
            return seconds;
        }
    }

    private static void ask(HttpClient client, URI uri, byte[] body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        World.expect("status", 200, answer.statusCode());
    }
}
