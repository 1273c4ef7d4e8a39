package goldset.format;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whose rows a file has: how they are told by what the first of them have, and what of a row
 * becomes which field. The first that fits is taken, so the order is from the plainest sign to the
 * weakest.
 */
// The lambdas capture nothing.
@SuppressWarnings("ImmutableEnumChecker")
enum Shape {
    OWN("goldset", seen -> false, ShapedRow::own),
    /**
     * One object with two lists, whose rows are told what they are by the list that they are in.
     */
    ZNYX_BENCHMARK(
            "znyx-benchmark",
            seen -> seen.isOneObject() && seen.any(Shape.POSITIVE, Shape.NEGATIVE),
            Shape::benchmark),
    OPENAI_EVALS("openai-evals", seen -> seen.isObject("item"), row -> row.within("item")),
    OPIK(
            "opik",
            seen -> seen.isObject("data") && !seen.has("annotations"),
            row -> row.within("data").id("id")),
    OPENAI_IDEAL(
            "openai-ideal",
            seen -> seen.has("ideal") && seen.any("input", "messages"),
            row ->
                    row.chat("input")
                            .input("input", "messages")
                            .output("ideal")
                            .metadata("metadata")
                            .id("id")),
    MLFLOW(
            "mlflow",
            seen -> seen.has("inputs") && seen.has("expectations"),
            row -> row.input("inputs").output("expectations").metadata("metadata")),
    LANGSMITH(
            "langsmith",
            seen -> seen.has("inputs") && !(seen.isOneObject() && seen.isList("inputs")),
            row -> row.input("inputs").output("outputs").metadata("metadata").id("id")),
    /** Comes as rows, or as one object of parallel lists, which is made into rows before. */
    PHOENIX(
            "phoenix",
            seen ->
                    (seen.isOneObject() && seen.isList("inputs"))
                            || (seen.has("input") && seen.has("output") && !seen.has("input_text")),
            row -> row.input("input").output("output").metadata("metadata").id("id")),
    PROMPTFOO(
            "promptfoo",
            seen -> seen.isObject("vars") || seen.any(name -> name.startsWith("__expected")),
            Shape::promptfoo),
    LANGFUSE(
            "langfuse",
            seen ->
                    seen.has("input")
                            && (seen.any("datasetName", "datasetId", "sourceTraceId")
                                    || (seen.has("status") && seen.has("expectedOutput"))
                                    || (!seen.isText("input") && seen.has("expectedOutput"))),
            row -> row.input("input").output("expectedOutput").metadata("metadata").id("id")),
    MASTRA(
            "mastra",
            seen -> seen.has("input") && seen.any("groundTruth", "externalId"),
            row ->
                    row.input("input")
                            .output("groundTruth")
                            .metadata("metadata")
                            .id("externalId", "id")),
    DEEPEVAL(
            "deepeval",
            seen ->
                    seen.has("input")
                            && (seen.any("retrieval_context", "additional_metadata")
                                    || seen.isList("context")),
            row -> row.input("input").output("expected_output").metadata("additional_metadata")),
    BRAINTRUST(
            "braintrust",
            seen ->
                    seen.has("input")
                            && (seen.list().equals("events")
                                    || seen.any("_is_merge", "_object_delete", "_xact_id")
                                    || (seen.has("expected") && seen.has("tags"))),
            Shape::braintrust),
    INSPECT(
            "inspect",
            seen -> seen.has("input") && seen.has("target"),
            row -> row.input("input").output("target").metadata("metadata").id("id")),
    /** Where what is expected is no word for a decision. */
    INPUT_EXPECTED(
            "input-expected",
            seen ->
                    seen.has("input")
                            && seen.has("expected")
                            && !seen.decides("expected")
                            && !seen.any("expected_output", "expectedOutput", "input_text"),
            row -> row.input("input").output("expected").metadata("metadata").id("id").own()),
    GUARDRAIL(
            "guardrail",
            seen -> seen.has("prompt") && seen.decides("expected") && seen.any("category", "rule"),
            row ->
                    row.input("prompt")
                            .decision("expected")
                            .hits("rule")
                            .metadata("metadata")
                            .id("id")),
    ZNYX_RUNTIME("znyx-runtime", Shape::isRuntime, Shape::runtime),
    QUESTION_ANSWER(
            "question-answer",
            seen -> seen.isText("question") && seen.has("answer"),
            row -> row.input("question").output("answer").metadata("metadata").id("id"));

    private final String word;
    private final Predicate<FirstRows> sign;
    private final Consumer<ShapedRow> take;

    Shape(String word, Predicate<FirstRows> sign, Consumer<ShapedRow> take) {
        this.word = word;
        this.sign = sign;
        this.take = take;
    }

    String word() {
        return word;
    }

    void take(ShapedRow row) {
        take.accept(row);
    }

    static Shape of(FirstRows seen) {
        for (Shape shape : values()) {
            if (shape.sign.test(seen)) {
                return shape;
            }
        }
        return OWN;
    }

    /** The names of some, for a sentence. */
    static String words(Predicate<Shape> some) {
        return Arrays.stream(values())
                .filter(some)
                .map(shape -> "'" + shape.word + "'")
                .collect(Collectors.joining(", "));
    }

    static Optional<Shape> named(String word) {
        for (Shape shape : values()) {
            if (shape.word.equals(word)) {
                return Optional.of(shape);
            }
        }
        return Optional.empty();
    }

    /** Contract section 6.2. Where all names are ours too, the rows are. */
    private static boolean isRuntime(FirstRows seen) {
        boolean labelled = seen.decides("expected_decision", "expected", "label");
        boolean other = seen.any("text", "prompt") && !seen.has("input_text");
        boolean ours = seen.has("input_text");
        boolean more = seen.has("output_text") || seen.decides("expected", "label");
        boolean named = seen.has("input") && seen.decides("expected");
        return (labelled && other) || (ours && more) || named;
    }

    private static void runtime(ShapedRow row) {
        if (row.take("output_text") instanceof Tree.Word output) {
            for (String name : new String[] {"text", "input_text", "prompt"}) {
                Tree text = row.take(name);
                if (text != null) {
                    row.put("original_input", text);
                    break;
                }
            }
            row.put("output_text", output);
            if (row.see("context") == null) {
                row.put("context", new Tree.Word("output"));
            }
            row.input("output_text");
        }
        row.input("text", "input_text", "prompt", "input")
                .decision("expected_decision", "expected", "label")
                .metadata("metadata")
                .id("id")
                .own();
    }

    static final String POSITIVE = "positive_samples";
    static final String NEGATIVE = "negative_samples";
    static final String LABEL = "label";
    static final String POSITIVE_LABEL = "positive";

    /** Contract section 6.1: what is to be found is personal data, or a secret of some vendor. */
    private static void benchmark(ShapedRow row) {
        boolean isPositive = new Tree.Word(POSITIVE_LABEL).equals(row.see(LABEL));
        Tree secret = row.see("vendor");
        Tree found = secret == null ? row.see("identifier_type") : secret;
        if (isPositive && found instanceof Tree.Word(String word)) {
            String rule = (secret == null ? "pii." : "secrets.") + word;
            row.hits("expected_rule_hits", new Tree.Entries(List.of(new Tree.Word(rule))));
        }
        String decision = !isPositive ? "ALLOW" : secret == null ? "REDACT" : "BLOCK";
        row.decision("expected_decision", new Tree.Word(decision));
        row.input("text").id("id");
    }

    private static void braintrust(ShapedRow row) {
        if (row.see("_object_delete") instanceof Tree.Plain(String json) && json.equals("true")) {
            row.refuse("_object_delete", "Value error, a row that deletes has nothing to import");
        }
        row.input("input").output("expected").metadata("metadata").id("id");
    }

    static final String META = "__metadata:";
    private static final String EXPECTED = "__expected";
    private static final String EQUALS = "equals:";

    /**
     * What a cell of {@code __expected} begins with when it is no text to be equal to. Possessive,
     * for otherwise a long text of short words overflows the stack.
     */
    private static final Pattern ASSERTION =
            Pattern.compile("[a-z]++(?:-[a-z]++)*+(?:\\([^)]*+\\))?+:.*+|is-json", Pattern.DOTALL);

    private static void promptfoo(ShapedRow row) {
        if (row.see("vars") == null) {
            table(row);
        }
        row.input("vars").metadata("metadata").id("id");
        if (row.see("assert") instanceof Tree.Entries(List<Tree> all)) {
            List<Tree> equal = all.stream().flatMap(one -> equal(one).stream()).toList();
            if (equal.size() == 1) {
                row.output("assert", equal.getFirst());
            }
            if (equal.size() == 1 && all.equals(List.of(equalTo(equal.getFirst())))) {
                row.take("assert");
            }
        }
    }

    private static Tree equalTo(Tree value) {
        return new Tree.Members(Map.of("type", new Tree.Word("equals"), "value", value));
    }

    private static Optional<Tree> equal(Tree assertion) {
        return assertion instanceof Tree.Members(Map<String, Tree> byName)
                        && new Tree.Word("equals").equals(byName.get("type"))
                        && byName.get("value") instanceof Tree.Word value
                ? Optional.of(value)
                : Optional.empty();
    }

    /** Whether a cell can have exactly this text to be equal to: behind a sign, it is trimmed. */
    static boolean canEqual(String text) {
        return !isSigned(text) || text.strip().equals(text);
    }

    /** The cell that has this text to be equal to. */
    static String equalTo(String text) {
        return isSigned(text) ? EQUALS + text : text;
    }

    private static boolean isSigned(String cell) {
        return isEqual(cell) || ASSERTION.matcher(cell).matches();
    }

    private static boolean isEqual(String cell) {
        return cell.regionMatches(true, 0, EQUALS, 0, EQUALS.length());
    }

    /** Columns without two underscores before them are variables. */
    private static void table(ShapedRow row) {
        Map<String, Tree> variables = new LinkedHashMap<>();
        Map<String, Tree> metadata = new LinkedHashMap<>();
        List<String> names = row.names();
        for (String name : names) {
            boolean isMetadata = name.startsWith(META);
            Tree value = isMetadata || !name.startsWith("__") ? row.take(name) : null;
            if (value != null && isMetadata) {
                metadata.put(name.substring(META.length()), value);
            } else if (value != null) {
                variables.put(name, value);
            }
        }
        if (!variables.isEmpty()) {
            row.put("vars", new Tree.Members(variables));
        }
        row.put("metadata", new Tree.Members(metadata));
        if (row.see(EXPECTED) instanceof Tree.Word(String cell)) {
            if (isEqual(cell)) {
                row.put(EXPECTED, new Tree.Word(cell.substring(EQUALS.length()).strip()));
                row.output(EXPECTED);
            } else if (!ASSERTION.matcher(cell).matches()) {
                row.output(EXPECTED);
            }
        }
    }
}
