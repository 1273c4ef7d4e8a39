package goldset.http;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.Ids;
import goldset.domain.RunRow;
import goldset.domain.ToldResult;
import goldset.domain.scoring.Actual;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** {@code {"results": […]}}: what a worker or a teller found, item by item. */
public final class ResultsBody {
    static final String RESULTS = "results";

    private final Names names;
    private final Complaints complaints = new Complaints();
    private final ResultFields values;
    private final List<ToldResult> rows = new ArrayList<>();
    private final Set<Object> seen = new HashSet<>();

    /**
     * How a row says which item it is of.
     *
     * @param rowsMax how many there may be in one call
     */
    public record Names(String key, boolean isNumber, int rowsMax) {
        public static final Names ZNYX = new Names("sample_id", false, 10_000);
        public static final Names EVALGUARD = new Names("test_case_index", true, 1000);
    }

    private ResultsBody(Request request, Names names) {
        this.names = names;
        values = new ResultFields(request, complaints);
    }

    /** Reads the body to its end, and throws all that is wrong with it. */
    public static ResultsBody read(Request request, Names names) {
        ResultsBody body = new ResultsBody(request, names);
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

    public List<ToldResult> rows() {
        return rows;
    }

    /** Complains of the item that a row is of. */
    public void complain(ToldResult row, String message) {
        String key = row.id() == null ? Integer.toString(row.number()) : "\"" + row.id() + "\"";
        List<Object> at = List.of("body", RESULTS, row.index(), names.key);
        complaints.add(new Complaint(at, "value_error", "Value error, " + message, key, null));
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
            if (parser.currentToken() != JsonToken.VALUE_NULL) {
                values.mismatch(parser, at, "list_type", "list");
            }
            return;
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == names.rowsMax) {
                String message = "List should have at most " + names.rowsMax + " items";
                complaints.add(new Complaint(at, "too_long", message, null, null));
            }
            if (i >= names.rowsMax) {
                parser.skipChildren();
            } else if (parser.currentToken() != JsonToken.START_OBJECT) {
                values.mismatch(parser, List.of("body", RESULTS, i), "dict_type", "object");
                parser.skipChildren();
            } else {
                row(parser, i);
            }
        }
    }

    /** Fields that nobody here knows are passed over. */
    private void row(JsonParser parser, int index) {
        values.begin(index);
        UUID id = null;
        Integer number = null;
        boolean named = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            if (!name.equals(names.key)) {
                values.field(parser, name);
                continue;
            }
            named = true;
            if (names.isNumber) {
                number = values.number(parser, name);
            } else {
                id = id(parser, name);
            }
        }
        if (!named) {
            complaints.add(Complaint.missing(List.of("body", RESULTS, index, names.key)));
        }
        Object key = number == null ? id : number;
        Actual actual = values.actual();
        RunRow.Told told = values.told();
        if (!names.isNumber) {
            values.requireDecision(actual);
        }
        if (key == null) {
            return;
        }
        ToldResult row =
                new ToldResult(
                        index, id, number == null ? -1 : number, actual, told, values.passed());
        if (!seen.add(key)) {
            complain(row, "it stands here twice");
        }
        rows.add(row);
    }

    private @Nullable UUID id(JsonParser parser, String name) {
        String text = values.text(parser, name);
        Optional<UUID> id = text == null ? Optional.empty() : Ids.parse(text);
        if (text != null && id.isEmpty()) {
            values.complain(name, "uuid_parsing", "Input should be a valid UUID");
        }
        return id.orElse(null);
    }
}
