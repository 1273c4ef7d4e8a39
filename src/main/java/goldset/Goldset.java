package goldset;

import goldset.api.evalguard.ApiKeys;
import goldset.api.evalguard.Cases;
import goldset.api.evalguard.Clients;
import goldset.api.evalguard.DatasetHealth;
import goldset.api.evalguard.Evals;
import goldset.api.evalguard.TracesToDataset;
import goldset.api.evalguard.Uploads;
import goldset.api.system.Dashboard;
import goldset.api.system.Health;
import goldset.api.system.OpenApi;
import goldset.api.znyx.Benchmarks;
import goldset.api.znyx.ImportJobs;
import goldset.api.znyx.PassThrough;
import goldset.api.znyx.Replays;
import goldset.api.znyx.Results;
import goldset.api.znyx.Samples;
import goldset.api.znyx.Telemetry;
import goldset.api.znyx.Tokens;
import goldset.api.znyx.Worker;
import goldset.domain.Ids;
import goldset.http.Router;
import goldset.http.Server;
import goldset.job.Imports;
import goldset.job.Spools;
import goldset.run.Guardrails;
import goldset.run.Operator;
import goldset.run.Pushes;
import goldset.run.Summaries;
import goldset.run.ToldRows;
import goldset.run.Waits;
import goldset.store.Annotations;
import goldset.store.Answers;
import goldset.store.Audit;
import goldset.store.Budgets;
import goldset.store.Callers;
import goldset.store.Checks;
import goldset.store.Comparisons;
import goldset.store.Contents;
import goldset.store.Database;
import goldset.store.Datasets;
import goldset.store.Diffs;
import goldset.store.Events;
import goldset.store.Heads;
import goldset.store.Housekeeping;
import goldset.store.ItemPages;
import goldset.store.Items;
import goldset.store.Keys;
import goldset.store.Loads;
import goldset.store.Migrations;
import goldset.store.Orgs;
import goldset.store.Projects;
import goldset.store.RunCases;
import goldset.store.RunPages;
import goldset.store.RunRows;
import goldset.store.RunWork;
import goldset.store.Runs;
import goldset.store.Targets;
import goldset.store.TraceExports;
import goldset.store.TracePages;
import goldset.store.TracePurge;
import goldset.store.Traces;
import goldset.store.Versions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/** One serving node: everything made once, by hand, in the order of need. */
public final class Goldset implements AutoCloseable {
    private final Database database;
    private final Routes routes;
    private final Housekeeping housekeeping;
    private final Imports imports;
    private final Waits waits;
    private final Pushes pushes;
    private final Server server;
    private final Orgs.First first;
    private final AtomicBoolean serving;

    /**
     * What a test owns and a process takes from its machine.
     *
     * @param random makes ids and secrets
     * @param requestIds name requests in answers and in the log
     */
    public record World(Clock clock, RandomGenerator random, Supplier<String> requestIds) {}

    private Goldset(
            Database database,
            Routes routes,
            Housekeeping housekeeping,
            Imports imports,
            Waits waits,
            Pushes pushes,
            Server server,
            Orgs.First first,
            AtomicBoolean serving) {
        this.database = database;
        this.routes = routes;
        this.housekeeping = housekeeping;
        this.imports = imports;
        this.waits = waits;
        this.pushes = pushes;
        this.server = server;
        this.first = first;
        this.serving = serving;
    }

    /**
     * Brings the database to this schema, sees to the first org and serves.
     *
     * @param keep is given the secret of the first key, if this start makes it
     */
    public static Goldset start(
            Config config, DataSource source, World world, Consumer<String> keep)
            throws IOException {
        // A server that never ran keeps its port, so it must not be bound while this may fail.
        Database database = Database.open(source, config.pools());
        try {
            // Before any change: a port that is taken must not leave a first org whose key nobody
            // saw.
            Server server =
                    Server.bind(
                            new InetSocketAddress(config.host(), config.port()),
                            config.requestSecondsMax(),
                            config.stopSecondsMax());
            new Migrations(database, world.clock()).run();
            return serve(config, server, database, world, keep);
        } catch (IOException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static Goldset serve(
            Config config, Server server, Database database, World world, Consumer<String> keep) {
        Ids ids = new Ids(world.clock(), world.random());
        Events events = new Events(world.clock());
        Callers callers = new Callers(database, world.clock(), config.keyCacheMs());
        Keys keys = new Keys(database, callers, events, ids, world.clock(), world.random());
        Orgs orgs = new Orgs(database, keys, events, ids, world.clock());
        Orgs.First first =
                orgs.start(
                        new Orgs.Wanted(config.org(), config.project(), config.adminKey()), keep);
        Answers answers = new Answers(database, world.clock());
        Projects projects = new Projects(database, answers, callers, events, ids, world.clock());
        Heads heads = new Heads();
        Items items = new Items(database, answers, heads, ids, world.clock());
        ItemPages pages =
                new ItemPages(database, config.limits().itemBytesMax(), config.searchMs());
        Versions versions = new Versions(database, answers, events, heads, ids, world.clock());
        Datasets datasets = new Datasets(database, answers, events, heads, ids, world.clock());
        Diffs diffs = new Diffs(database, config.limits().itemBytesMax());
        Audit audit = new Audit(database);
        Contents contents = new Contents(database);
        AtomicBoolean serving = new AtomicBoolean(true);
        goldset.store.Imports importRows =
                new goldset.store.Imports(database, answers, world.clock());
        Spools spools = new Spools(config.data().resolve("imports"));
        Imports imports =
                new Imports(
                        spools,
                        importRows,
                        new Loads(database, datasets, answers, heads, ids, world.clock()),
                        config.imports(),
                        ids,
                        world.clock());
        ImportJobs importJobs = new ImportJobs(imports, importRows, world.clock());
        goldset.api.evalguard.ImportJobs uploadJobs =
                new goldset.api.evalguard.ImportJobs(imports, importRows, world.clock());
        Runs runs = new Runs(database, answers, events, world.clock());
        RunWork work = new RunWork(database, world.clock());
        RunRows rows = new RunRows(database);
        Targets targets = new Targets(database, events);
        Summaries summaries = new Summaries(rows, work);
        Operator operator = config.operator();
        Guardrails guardrails = new Guardrails(operator.reach());
        Pushes pushes =
                new Pushes(
                        work,
                        versions,
                        pages,
                        targets,
                        guardrails,
                        summaries,
                        operator,
                        world.clock(),
                        config.guardrail().runs());
        Waits waits = new Waits(runs, config.guardrail().waitSeconds());
        Traces traces = new Traces(database, answers, ids);
        TraceExports exports =
                new TraceExports(
                        database,
                        answers,
                        heads,
                        ids,
                        world.clock(),
                        // A part of the memory that there is for all: what is left goes next time.
                        Math.min(
                                config.limits().bodyBytesMax(),
                                config.limits().inFlightBytesMax() / 32),
                        (int)
                                Math.min(
                                        config.limits().rowsMax(),
                                        config.limits().inFlightBytesMax() / 4096));
        Routes routes =
                new Routes(
                        new Routes.Handlers(
                                new Health(() -> serving.get() && database.answers()),
                                new OpenApi(),
                                new Dashboard(),
                                new goldset.api.znyx.Datasets(datasets, projects),
                                new Samples(items, pages, datasets, versions),
                                new goldset.api.znyx.Versions(versions, datasets),
                                new goldset.api.znyx.Diffs(diffs, versions),
                                new goldset.api.znyx.Audits(audit),
                                new goldset.api.znyx.Imports(items, datasets, spools, importJobs),
                                importJobs,
                                new goldset.api.znyx.Exports(datasets, versions, pages, contents),
                                new Tokens(keys, world.clock()),
                                new Benchmarks(runs, work, pushes, waits, ids),
                                new Results(runs, new RunPages(database)),
                                new goldset.api.znyx.Comparisons(
                                        runs,
                                        new Comparisons(database, config.pools().statementMs())),
                                new goldset.api.znyx.Targets(
                                        targets, pushes, operator.reach(), ids, world.clock()),
                                new Worker(
                                        runs,
                                        work,
                                        rows,
                                        versions,
                                        pages,
                                        summaries,
                                        world.clock()),
                                new PassThrough(
                                        config.guardrail().passThrough(),
                                        pushes,
                                        guardrails,
                                        traces,
                                        projects),
                                new Replays(traces, pushes, guardrails),
                                new Telemetry(traces, projects),
                                new goldset.api.znyx.Traces(
                                        traces, new TracePages(database), world.clock()),
                                new goldset.api.znyx.Annotations(
                                        new Annotations(database, answers, ids), exports),
                                new goldset.api.evalguard.Datasets(
                                        datasets, projects, versions, pages),
                                new Cases(items, pages, datasets, versions),
                                new Uploads(datasets, items, projects, spools, uploadJobs),
                                uploadJobs,
                                new goldset.api.evalguard.Versions(versions, pages, datasets),
                                new goldset.api.evalguard.Diffs(diffs, versions, datasets),
                                new goldset.api.evalguard.Audits(audit),
                                new goldset.api.evalguard.Exports(
                                        datasets, versions, pages, contents),
                                new DatasetHealth(datasets, versions, new Checks(database)),
                                new TracesToDataset(exports, projects),
                                new goldset.api.evalguard.Projects(projects),
                                new goldset.api.evalguard.Orgs(orgs),
                                new ApiKeys(keys, projects, world.clock()),
                                new goldset.api.evalguard.Budgets(
                                        new Budgets(database, keys, events), world.clock()),
                                new Evals(
                                        runs,
                                        work,
                                        new RunPages(database),
                                        new ToldRows(new RunCases(database), world.clock()),
                                        summaries,
                                        projects,
                                        ids),
                                new Clients()));
        Router router =
                new Router(
                        routes.rows(), routes, callers::check, world.requestIds(), config.limits());
        server.serve(router);
        Housekeeping housekeeping =
                new Housekeeping(
                        database,
                        answers,
                        new TracePurge(world.clock(), Duration.ofDays(config.traceKeepDays())));
        housekeeping.start(config.housekeepingMs());
        imports.start();
        pushes.start();
        return new Goldset(
                database, routes, housekeeping, imports, waits, pushes, server, first, serving);
    }

    public int port() {
        return server.port();
    }

    public Routes routes() {
        return routes;
    }

    public Orgs.First first() {
        return first;
    }

    /** Not ready any more, then no new requests, then no database. */
    @Override
    public void close() {
        serving.set(false);
        housekeeping.close();
        imports.close();
        waits.close();
        pushes.close();
        server.close();
        database.close();
    }
}
