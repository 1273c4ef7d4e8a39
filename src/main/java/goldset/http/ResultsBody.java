package goldset.http;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.Ids;
import goldset.domain.Item;
import goldset.domain.Utf8;
import goldset.domain.scoring.Actual;
import goldset.format.JsonText;
import goldset.format.JsonValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** {@code {"results": […]}}: what a worker or a teller found, item by item. */
public final class ResultsBody {
    private static final String RESULTS = "results";
    private static final int ROWS_MAX = 10_000;
    private static final int DETAIL_BYTES_MAX = 64 << 10;
    private static final int RISK_MAX = 100;
    private static final int HITS_MAX = 1000;
    private static final int ERROR_CHARS_MAX = 2000;
    private static final double LATENCY_MS_MAX = 86_400_000;

    /** What a row takes in memory beside its text. */
    private static final int ROW_BYTES = 512;

    private final Request request;
    private final Complaints complaints = new Complaints();
    private final JsonValues values = new JsonValues(complaints);
    private final List<Row> rows = new ArrayList<>();
    private final Set<UUID> seen = new HashSet<>();

    /** What was found of an item, and where in the body it stands. */
    public record Row(int index, UUID id, Actual actual) {}

    private ResultsBody(Request request) {
        this.request = request;
    }

    /** Reads the body to its end, and throws all that is wrong with it. */
    public static ResultsBody read(Request request) {
        ResultsBody body = new ResultsBody(request);
        Fields fields =
                Fields.read(
                        request,
                        Set.of(),
                        body.complaints,
                        Map.of(RESULTS, (parser, name) -> body.rows(parser)));
        fields.requireList(RESULTS);
        fields.check();
        return body;
    }

    public List<Row> rows() {
        return rows;
    }

    public void complain(Row row, String type, String message) {
        String id = "\"" + row.id + "\"";
        List<Object> at = List.of("body", RESULTS, row.index, "sample_id");
        complaints.add(new Complaint(at, type, message, id, null));
    }

    /** Throws all complaints there are. */
    public void check() {
        if (!complaints.isEmpty()) {
            throw HttpProblem.invalid(complaints);
        }
    }

    private void rows(JsonParser parser) {
        List<Object> at = List.of("body", RESULTS);
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            values.mismatch(parser, at, "list_type", "list");
            return;
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == ROWS_MAX) {
                values.complain(at, "too_long", "List should have at most 10000 items");
            }
            if (i >= ROWS_MAX || parser.currentToken() != JsonToken.START_OBJECT) {
                if (i < ROWS_MAX) {
                    values.mismatch(parser, JsonValues.and(at, i), "dict_type", "object");
                }
                parser.skipChildren();
                continue;
            }
            new RowReader(i).read(parser);
        }
    }

    /** The fields of one row; those that nobody here knows are passed over. */
    private final class RowReader {
        private final int index;
        private @Nullable String id;
        private @Nullable String decision;
        private @Nullable Integer risk;
        private @Nullable List<String> hits;
        private @Nullable Double latency;
        private @Nullable Utf8 detectors;
        private @Nullable String error;

        RowReader(int index) {
            this.index = index;
        }

        void read(JsonParser parser) {
            request.add(ROW_BYTES);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                if (parser.currentToken() == JsonToken.VALUE_NULL) {
                    continue;
                }
                field(parser, name);
            }
            end();
        }

        private void field(JsonParser parser, String name) {
            switch (name) {
                case "sample_id" -> id = values.string(parser, at(name));
                case "actual_decision" -> decision = decision(parser, name);
                case "actual_risk_score" -> risk = risk(parser, name);
                case "actual_rule_hits" -> hits = hits(parser, name);
                case "latency_ms" -> latency = latency(parser, name);
                case "detector_results" -> detectors = detectors(parser, name);
                case "error" -> error = error(parser, name);
                default -> parser.skipChildren();
            }
        }

        private List<Object> at(String name) {
            return List.of("body", RESULTS, index, name);
        }

        private @Nullable String decision(JsonParser parser, String name) {
            String word = values.string(parser, at(name));
            if (word == null) {
                return null;
            }
            String upper = word.toUpperCase(Locale.ROOT);
            return upper.equals(Actual.ERROR)
                    ? upper
                    : values.oneOf(word, at(name), Item.DECISIONS);
        }

        private @Nullable Integer risk(JsonParser parser, String name) {
            if (!parser.currentToken().isNumeric()) {
                values.mismatch(parser, at(name), "int_type", "integer");
                return null;
            }
            double value = parser.getValueAsDouble();
            if (value < 0 || value > RISK_MAX) {
                values.complain(at(name), "value_error", "Input should be from 0 to 100");
            }
            return (int) Math.round(value);
        }

        private @Nullable List<String> hits(JsonParser parser, String name) {
            List<String> list = values.strings(parser, at(name));
            if (list != null && list.size() > HITS_MAX) {
                values.complain(at(name), "too_long", "List should have at most 1000 items");
            }
            return list == null ? null : new ArrayList<>(new LinkedHashSet<>(list));
        }

        private @Nullable Double latency(JsonParser parser, String name) {
            if (!parser.currentToken().isNumeric()) {
                values.mismatch(parser, at(name), "float_type", "number");
                return null;
            }
            double ms = parser.getValueAsDouble();
            if (ms < 0 || ms > LATENCY_MS_MAX) {
                values.complain(at(name), "value_error", "Input should be from 0 to 86400000");
                return null;
            }
            return Math.round(ms * 10) / 10.0;
        }

        private @Nullable Utf8 detectors(JsonParser parser, String name) {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                values.mismatch(parser, at(name), "list_type", "list");
                return null;
            }
            JsonText text = new JsonText(complaints, DETAIL_BYTES_MAX);
            text.read(parser, at(name));
            request.add(text.sent().length());
            return text.sent();
        }

        private @Nullable String error(JsonParser parser, String name) {
            String text = values.string(parser, at(name));
            boolean isLong = text != null && text.length() > ERROR_CHARS_MAX;
            if (isLong) {
                values.complain(at(name), "string_too_long", "at most 2000 characters");
            }
            return text;
        }

        private void end() {
            Optional<UUID> itsId = id == null ? Optional.empty() : Ids.parse(id);
            if (id == null) {
                complaints.add(Complaint.missing(at("sample_id")));
            } else if (itsId.isEmpty()) {
                values.complain(at("sample_id"), "uuid_parsing", "Input should be a valid UUID");
            } else if (!seen.add(itsId.get())) {
                values.complain(
                        at("sample_id"), "value_error", "Value error, it stands here twice");
            }
            if (decision == null) {
                complaints.add(Complaint.missing(at("actual_decision")));
            }
            if (itsId.isPresent() && decision != null && complaints.isEmpty()) {
                rows.add(new Row(index, itsId.get(), actual(decision)));
            }
        }

        private Actual actual(String word) {
            if (word.equals(Actual.ERROR)) {
                return Actual.failed(error == null ? "the guardrail failed" : error, latency);
            }
            return new Actual(
                    word, risk, hits == null ? List.of() : hits, latency, detectors, null);
        }
    }
}
