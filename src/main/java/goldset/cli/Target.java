package goldset.cli;

import goldset.domain.Ids;
import goldset.format.Text;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The dataset that somebody means by a name or an id.
 *
 * @param id null when it isn't there yet
 */
record Target(@Nullable String id, String name) {
    static final String DATASETS = "/api/v1/datasets";

    /** One that need not be there. */
    static Target of(Server server, String word) {
        if (word.isBlank()) {
            throw Failure.usage("a dataset has a name");
        }
        UUID id = Ids.parse(word).orElse(null);
        if (id != null) {
            return of(server.get(DATASETS + "/" + id));
        }
        List<Answer> found =
                server.get(DATASETS).each().stream()
                        .filter(dataset -> dataset.word("name").equals(word))
                        .toList();
        return switch (found.size()) {
            case 0 -> new Target(null, word);
            case 1 -> of(found.getFirst());
            default -> throw several(word, found);
        };
    }

    /** One that must be there. */
    static Target existing(Server server, String word) {
        Target target = of(server, word);
        if (target.id == null) {
            throw Failure.refused("there is no dataset " + Text.shown(word));
        }
        return target;
    }

    private static Target of(Answer dataset) {
        return new Target(dataset.word("id"), dataset.word("name"));
    }

    private static Failure several(String word, List<Answer> found) {
        String ids = found.stream().map(row -> row.word("id")).collect(Collectors.joining(", "));
        return Failure.usage(
                found.size() + " datasets are called " + Text.shown(word) + ", say which: " + ids);
    }

    @Override
    public String toString() {
        return id == null ? name : name + " (" + id + ")";
    }
}
