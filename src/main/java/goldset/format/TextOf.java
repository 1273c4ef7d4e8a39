package goldset.format;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one text that an object or a chat stands for, where there is exactly one. */
record TextOf(List<String> names, String role) {
    static final TextOf INPUT =
            new TextOf(List.of("question", "prompt", "input", "text", "query"), "user");

    /** In the order in which they are looked for beside an input. */
    static final List<String> EXPECTED =
            List.of(
                    "expected_output",
                    "expected_response",
                    "expected",
                    "expected_answer",
                    "answer",
                    "ideal",
                    "label",
                    "output",
                    "target",
                    "ground_truth",
                    "reference");

    static final TextOf OUTPUT = new TextOf(EXPECTED, "assistant");

    /** The text, else the JSON text of the whole. */
    Tree of(Tree value) {
        return new Tree.Word(find(value).orElseGet(() -> value.written()));
    }

    Optional<String> find(Tree value) {
        return switch (value) {
            case Tree.Word(String text) -> Optional.of(text);
            case Tree.Plain(String json) -> Optional.of(json);
            case Tree.Members(Map<String, Tree> byName) -> member(byName);
            case Tree.Entries(List<Tree> list) -> entry(list);
        };
    }

    private Optional<String> member(Map<String, Tree> byName) {
        if (byName.get("messages") instanceof Tree.Entries(List<Tree> chat)) {
            return entry(chat);
        }
        List<String> texts =
                names.stream()
                        .filter(byName::containsKey)
                        .flatMap(name -> word(byName.get(name)).stream())
                        .toList();
        if (texts.size() == 1) {
            return Optional.of(texts.getFirst());
        }
        return byName.size() == 1 ? word(byName.values().iterator().next()) : Optional.empty();
    }

    private Optional<String> entry(List<Tree> list) {
        if (list.size() == 1 && list.getFirst() instanceof Tree.Word(String only)) {
            return Optional.of(only);
        }
        for (Tree message : list.reversed()) {
            if (message instanceof Tree.Members(Map<String, Tree> byName)
                    && word(byName.get("role")).filter(role::equals).isPresent()) {
                return content(byName.get("content"));
            }
        }
        return Optional.empty();
    }

    /** Of a message: a text, or a list of parts of which one is all. */
    private static Optional<String> content(@Nullable Tree value) {
        if (value instanceof Tree.Entries(List<Tree> parts)
                && parts.size() == 1
                && parts.getFirst() instanceof Tree.Members(Map<String, Tree> part)) {
            return word(part.get("text"));
        }
        return word(value);
    }

    private static Optional<String> word(@Nullable Tree value) {
        return value instanceof Tree.Word(String text) ? Optional.of(text) : Optional.empty();
    }
}
