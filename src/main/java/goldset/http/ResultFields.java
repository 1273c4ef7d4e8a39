package goldset.http;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.RunRow;
import goldset.domain.Utf8;
import goldset.domain.scoring.Actual;
import goldset.format.JsonText;
import goldset.format.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The fields of one result after the other; {@link #begin} starts the next. */
final class ResultFields {
    private static final int DETAIL_BYTES_MAX = 64 << 10;
    private static final int RISK_MAX = 100;
    private static final int HITS_MAX = 1000;
    private static final int ERROR_CHARS_MAX = 2000;
    private static final double NUMBER_MAX = 1e12;

    /** What a row takes in memory beside its text. */
    private static final int ROW_BYTES = 512;

    private static final int HIT_BYTES = 128;

    private final Request request;
    private final Complaints complaints;
    private final JsonValues values;
    private int index;
    private boolean decided;
    private @Nullable String decision;
    private @Nullable Integer risk;
    private @Nullable List<String> hits;
    private @Nullable Double latency;
    private @Nullable Utf8 detectors;
    private @Nullable String error;
    private @Nullable Utf8 input;
    private @Nullable Utf8 expected;
    private @Nullable Utf8 output;
    private @Nullable Double score;
    private @Nullable Utf8 scores;
    private @Nullable Double cost;
    private @Nullable Boolean passed;

    ResultFields(Request request, Complaints complaints) {
        this.request = request;
        this.complaints = complaints;
        values = new JsonValues(complaints);
    }

    void begin(int row) {
        request.add(ROW_BYTES);
        index = row;
        decided = false;
        decision = null;
        risk = null;
        hits = null;
        latency = null;
        detectors = null;
        error = null;
        input = null;
        expected = null;
        output = null;
        score = null;
        scores = null;
        cost = null;
        passed = null;
    }

    void field(JsonParser parser, String name) {
        switch (name) {
            case "actual_decision" -> decision = decision(parser, name);
            case "actual_risk_score" -> risk = risk(parser, name);
            case "actual_rule_hits" -> hits = hits(parser, name);
            case "latency_ms" -> latency = tenths(decimal(parser, name, 0));
            case "detector_results" -> detectors = json(parser, name, JsonToken.START_ARRAY);
            case "error" -> error = error(parser, name);
            case "input" -> input = any(parser, name);
            case "expected" -> expected = any(parser, name);
            case "output" -> output = any(parser, name);
            case "score" -> score = decimal(parser, name, -NUMBER_MAX);
            case "scores" -> scores = json(parser, name, JsonToken.START_OBJECT);
            case "cost" -> cost = decimal(parser, name, 0);
            case "passed" -> passed = flag(parser, name);
            default -> parser.skipChildren();
        }
    }

    @Nullable Actual actual() {
        if (decision == null) {
            return error == null ? null : Actual.failed(error, latency);
        }
        if (decision.equals(Actual.ERROR)) {
            return Actual.failed(error == null ? "the guardrail failed" : error, latency);
        }
        if (error != null) {
            complain("error", "value_error", "Value error, a row with a decision has no error");
        }
        return new Actual(
                decision, risk, hits == null ? List.of() : hits, latency, detectors, null);
    }

    void requireDecision(@Nullable Actual actual) {
        if (actual == null && !decided) {
            complaints.add(Complaint.missing(at("actual_decision")));
        }
    }

    RunRow.@Nullable Told told() {
        boolean any = input != null || output != null || score != null || scores != null;
        return any || cost != null || expected != null
                ? new RunRow.Told(
                        input,
                        expected,
                        output,
                        score,
                        scores,
                        cost,
                        decision == null ? latency : null)
                : null;
    }

    @Nullable Boolean passed() {
        return passed;
    }

    void complain(String name, String type, String message) {
        values.complain(at(name), type, message);
    }

    void mismatch(JsonParser parser, List<Object> at, String type, String wanted) {
        values.mismatch(parser, at, type, wanted);
    }

    private List<Object> at(String name) {
        return List.of("body", ResultsBody.RESULTS, index, name);
    }

    @Nullable String text(JsonParser parser, String name) {
        return values.string(parser, at(name));
    }

    @Nullable Integer number(JsonParser parser, String name) {
        boolean isWhole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
        if (!isWhole || parser.getString().length() > 10) {
            mismatch(parser, at(name), "int_type", "integer");
            return null;
        }
        long value = parser.getLongValue();
        if (value < 0 || value > Integer.MAX_VALUE) {
            complain(name, "value_error", "Input should be from 0 to " + Integer.MAX_VALUE);
            return null;
        }
        return (int) value;
    }

    private @Nullable String decision(JsonParser parser, String name) {
        decided = true;
        String word = text(parser, name);
        if (word == null) {
            return null;
        }
        return values.oneOf(word, at(name), Actual.DECISIONS);
    }

    private @Nullable Integer risk(JsonParser parser, String name) {
        Double value = decimal(parser, name, 0);
        if (value != null && value > RISK_MAX) {
            complain(name, "value_error", "Input should be from 0 to 100");
        }
        return value == null ? null : (int) Math.round(value);
    }

    private @Nullable List<String> hits(JsonParser parser, String name) {
        List<String> list = values.strings(parser, at(name));
        if (list != null && list.size() > HITS_MAX) {
            complain(name, "too_long", "List should have at most 1000 items");
        }
        if (list == null) {
            return null;
        }
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).isEmpty()) {
                String message = "String should have at least 1 character";
                values.complain(JsonValues.and(at(name), i), "string_too_short", message);
            }
        }
        request.add(list.stream().mapToLong(hit -> HIT_BYTES + hit.length()).sum());
        return new ArrayList<>(new LinkedHashSet<>(list));
    }

    private @Nullable Double decimal(JsonParser parser, String name, double min) {
        if (!parser.currentToken().isNumeric()) {
            mismatch(parser, at(name), "float_type", "number");
            return null;
        }
        double value = Double.parseDouble(parser.getString());
        if (value < min || value > NUMBER_MAX) {
            complain(name, "value_error", "Input should be from " + (long) min + " to 10^12");
            return null;
        }
        return value;
    }

    private static @Nullable Double tenths(@Nullable Double ms) {
        return ms == null ? null : Math.round(ms * 10) / 10.0;
    }

    private @Nullable Boolean flag(JsonParser parser, String name) {
        if (!parser.currentToken().isBoolean()) {
            mismatch(parser, at(name), "bool_type", "boolean");
            return null;
        }
        return parser.currentToken() == JsonToken.VALUE_TRUE;
    }

    private @Nullable String error(JsonParser parser, String name) {
        String text = text(parser, name);
        if (text != null && text.length() > ERROR_CHARS_MAX) {
            complain(name, "string_too_long", "String should have at most 2000 characters");
        }
        return text;
    }

    private @Nullable Utf8 json(JsonParser parser, String name, JsonToken wanted) {
        if (parser.currentToken() != wanted) {
            boolean isList = wanted == JsonToken.START_ARRAY;
            mismatch(
                    parser,
                    at(name),
                    isList ? "list_type" : "dict_type",
                    isList ? "list" : "object");
            parser.skipChildren();
            return null;
        }
        return read(parser, name, DETAIL_BYTES_MAX);
    }

    /** A text, or the JSON of anything else. */
    private @Nullable Utf8 any(JsonParser parser, String name) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return read(parser, name, request.limits().itemBytesMax());
        }
        String text = text(parser, name);
        if (text != null) {
            request.add(text.length());
        }
        return Utf8.orNull(text);
    }

    private Utf8 read(JsonParser parser, String name, int bytesMax) {
        JsonText text = new JsonText(complaints, bytesMax);
        text.read(parser, at(name));
        Utf8 sent = text.sent();
        request.add(sent.length());
        return sent;
    }
}
