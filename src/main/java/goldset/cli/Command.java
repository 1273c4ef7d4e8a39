package goldset.cli;

import goldset.cli.Arguments.Options;
import java.util.Optional;
import java.util.function.BiFunction;

/** What the tool can do, by the word that asks for it. */
record Command(
        String word, String help, Options options, BiFunction<Arguments, Session, Exit> deed) {

    static Optional<Command> of(String word) {
        return Optional.ofNullable(
                switch (word) {
                    case "import" -> new Command(word, Help.IMPORT, Import.OPTIONS, Import::run);
                    case "export" -> new Command(word, Help.EXPORT, Export.OPTIONS, Export::run);
                    case "gate" -> new Command(word, Help.GATE, Gate.OPTIONS, Gate::run);
                    case "datasets" ->
                            new Command(word, Help.DATASETS, Datasets.OPTIONS, Datasets::run);
                    case "keys" -> new Command(word, Help.KEYS, Keys.OPTIONS, Keys::run);
                    default -> null;
                });
    }

    Exit run(Arguments arguments, Session session) {
        return deed.apply(arguments, session);
    }
}
