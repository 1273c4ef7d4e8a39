package goldset.format;

import static goldset.format.ItemFields.Field.CONTEXT;
import static goldset.format.ItemFields.Field.EXPECTED_DECISION;
import static goldset.format.ItemFields.Field.EXPECTED_OUTPUT;
import static goldset.format.ItemFields.Field.EXTERNAL_ID;
import static goldset.format.ItemFields.Field.RULE_HITS;

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
                .filter(shape -> shape != Shape.OWN)
                .map(shape -> new ShapedLayout(shape, ""));
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
            case OWN -> List.of();
            case OPENAI_EVALS -> List.of(ShapePart.whole("item"));
            case OPIK -> List.of(ShapePart.whole("data"));
            case OPENAI_IDEAL -> flat("id", ShapePart.chat("input"), "ideal");
            case MLFLOW ->
                    List.of(
                            ShapePart.inputs("inputs"),
                            ShapePart.expectations("expectations", "expected_response"),
                            ShapePart.metadata("metadata", CONTEXT, EXTERNAL_ID));
            case LANGSMITH ->
                    List.of(
                            ShapePart.inputs("inputs"),
                            ShapePart.expectations("outputs", "expected_output"),
                            ShapePart.metadata("metadata", CONTEXT, EXTERNAL_ID));
            case PHOENIX ->
                    List.of(
                            ShapePart.id("id"),
                            ShapePart.inputs("input"),
                            ShapePart.expectations("output", "expected_output"),
                            ShapePart.metadata("metadata", CONTEXT));
            case PROMPTFOO ->
                    List.of(
                            ShapePart.inputs("vars"),
                            ShapePart.equality("assert"),
                            ShapePart.metadata(
                                    "metadata",
                                    CONTEXT,
                                    EXPECTED_DECISION,
                                    RULE_HITS,
                                    EXTERNAL_ID));
            case LANGFUSE ->
                    and(
                            flat("id", ShapePart.input("input"), "expectedOutput"),
                            ShapePart.nothing("sourceTraceId"));
            case MASTRA -> flat("externalId", ShapePart.input("input"), "groundTruth");
            case DEEPEVAL ->
                    List.of(
                            ShapePart.input("input"),
                            ShapePart.output("expected_output"),
                            ShapePart.metadata(
                                            "additional_metadata",
                                            CONTEXT,
                                            EXPECTED_DECISION,
                                            RULE_HITS,
                                            EXTERNAL_ID)
                                    .inEveryRow());
            case BRAINTRUST ->
                    and(
                            flat("id", ShapePart.input("input"), "expected"),
                            ShapePart.nothing("tags"));
            case INSPECT -> flat("id", ShapePart.input("input"), "target");
            case GUARDRAIL ->
                    List.of(
                            ShapePart.id("id"),
                            ShapePart.input("prompt"),
                            ShapePart.verdict("expected"),
                            ShapePart.rules("rule"),
                            ShapePart.metadata("metadata", CONTEXT, EXPECTED_OUTPUT));
            case ZNYX_RUNTIME ->
                    List.of(
                            ShapePart.id("id"),
                            ShapePart.input("text"),
                            ShapePart.field("expected_decision", EXPECTED_DECISION).inEveryRow(),
                            ShapePart.field("expected_rule_hits", RULE_HITS),
                            ShapePart.field("context", CONTEXT),
                            ShapePart.field("expected_output", EXPECTED_OUTPUT),
                            ShapePart.metadata("metadata"));
            case QUESTION_ANSWER -> flat("id", ShapePart.input("question"), "answer");
        };
    }

    private static List<ShapePart> table(Shape shape, List<ShapePart> rows) {
        return switch (shape) {
            case OWN, OPENAI_EVALS, OPIK, OPENAI_IDEAL, MLFLOW, LANGSMITH -> List.of();
            case PHOENIX -> flat("id", ShapePart.input("input"), "output");
            case PROMPTFOO ->
                    List.of(
                            ShapePart.input("input"),
                            ShapePart.assertion("__expected"),
                            ShapePart.besideAssertion(Shape.META + OwnFields.NAME));
            default -> rows;
        };
    }

    /** What most have: one member for each of input and output, and metadata. */
    private static List<ShapePart> flat(String id, ShapePart input, String output) {
        return List.of(
                ShapePart.id(id),
                input,
                ShapePart.output(output),
                ShapePart.metadata("metadata", CONTEXT, EXPECTED_DECISION, RULE_HITS));
    }

    private static List<ShapePart> and(List<ShapePart> parts, ShapePart last) {
        return Stream.concat(parts.stream(), Stream.of(last)).toList();
    }
}
