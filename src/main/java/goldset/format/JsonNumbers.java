package goldset.format;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads lists of numbers, and lists of such lists that are all of one length. */
public final class JsonNumbers {
    /** So that squares and their sums stay finite. */
    private static final double NUMBER_MAX = 1e100;

    private static final int MEMORY_PER_NUMBER = 2 * Double.BYTES;
    private static final int MEMORY_PER_ROW = 64;

    private final int rowsMax;
    private final Complaints complaints;
    private final JsonValues values;
    private final LongConsumer memory;
    private double[] scratch = new double[16];

    /**
     * @param memory told how much each number will hold, and free to refuse by throwing
     */
    public JsonNumbers(int rowsMax, Complaints complaints, LongConsumer memory) {
        this.rowsMax = rowsMax;
        this.complaints = complaints;
        this.memory = memory;
        values = new JsonValues(complaints);
    }

    /** Whole numbers from 0 to below a bound; what comes back after a complaint is never used. */
    public int[] classes(JsonParser parser, String name, int bound) {
        List<Object> path = List.of("body", name);
        double[] row = row(parser, path, rowsMax);
        int[] classes = new int[row.length];
        for (int i = 0; i < row.length; i++) {
            classes[i] = (int) row[i];
            if (row[i] != Math.rint(row[i]) || row[i] < 0 || row[i] >= bound) {
                String message = "Input should be a whole number from 0 to " + (bound - 1);
                wrong(JsonValues.and(path, i), "value_error", message, Double.toString(row[i]));
            }
        }
        return classes;
    }

    public double[][] rows(JsonParser parser, String name) {
        List<Object> path = List.of("body", name);
        List<double[]> rows = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            values.mismatch(parser, path, "list_type", "list");
            return new double[0][];
        }
        int width = -1;
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == rowsMax) {
                throw new TooLarge("more than " + rowsMax + " rows of " + name + " in one call");
            }
            memory.accept(MEMORY_PER_ROW);
            List<Object> at = JsonValues.and(path, i);
            boolean isList = parser.currentToken() == JsonToken.START_ARRAY;
            double[] row = row(parser, at, Integer.MAX_VALUE);
            width = width < 0 ? row.length : width;
            if (isList && row.length != width) {
                String message =
                        "List should have %d items, as the first one, not %d"
                                .formatted(width, row.length);
                values.complain(at, "value_error", message);
            }
            rows.add(row);
        }
        if (width == 0) {
            values.complain(
                    JsonValues.and(path, 0), "too_short", "List should have at least 1 item");
        }
        return complaints.isEmpty() ? rows.toArray(double[][]::new) : new double[0][];
    }

    private double[] row(JsonParser parser, List<Object> path, int max) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            values.mismatch(parser, path, "list_type", "list");
            return new double[0];
        }
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (count == max) {
                throw new TooLarge("more than " + max + " rows of " + path.getLast());
            }
            memory.accept(MEMORY_PER_NUMBER);
            if (count == scratch.length) {
                scratch = Arrays.copyOf(scratch, count * 2);
            }
            scratch[count] = number(parser, path, count);
            count++;
        }
        return Arrays.copyOf(scratch, count);
    }

    private double number(JsonParser parser, List<Object> path, int index) {
        if (!parser.currentToken().isNumeric()) {
            values.mismatch(parser, JsonValues.and(path, index), "float_type", "number");
            return 0;
        }
        double number = parser.getDoubleValue();
        if (!(Math.abs(number) <= NUMBER_MAX)) {
            String message = "Input should be from -1e100 to 1e100";
            wrong(JsonValues.and(path, index), "value_error", message, parser.getString());
            return 0;
        }
        return number;
    }

    private void wrong(List<Object> path, String type, String message, String input) {
        complaints.add(new Complaint(path, type, message, Echo.of(input), null));
    }
}
