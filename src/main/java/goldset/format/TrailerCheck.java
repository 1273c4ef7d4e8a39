package goldset.format;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.ContentHash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Holds a {@link Trailer} against the rows that stand before it. */
final class TrailerCheck {
    private static final byte[] BEGIN = Trailer.BEGIN.getBytes(StandardCharsets.UTF_8);
    private static final List<Object> AT = List.of("body", ItemText.NAME);

    private final Complaints complaints;
    private int rowsBefore;
    private ContentHash sumBefore = ContentHash.EMPTY;

    TrailerCheck(Complaints complaints) {
        this.complaints = complaints;
    }

    boolean is(Lines line) {
        return line.begins(BEGIN);
    }

    /** Reads it, and complains when the rows since the last one are others. */
    void check(JsonParser parser, FileRows rows) {
        long count = -1;
        String hash = "";
        parser.nextToken();
        parser.nextToken();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("rows") && parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                count = parser.getString().length() < 18 ? parser.getLongValue() : -1;
            } else if (name.equals("content_hash")) {
                hash = parser.getString();
            }
            parser.skipChildren();
        }
        parser.nextToken();
        int seen = rows.rows() - rowsBefore;
        ContentHash sum = rows.sum().minus(sumBefore);
        if (count != seen) {
            complain("it has %d rows above it, not %d: a part is missing".formatted(seen, count));
        } else if (!hash.equals(sum.hex()) && complaints.isEmpty()) {
            complain(
                    "the rows above it have content hash "
                            + sum.hex()
                            + ", not "
                            + Text.shown(hash));
        }
        rowsBefore = rows.rows();
        sumBefore = rows.sum();
    }

    private void complain(String what) {
        String message = "Value error, the trailer says otherwise: " + what;
        complaints.add(new Complaint(AT, "value_error", message, null, null));
    }
}
