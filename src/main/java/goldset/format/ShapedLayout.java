package goldset.format;

import static goldset.format.ItemFields.Field.CONTEXT;
import static goldset.format.ItemFields.Field.EXPECTED_DECISION;
import static goldset.format.ItemFields.Field.EXPECTED_OUTPUT;
import static goldset.format.ItemFields.Field.EXTERNAL_ID;
import static goldset.format.ItemFields.Field.RULE_HITS;
import static goldset.format.ShapePart.assertion;
import static goldset.format.ShapePart.besideAssertion;
import static goldset.format.ShapePart.chat;
import static goldset.format.ShapePart.equality;
import static goldset.format.ShapePart.expectations;
import static goldset.format.ShapePart.field;
import static goldset.format.ShapePart.id;
import static goldset.format.ShapePart.input;
import static goldset.format.ShapePart.inputs;
import static goldset.format.ShapePart.metadata;
import static goldset.format.ShapePart.nothing;
import static goldset.format.ShapePart.output;
import static goldset.format.ShapePart.rules;
import static goldset.format.ShapePart.verdict;
import static goldset.format.ShapePart.whole;

import goldset.domain.Filled;
import goldset.domain.Item;
import goldset.domain.Utf8Text;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Items as another tool has them in its files, so that its rows are told for its own when they come
 * in, and are the same items then. What the tool has no place for stands in the metadata under one
 * name of ours.
 */
public final class ShapedLayout implements RowLayout {
    private final Shape shape;
    private final String dataset;
    private final List<ShapePart> rows;
    private final List<ShapePart> table;

    private ShapedLayout(Shape shape, String dataset) {
        this.shape = shape;
        this.dataset = dataset;
        rows = rows(shape);
        table = table(shape, rows);
    }

    /** Empty for our own shape, and where no shape has this name. */
    public static Optional<ShapedLayout> named(String word) {
        return Shape.named(word)
                .filter(shape -> shape != Shape.OWN && shape != Shape.ZNYX_BENCHMARK)
                .map(shape -> new ShapedLayout(shape, ""));
    }

    /** All shapes that files are written in, for a sentence. */
    public static String names() {
        return Shape.words(shape -> shape != Shape.ZNYX_BENCHMARK);
    }

    public static boolean isOwn(String word) {
        return Shape.OWN.word().equals(word);
    }

    /**
     * The same for one dataset.
     *
     * @param name stands in the files of some tools
     */
    public ShapedLayout of(String name) {
        return new ShapedLayout(shape, name);
    }

    public String word() {
        return shape.word();
    }

    /** Whether such rows make a table: those of some tools are objects in objects. */
    public boolean isTable() {
        return !table.isEmpty();
    }

    @Override
    public List<? extends Cell> columns(Filled filled) {
        return table;
    }

    @Override
    public void json(Item item, Utf8Text to) {
        String before = "{";
        for (ShapePart part : rows) {
            if (part.member(item, before, to)) {
                before = ",";
            }
        }
        to.put("}");
    }

    @Override
    public String begin() {
        return switch (shape) {
            case OPIK -> "{\"dataset_name\":" + Utf8Text.quoted(dataset) + ",\"items\":[";
            case MASTRA -> "{\"items\":[";
            case BRAINTRUST -> "{\"events\":[";
            default -> "[";
        };
    }

    @Override
    public String end() {
        return begin().startsWith("{") ? "]}\n" : "]\n";
    }

    /**
     * Members that a shape is told by are there in every row, if need be as null, which comes in as
     * nothing.
     */
    private static List<ShapePart> rows(Shape shape) {
        return switch (shape) {
            case OWN, ZNYX_BENCHMARK -> List.of();
            case OPENAI_EVALS -> List.of(whole("item"));
            case OPIK -> List.of(whole("data"));
            case OPENAI_IDEAL -> flat("id", chat("input"), "ideal");
            case MLFLOW -> nested("inputs", expectations("expectations", "expected_response"));
            case LANGSMITH -> nested("inputs", expectations("outputs", "expected_output"));
            case PHOENIX ->
                    List.of(
                            id("id"),
                            inputs("input"),
                            expectations("output", "expected_output"),
                            metadata("metadata", CONTEXT));
            case PROMPTFOO -> List.of(inputs("vars"), equality("assert"), allBeside("metadata"));
            case LANGFUSE ->
                    and(flat("id", input("input"), "expectedOutput"), nothing("sourceTraceId"));
            case MASTRA -> flat("externalId", input("input"), "groundTruth");
            case DEEPEVAL ->
                    List.of(
                            input("input"),
                            output("expected_output"),
                            allBeside("additional_metadata").inEveryRow());
            case BRAINTRUST -> and(flat("id", input("input"), "expected"), nothing("tags"));
            case INPUT_EXPECTED -> flat("id", input("input"), "expected");
            case INSPECT -> flat("id", input("input"), "target");
            case GUARDRAIL ->
                    List.of(
                            id("id"),
                            input("prompt"),
                            verdict("expected"),
                            rules("rule"),
                            metadata("metadata", CONTEXT, EXPECTED_OUTPUT));
            case ZNYX_RUNTIME ->
                    List.of(
                            id("id"),
                            input("text"),
                            field("expected_decision", EXPECTED_DECISION).inEveryRow(),
                            field("expected_rule_hits", RULE_HITS),
                            field("context", CONTEXT),
                            field("expected_output", EXPECTED_OUTPUT),
                            metadata("metadata"));
            case QUESTION_ANSWER -> flat("id", input("question"), "answer");
        };
    }

    /** Columns are mostly what the rows have; rows of objects in objects make no table. */
    private static List<ShapePart> table(Shape shape, List<ShapePart> rows) {
        return switch (shape) {
            case OWN, ZNYX_BENCHMARK, OPENAI_EVALS, OPIK, OPENAI_IDEAL, MLFLOW, LANGSMITH ->
                    List.of();
            case PHOENIX -> flat("id", input("input"), "output");
            case PROMPTFOO ->
                    List.of(
                            input("input"),
                            assertion("__expected"),
                            besideAssertion(Shape.META + OwnFields.NAME));
            default -> rows;
        };
    }

    /** What most have: one member for each of input and output, and metadata. */
    private static List<ShapePart> flat(String id, ShapePart input, String output) {
        return List.of(
                id(id),
                input,
                output(output),
                metadata("metadata", CONTEXT, EXPECTED_DECISION, RULE_HITS));
    }

    /** Objects of inputs and of what is expected, whose tools give ids of their own. */
    private static List<ShapePart> nested(String inputs, ShapePart expectations) {
        return List.of(inputs(inputs), expectations, metadata("metadata", CONTEXT, EXTERNAL_ID));
    }

    private static ShapePart allBeside(String name) {
        return metadata(name, CONTEXT, EXPECTED_DECISION, RULE_HITS, EXTERNAL_ID);
    }

    private static List<ShapePart> and(List<ShapePart> parts, ShapePart last) {
        return Stream.concat(parts.stream(), Stream.of(last)).toList();
    }
}
