package goldset.format;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import goldset.domain.Filled;
import goldset.domain.Item;
import goldset.domain.Utf8;
import goldset.domain.Utf8Text;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Items written to a file, one after the other as they come. In a table an empty cell is null and a
 * quoted empty one the empty string; lists and metadata are JSON text.
 *
 * @param filled which columns a table has
 * @param trailer whether lines end with one that tells that they are whole
 * @param excelSafe whether cells that a spreadsheet would run have a quote before them
 */
public record ItemFile(
        Kind kind, RowLayout layout, Filled filled, boolean trailer, boolean excelSafe) {
    private static final int BUFFER = 64 << 10;

    /** What makes a formula of a cell, or hides that it is one. */
    private static final String FORMULA_STARTS = "=+-@\t\r\n＝＋－＠";

    /** What a spreadsheet may drop from the beginning of a cell. */
    private static final String UNSEEN = " \u00A0\uFEFF\u200B";

    /** What a file may be. */
    public enum Kind {
        JSON("json", "application/json", "json"),
        JSONL("jsonl", "application/x-ndjson", "jsonl"),
        CSV("csv", "text/csv; charset=utf-8", "csv"),
        /** Chats to fine-tune a model on; items without an expected output are left out. */
        OPENAI_JSONL("openai-jsonl", "application/x-ndjson", "jsonl");

        private final String word;
        private final String type;
        private final String suffix;

        Kind(String word, String type, String suffix) {
            this.word = word;
            this.type = type;
            this.suffix = suffix;
        }

        public static Optional<Kind> of(String word) {
            return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
        }

        public String word() {
            return word;
        }

        /** The media type. */
        public String type() {
            return type;
        }

        public String suffix() {
            return suffix;
        }
    }

    /** Writes all items that the source visits. */
    public void write(OutputStream out, Consumer<Consumer<Item>> source) throws IOException {
        try {
            switch (kind) {
                case JSON -> rows(out, layout.begin(), layout::json, ",\n", layout.end(), source);
                case JSONL -> {
                    if (trailer) {
                        trailed(out, source);
                    } else {
                        rows(out, "", layout::json, "\n", "\n", source);
                    }
                }
                case CSV -> table(out, source);
                case OPENAI_JSONL -> rows(out, "", ItemFile::chat, "\n", "\n", source);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void rows(
            OutputStream out,
            String begin,
            Form form,
            String between,
            String end,
            Consumer<Consumer<Item>> source)
            throws IOException {
        Rows rows = new Rows(out, form, between);
        rows.text.put(begin);
        source.accept(rows);
        // A file of lines that has none is empty.
        rows.text.put(rows.any || !begin.isEmpty() ? end : "");
        rows.text.writeTo(out);
    }

    private void trailed(OutputStream out, Consumer<Consumer<Item>> source) throws IOException {
        Trailer trailer = new Trailer();
        rows(out, "", layout::json, "\n", "\n", visit -> source.accept(trailer.before(visit)));
        out.write(trailer.line());
    }

    private void table(OutputStream to, Consumer<Consumer<Item>> source) throws IOException {
        Writer out = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8), BUFFER);
        List<? extends RowLayout.Cell> columns = layout.columns(filled);
        CsvWriter csv =
                CsvWriter.builder()
                        .quoteStrategy(QuoteStrategies.EMPTY)
                        .lineDelimiter(LineDelimiter.LF)
                        .build(out);
        csv.writeRecord(columns.stream().map(RowLayout.Cell::name).toList());
        @Nullable String[] cells = new @Nullable String[columns.size()];
        source.accept(item -> {
            Arrays.setAll(cells, i -> cell(columns.get(i).text(item)));
            csv.writeRecord(cells);
        });
        csv.flush();
        out.flush();
    }

    private @Nullable String cell(@Nullable String text) {
        if (!excelSafe || text == null) {
            return text;
        }
        int at = 0;
        while (at < text.length() && UNSEEN.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        boolean runs = at < text.length() && FORMULA_STARTS.indexOf(text.charAt(at)) >= 0;
        return runs ? "'" + text : text;
    }

    private static void chat(Item item, Utf8Text row) {
        Utf8 expected = item.expectedOutput();
        if (expected != null) {
            row.put("{\"messages\":[{\"role\":\"user\",\"content\":").string(item.input());
            row.put("},{\"role\":\"assistant\",\"content\":").string(expected).put("}]}");
        }
    }

    /** Puts an item at the end of a text, or nothing when the file has none of it. */
    @FunctionalInterface
    private interface Form {
        void put(Item item, Utf8Text to);
    }

    /** Writes a row an item, as many at a time as make a good size. */
    private static final class Rows implements Consumer<Item> {
        private final OutputStream out;
        private final Form form;
        private final String between;
        private final Utf8Text text = new Utf8Text(BUFFER * 3 / 2);
        private boolean any;

        Rows(OutputStream out, Form form, String between) {
            this.out = out;
            this.form = form;
            this.between = between;
        }

        @Override
        public void accept(Item item) {
            int start = text.length();
            text.put(any ? between : "");
            int row = text.length();
            form.put(item, text);
            if (text.length() == row) {
                text.cut(start);
                return;
            }
            any = true;
            if (text.length() >= BUFFER) {
                try {
                    text.writeTo(out);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
