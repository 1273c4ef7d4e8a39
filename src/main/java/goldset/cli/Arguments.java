package goldset.cli;

import goldset.format.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands behind a command's name.
 *
 * @param words those that belong to no option
 */
record Arguments(List<String> words, Map<String, String> values, Set<String> flags) {

    /** The options that a command knows: with a value, and without one. */
    record Options(Set<String> valued, Set<String> flags) {}

    static Arguments of(List<String> given, Options known) {
        return new Reader(given, known).read();
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    boolean flag(String name) {
        return flags.contains(name);
    }

    /** The one word that a command needs. */
    String only(String what) {
        if (words.isEmpty()) {
            throw Failure.usage("which " + what + "?");
        }
        none(1);
        return words.getFirst();
    }

    /** Refuses words beyond those that a command takes. */
    void none(int beyond) {
        if (words.size() > beyond) {
            throw Failure.usage("what is " + Text.shown(words.get(beyond)) + "?");
        }
    }

    /** One of the words that an option may have, or nothing when it isn't there. */
    Optional<String> oneOf(String name, List<String> allowed) {
        return value(name)
                .map(word -> {
                    if (!allowed.contains(word)) {
                        throw Failure.usage(name + " is one of " + String.join(", ", allowed));
                    }
                    return word;
                });
    }

    private static final class Reader {
        private final List<String> given;
        private final Options known;
        private final List<String> words = new ArrayList<>();
        private final Map<String, String> values = new HashMap<>();
        private final Set<String> flags = new HashSet<>();
        private int at;

        Reader(List<String> given, Options known) {
            this.given = given;
            this.known = known;
        }

        Arguments read() {
            while (at < given.size()) {
                String word = legible(given.get(at++));
                if (word.equals("--")) {
                    words.addAll(given.subList(at, given.size()));
                    break;
                }
                if (word.startsWith("-") && word.length() > 1) {
                    option(word);
                } else {
                    words.add(word);
                }
            }
            return new Arguments(List.copyOf(words), Map.copyOf(values), Set.copyOf(flags));
        }

        /** Only its name is repeated in a complaint: the value may be a secret. */
        private void option(String word) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (known.flags().contains(name)) {
                if (equals >= 0) {
                    throw Failure.usage(name + " takes no value");
                }
                flags.add(name);
            } else if (known.valued().contains(name)) {
                String value = equals < 0 ? next(name) : word.substring(equals + 1);
                if (values.put(name, value) != null) {
                    throw Failure.usage(name + " is there twice");
                }
            } else {
                throw Failure.usage("there is no option " + Text.shown(name));
            }
        }

        private String next(String name) {
            if (at == given.size() || given.get(at).startsWith("--")) {
                throw Failure.usage(name + " needs a value");
            }
            return legible(given.get(at++));
        }

        /** Else a dataset could come to have question marks for a name. */
        private static String legible(String word) {
            if (word.indexOf('\uFFFD') >= 0) {
                throw Failure.usage(
                        "the locale can't show "
                                + Text.shown(word)
                                + ": set LC_ALL=C.UTF-8, and mind the file's name");
            }
            return word;
        }
    }
}
