package goldset.format;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.Utf8Text;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file that are not taken, each with its line and what is wrong with it: a table for
 * a table, else lines of JSON.
 */
public final class Rejects implements Closeable {
    /** A longer row is to be found in its file. */
    private static final int ROW_CHARS_MAX = 1 << 20;

    /** What stands before the columns of a table. */
    static final List<String> COLUMNS = List.of("line", "reason");

    private final Writer out;
    private @Nullable CsvWriter table;
    private long rows;

    public Rejects(OutputStream to) {
        out = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
    }

    public long rows() {
        return rows;
    }

    /** Before the rows of a table. */
    void header(List<String> names) {
        table =
                CsvWriter.builder()
                        .quoteStrategy(QuoteStrategies.EMPTY)
                        .lineDelimiter(LineDelimiter.LF)
                        .build(out);
        record(COLUMNS.getFirst(), COLUMNS.getLast(), names);
    }

    void row(long line, Complaints why, List<@Nullable String> cells) {
        rows++;
        record(Long.toString(line), reason(why), cells);
    }

    /**
     * @param row as it came, which may be no JSON
     */
    void row(long line, Complaints why, String row, boolean isJson) {
        rows++;
        boolean isLong = row.length() > ROW_CHARS_MAX;
        String kept = isLong ? Text.start(row, ROW_CHARS_MAX) : row;
        try {
            out.write("{\"line\":" + line + ",\"reason\":");
            out.write(Utf8Text.quoted(reason(why)));
            out.write(isLong ? ",\"cut\":true,\"row\":" : ",\"row\":");
            out.write(isJson && !isLong ? kept : Utf8Text.quoted(kept));
            out.write("}\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void record(String line, String reason, List<? extends @Nullable String> cells) {
        List<@Nullable String> all = new ArrayList<>(List.of(line, reason));
        all.addAll(cells);
        if (table == null) {
            throw new IllegalStateException("a row of a table without a header");
        }
        table.writeRecord(all);
    }

    private static String reason(Complaints why) {
        return why.ofRow().stream().map(Rejects::reason).collect(Collectors.joining("; "));
    }

    /** Without the body, the name of the file in it, and the number of the row. */
    private static String reason(Complaint complaint) {
        String place =
                complaint.path().stream()
                        .skip(3)
                        .map(String::valueOf)
                        .collect(Collectors.joining("."));
        return place.isEmpty() ? complaint.message() : place + ": " + complaint.message();
    }

    public void flush() throws IOException {
        if (table != null) {
            table.flush();
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
        out.close();
    }
}
