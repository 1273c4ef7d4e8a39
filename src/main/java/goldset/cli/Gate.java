package goldset.cli;

import goldset.cli.Arguments.Options;
import goldset.cli.Bar.Judged;
import goldset.cli.Bar.Verdict;
import goldset.domain.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** {@code gate}: a dataset is run against a guardrail, and what came of it held against bars. */
final class Gate {
    private static final String RUN = "--run";
    private static final String DATASET = "--dataset";
    private static final String WAIT = "--wait";
    private static final String CONCURRENCY = "--concurrency";
    private static final String LATEST = "latest";
    private static final long WAIT_SECONDS = 3600;

    /** Of a run that is to be started. */
    private static final List<String> STARTING =
            List.of("--target", "--version", "--strict", "--name", CONCURRENCY);

    static final Options OPTIONS =
            new Options(valued(), Set.of("--strict", "--quiet", GateFiles.BARS_ONLY));

    private final Arguments arguments;
    private final Session session;
    private final Screen screen;
    private final List<Bar> bars;
    private final GateFiles files;
    private final String since;
    private final GateRuns runs;

    private Gate(Arguments arguments, Session session) {
        this.arguments = arguments;
        this.session = session;
        screen = session.screen();
        arguments.none(0);
        bars = Bar.of(arguments);
        since = since(arguments);
        check(arguments);
        files = GateFiles.of(arguments);
        runs = runs();
    }

    private static Set<String> valued() {
        Set<String> names = new TreeSet<>(GateFiles.OPTIONS);
        names.addAll(List.of(DATASET, RUN, WAIT, CONCURRENCY, Bar.PRESET));
        names.addAll(List.of("--target", "--version", "--name"));
        for (Figure figure : Figure.values()) {
            names.add(figure.option());
        }
        return names;
    }

    static Exit run(Arguments arguments, Session session) {
        try {
            Gate gate = new Gate(arguments, session);
            return gate.told(gate::run);
        } finally {
            session.screen().erase();
        }
    }

    private GateRuns runs() {
        return told(() -> new GateRuns(session.server()));
    }

    private <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (Failure e) {
            // 3 means that a bar isn't met, and nothing else.
            throw files.told(e.noRefusal(), screen);
        }
    }

    private static String since(Arguments arguments) {
        String option = Figure.NEW_FAILURES.option();
        String word = arguments.value(option).orElse(LATEST);
        return word.equals(LATEST) ? word : GateRuns.id(option, word);
    }

    private static void check(Arguments arguments) {
        seconds(arguments);
        number(arguments, CONCURRENCY, 1);
        if (arguments.value(RUN).isEmpty()) {
            if (arguments.value(DATASET).isEmpty()) {
                throw Failure.usage("which --dataset?");
            }
            return;
        }
        for (String option : STARTING) {
            if (arguments.value(option).isPresent() || arguments.flag(option)) {
                throw Failure.usage(
                        "--run starts no run, and " + option + " is of one that starts");
            }
        }
    }

    private static long seconds(Arguments arguments) {
        return number(arguments, WAIT, WAIT_SECONDS);
    }

    private static long number(Arguments arguments, String option, long otherwise) {
        String text = arguments.value(option).orElse(Long.toString(otherwise));
        if (!text.matches("\\d{1,6}")) {
            throw Failure.usage(option + " takes a whole number");
        }
        return Long.parseLong(text);
    }

    private Exit run() {
        Optional<Target> dataset =
                arguments.value(DATASET).map(word -> Target.existing(session.server(), word));
        Optional<GateRun> named = named();
        GateRun run =
                arguments.value(RUN).isPresent()
                        ? existing(dataset)
                        : started(dataset.orElseThrow());
        screen.erase();
        GateResult result = judged(run, title(dataset, run), named);
        new GateTable(screen).print(result, files.names());
        files.write(result, screen);
        screen.result("");
        screen.result(result.sentence());
        return result.exit();
    }

    private GateRun started(Target dataset) {
        try (GateInterrupt interrupt = new GateInterrupt(session, runs)) {
            GateRun run = runs.start(draft(dataset));
            interrupt.know(run.id());
            if (run.answer().word("mode").equals("pull")) {
                screen.note("there is no target to ask: a runtime has to fetch run " + run.id());
            }
            return watch().toTheEnd(run);
        }
    }

    private ObjectNode draft(Target dataset) {
        ObjectNode draft = GateRuns.draft(String.valueOf(dataset.id()));
        for (String option : List.of("--target", "--version", "--name")) {
            arguments.value(option).ifPresent(value -> draft.put(option.substring(2), value));
        }
        if (arguments.value(CONCURRENCY).isPresent()) {
            draft.put("concurrency", number(arguments, CONCURRENCY, 1));
        }
        return arguments.flag("--strict") ? draft.put("strict", true) : draft;
    }

    private GateWatch watch() {
        Progress progress = new Progress(screen, session.pace(), arguments.flag("--quiet"));
        return new GateWatch(runs, progress, session.pace(), seconds(arguments));
    }

    /** It was started elsewhere, so Ctrl-C leaves it alone. */
    private GateRun existing(Optional<Target> dataset) {
        GateRun run = runs.get(GateRuns.id(RUN, arguments.value(RUN).orElseThrow()));
        String over = run.answer().word("dataset_id");
        if (dataset.isPresent() && !over.equals(dataset.get().id())) {
            throw Failure.usage("run " + run.id() + " is over another dataset");
        }
        return watch().toTheEnd(run);
    }

    private String title(Optional<Target> dataset, GateRun run) {
        if (dataset.isPresent()) {
            return dataset.get().name();
        }
        String id = run.answer().word("dataset_id");
        return Ids.parse(id).isEmpty()
                ? "no dataset"
                : Target.existing(session.server(), id).name();
    }

    private GateResult judged(GateRun run, String title, Optional<GateRun> named) {
        boolean sound = run.sound();
        Optional<GateRun> baseline = sound ? baseline(run, named) : Optional.empty();
        Optional<Answer> comparison = baseline.map(one -> runs.compare(run, one, files.rows()));
        List<Judged> judged = new ArrayList<>();
        judged.add(
                new Judged(
                        "completed",
                        "all samples",
                        null,
                        null,
                        run.end(),
                        sound ? Verdict.MET : Verdict.NOT_MET));
        bars.forEach(bar ->
                judged.add(
                        sound
                                ? bar.judge(run.summary(), comparison, named.isPresent())
                                : bar.open()));
        boolean plain = sound && !Bar.areSet(arguments);
        return new GateResult(
                title, run, judged, plain, baseline, comparison, runs.failing(run, files.rows()));
    }

    /** Looked at before anything is started: after an hour it would be late. */
    private Optional<GateRun> named() {
        if (since.equals(LATEST)) {
            return Optional.empty();
        }
        GateRun run = runs.get(since);
        if (!run.completed()) {
            throw Failure.failed("run " + since + " is nothing to compare with: " + run.trouble());
        }
        return Optional.of(run);
    }

    private Optional<GateRun> baseline(GateRun run, Optional<GateRun> named) {
        if (since.equals(run.id())) {
            throw Failure.usage("a run is not compared with itself");
        }
        boolean compares = bars.stream().anyMatch(bar -> bar.figure().compares());
        return compares ? named.or(() -> runs.before(run)) : Optional.empty();
    }
}
