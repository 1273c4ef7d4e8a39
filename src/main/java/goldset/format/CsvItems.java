package goldset.format;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import goldset.domain.Complaints;
import goldset.domain.NewItem;
import goldset.domain.Utf8Text;
import goldset.format.ItemFields.Field;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * Items out of a table. An empty cell is null, a quoted empty one the empty string; an input is
 * never null. Columns that no item has go into its metadata, so that nothing is lost.
 */
final class CsvItems {
    private static final int COLUMNS_MAX = 1000;
    private static final List<Object> AT = List.of("body", ItemText.NAME);
    private static final String METADATA = "metadata";

    private final ItemReader reader;
    private final Complaints complaints;
    private final JsonValues values;
    private final FileRows rows;
    private final Json json;
    private final @Nullable ShapedItems shaped;
    private List<String> header = List.of();
    private char delimiter;
    private boolean isRejects;

    /** Reads JSON text that stands at a place. */
    @FunctionalInterface
    interface Json {
        void read(String text, List<Object> at, Consumer<JsonParser> use);
    }

    /**
     * @param shaped makes items of rows of another tool; null where they are rows of ours
     */
    CsvItems(
            ItemReader reader,
            Complaints complaints,
            Json json,
            @Nullable ShapedItems shaped,
            FileRows rows) {
        this.reader = reader;
        this.complaints = complaints;
        this.json = json;
        this.shaped = shaped;
        this.rows = rows;
        values = new JsonValues(complaints);
    }

    /**
     * @param start the beginning of the text
     * @param rowCharsMax how long a row may be
     */
    void read(InputStream in, String start, int rowCharsMax) throws IOException {
        delimiter = CsvDelimiter.in(start, name -> reader.field(name) != Field.UNKNOWN);
        Reader text = new InputStreamReader(in, StandardCharsets.UTF_8);
        try (CsvReader<Line> table =
                builder(delimiter, rowCharsMax).build(new Cells(rowCharsMax), text)) {
            Iterator<Line> lines = table.iterator();
            if (!lines.hasNext()) {
                values.complain(
                        AT,
                        "missing",
                        "Field required: a header row with the names of the columns");
            } else if (isHeader(lines.next().cells)) {
                rows(lines);
            }
        } catch (CsvParseException e) {
            complaints.noRow();
            List<Object> at = JsonValues.and(AT, rows.rows());
            values.complain(at, "csv_invalid", "CSV decode error: " + reason(e, rowCharsMax));
        }
    }

    private void rows(Iterator<Line> lines) {
        Rejects rejects = rows.rejects();
        if (rejects != null) {
            rejects.header(header);
        }
        while (lines.hasNext()) {
            Line line = lines.next();
            List<Object> at = rows.begin(line.number);
            boolean taken = rows.end(isWhole(line, at) ? item(line.cells, at) : null);
            if (!taken && rejects != null) {
                rejects.row(line.number, complaints, texts(line));
            }
        }
        if (rows.rows() == 0) {
            values.complain(AT, "missing", "Field required: a row below the header row");
        }
    }

    /** As they came: an empty cell is not an empty string. */
    private static List<@Nullable String> texts(Line line) {
        List<@Nullable String> texts = new ArrayList<>();
        line.cells.forEach(cell -> texts.add(cell.isNull() ? null : cell.text));
        return texts;
    }

    /** The parser names its own settings when a cell has no end in sight. */
    private static String reason(CsvParseException e, int charsMax) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof TooLarge)) {
            cause = cause.getCause();
        }
        String said = String.valueOf(cause.getMessage());
        String reason =
                said.contains("buffer")
                        ? "a cell of more than %d characters, or a quote that isn't closed"
                                .formatted(charsMax)
                        : said;
        return Text.printable(reason);
    }

    /** What stood between the cells of the table that was read last. */
    char delimiter() {
        return delimiter;
    }

    static CsvReader.CsvReaderBuilder builder(char delimiter, int cellCharsMax) {
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(Math.max(1 << 16, cellCharsMax + 1));
    }

    private boolean isHeader(List<Cell> cells) {
        header = cells.stream().map(cell -> cell.text.strip()).toList();
        // Rows that were rejected once, mended.
        int told = Rejects.COLUMNS.size();
        isRejects = header.size() > told && header.subList(0, told).equals(Rejects.COLUMNS);
        if (cells.size() > COLUMNS_MAX) {
            values.complain(AT, "too_long", "A row should have at most " + COLUMNS_MAX + " cells");
            return false;
        }
        Set<String> seen = new HashSet<>();
        for (String name : header) {
            if (!name.isEmpty() && !seen.add(name)) {
                String message = "Value error, two columns are called " + Text.shown(name);
                values.complain(AT, "value_error", message);
                return false;
            }
        }
        if (shaped == null
                && header.stream().noneMatch(name -> reader.field(name) == Field.INPUT)) {
            String message =
                    "Field required: a column of this name in the header row, or map=column:input_text;"
                            + " there are "
                            + Text.shown(String.join(", ", header));
            values.complain(JsonValues.and(AT, "input_text"), "missing", message);
            return false;
        }
        return true;
    }

    /**
     * A cell too few or too many is most often a delimiter in a text that should be quoted: what
     * stands behind it would go to the wrong columns.
     */
    private boolean isWhole(Line line, List<Object> at) {
        int cells = line.cells.size();
        int named = header.size();
        while (named > 0 && header.get(named - 1).isEmpty()) {
            named--;
        }
        if (cells < named) {
            ragged(line, at, header.get(cells), "the column " + shown(cells) + " has no cell");
            return false;
        }
        for (int i = header.size(); i < cells; i++) {
            if (!line.cells.get(i).text.isBlank()) {
                String message = "cell " + (i + 1) + " is beyond the last column";
                ragged(line, at, header.getLast(), message + ", " + shown(header.size() - 1));
                return false;
            }
        }
        return true;
    }

    private String shown(int column) {
        return "\"" + Text.shown(header.get(column)) + "\"";
    }

    private void ragged(Line line, List<Object> at, String column, String what) {
        String message =
                "Value error, the row should have %d cells as the header, not %d: %s"
                        .formatted(header.size(), line.cells.size(), what);
        values.complain(JsonValues.and(at, Text.shown(column)), "value_error", message);
    }

    private @Nullable NewItem item(List<Cell> cells, List<Object> at) {
        ItemReader.Row row = reader.row(at);
        Cell metadata = Cell.NONE;
        StringBuilder more = new StringBuilder();
        Map<String, Tree> others = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            Cell cell = i < cells.size() ? cells.get(i) : Cell.NONE;
            String name = header.get(i);
            if (isRejects && i < Rejects.COLUMNS.size()) {
                continue;
            }
            if (name.isEmpty()) {
                if (!cell.text.isBlank()) {
                    String message = "Value error, cell " + i + " is in a column without a name";
                    values.complain(at, "value_error", message);
                }
                continue;
            }
            if (shaped != null) {
                if (!cell.isNull()) {
                    others.put(name, shaped.cell(name, cell.text, at));
                }
                continue;
            }
            Field field = reader.field(name);
            switch (field) {
                case METADATA -> metadata = cell;
                case UNKNOWN -> member(more, name, cell);
                default -> cell(row, field, name, cell);
            }
        }
        if (shaped != null) {
            return shaped.item(others, at);
        }
        metadata(row, metadata.text.strip(), more);
        return row.finish();
    }

    private void cell(ItemReader.Row row, Field field, String name, Cell cell) {
        switch (field) {
            case INPUT -> row.text(field, name, cell.text);
            case EXPECTED_OUTPUT -> {
                if (!cell.isNull()) {
                    row.text(field, name, cell.text);
                }
            }
            case CONTEXT, EXPECTED_DECISION -> {
                if (!cell.text.isBlank()) {
                    row.text(field, name, cell.text.strip());
                }
            }
            case EXTERNAL_ID -> {
                if (!cell.text.isEmpty()) {
                    row.text(field, name, cell.text);
                }
            }
            case RULE_HITS -> ruleHits(row, name, cell.text.strip());
            case ID -> row.others.id(cell.text);
            default -> {}
        }
    }

    /** A JSON list, else words between semicolons, bars or commas. */
    private void ruleHits(ItemReader.Row row, String name, String text) {
        if (text.startsWith("[")) {
            json.read(text, row.at(name), parser -> row.ruleHits(parser, name));
        } else if (!text.isEmpty()) {
            row.ruleHits(words(text));
        }
    }

    /** Those between semicolons, else between bars, else between commas. */
    static List<String> words(String text) {
        String separator = text.contains(";") ? ";" : text.contains("|") ? "\\|" : ",";
        List<String> words = new ArrayList<>();
        for (String word : text.split(separator)) {
            if (!word.isBlank()) {
                words.add(word.strip());
            }
        }
        return words;
    }

    private static void member(StringBuilder to, String name, Cell cell) {
        if (cell.isNull()) {
            return;
        }
        to.append(to.isEmpty() ? "" : ",").append(Utf8Text.quoted(name));
        to.append(':').append(Utf8Text.quoted(cell.text));
    }

    private void metadata(ItemReader.Row row, String text, StringBuilder more) {
        String whole = text;
        if (!more.isEmpty() && text.isEmpty()) {
            whole = "{" + more + "}";
        } else if (!more.isEmpty() && text.startsWith("{") && text.endsWith("}")) {
            String inner = text.substring(1, text.length() - 1);
            whole = "{" + inner + (inner.isBlank() ? "" : ",") + more + "}";
        }
        if (!whole.isEmpty()) {
            json.read(whole, row.at(METADATA), parser -> row.metadata(parser, METADATA));
        }
    }

    record Cell(String text, boolean quoted) {
        static final Cell NONE = new Cell("", false);

        boolean isNull() {
            return text.isEmpty() && !quoted;
        }
    }

    /**
     * A row.
     *
     * @param number of the line that it begins on, the first being 1
     */
    record Line(long number, List<Cell> cells) {}

    /** The cells of a row; what is beyond those that it may have stands in one more. */
    static final class Cells extends AbstractBaseCsvCallbackHandler<Line> {
        private final int rowCharsMax;
        private List<Cell> cells = new ArrayList<>();
        private long number;
        private long chars;

        Cells(int rowCharsMax) {
            this.rowCharsMax = rowCharsMax;
        }

        @Override
        protected void handleBegin(long startingLineNumber) {
            number = startingLineNumber;
            cells = new ArrayList<>();
            chars = 0;
        }

        @Override
        protected void handleField(int index, char[] from, int offset, int length, boolean quoted) {
            chars += length;
            if (chars > rowCharsMax) {
                throw new TooLarge(
                        "the row at line %d of the file has more than %d characters"
                                .formatted(number, rowCharsMax));
            }
            boolean isEmpty = length == 0 && !quoted;
            if (index <= COLUMNS_MAX) {
                cells.add(isEmpty ? Cell.NONE : new Cell(new String(from, offset, length), quoted));
            } else if (!isEmpty) {
                cells.set(COLUMNS_MAX, new Cell("…", false));
            }
        }

        @Override
        protected Line buildRecord() {
            return new Line(number, cells);
        }
    }
}
