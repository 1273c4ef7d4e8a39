package goldset.format;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import goldset.domain.Filled;
import goldset.domain.Item;
import goldset.domain.ItemHasher;
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
 */
public record ItemFile(Kind kind, ItemLayout layout, Filled filled) {
    private static final int BUFFER_CHARS = 64 << 10;

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
        Writer text =
                new BufferedWriter(
                        new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER_CHARS);
        try {
            switch (kind) {
                case JSON -> {
                    text.write("[");
                    source.accept(new Rows(text, layout::json, ",\n"));
                    text.write("]\n");
                }
                case JSONL -> lines(text, layout::json, source);
                case CSV -> table(text, source);
                case OPENAI_JSONL -> lines(text, ItemFile::chat, source);
            }
            text.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void lines(Writer out, Form form, Consumer<Consumer<Item>> source)
            throws IOException {
        Rows rows = new Rows(out, form, "\n");
        source.accept(rows);
        out.write(rows.any ? "\n" : "");
    }

    private void table(Writer out, Consumer<Consumer<Item>> source) throws IOException {
        List<ItemLayout.Column> columns = layout.columns(filled);
        CsvWriter csv =
                CsvWriter.builder()
                        .quoteStrategy(QuoteStrategies.EMPTY)
                        .lineDelimiter(LineDelimiter.LF)
                        .build(out);
        csv.writeRecord(columns.stream().map(ItemLayout.Column::name).toList());
        @Nullable String[] cells = new @Nullable String[columns.size()];
        source.accept(item -> {
            Arrays.setAll(cells, i -> columns.get(i).text(item));
            csv.writeRecord(cells);
        });
        csv.flush();
    }

    private static void chat(Item item, StringBuilder row) {
        if (item.expectedOutput() == null) {
            return;
        }
        row.append("{\"messages\":[{\"role\":\"user\",\"content\":");
        ItemHasher.appendString(row, item.input());
        row.append("},{\"role\":\"assistant\",\"content\":");
        ItemHasher.appendString(row, item.expectedOutput());
        row.append("}]}");
    }

    /** Appends an item to a row, or leaves the row empty when the item has none. */
    @FunctionalInterface
    private interface Form {
        void put(Item item, StringBuilder row);
    }

    /** Writes a row an item, out of one buffer. */
    private static final class Rows implements Consumer<Item> {
        private final Writer out;
        private final Form form;
        private final String between;
        private final StringBuilder row = new StringBuilder(1024);
        private boolean any;

        Rows(Writer out, Form form, String between) {
            this.out = out;
            this.form = form;
            this.between = between;
        }

        @Override
        public void accept(Item item) {
            row.setLength(0);
            form.put(item, row);
            if (row.isEmpty()) {
                return;
            }
            try {
                out.append(any ? between : "").append(row);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            any = true;
        }
    }
}
