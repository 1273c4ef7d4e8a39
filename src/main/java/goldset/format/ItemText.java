package goldset.format;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.ImportPlan;
import goldset.domain.NewItem;
import goldset.domain.OnConflict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Items out of the text of a file; every complaint names the row, counted from 0, and the line. */
public final class ItemText {
    /** What the text is called in the body that brings it. */
    static final String NAME = "content";

    private static final List<Object> AT = List.of("body", NAME);
    private static final String ARRAY = "samples";

    /** What the list of the rows may be called when it doesn't stand alone. */
    static final Set<String> LISTS = Set.of(ARRAY, "cases", "items", "events", "examples", "tests");

    /** How much of a file is looked at to tell what it is. */
    static final int START_BYTES = 1 << 20;

    /** How many bytes of JSON one of a text takes: two of a letter may be six as an escape. */
    private static final int JSON_PER_TEXT_BYTE = 3;

    private final ItemReader reader;
    private final Complaints complaints;
    private final JsonValues values;
    private final int itemBytesMax;
    private final ImportPlan plan;
    private final FileRows rows;
    private boolean onlyChecks;
    private Kind kind = Kind.JSON;
    private Shape shape = Shape.OWN;
    private @Nullable ShapedItems shaped;
    private @Nullable Character delimiter;

    /** What a text may be. */
    public enum Kind {
        JSON,
        JSONL,
        CSV,
        YAML;

        public static Optional<Kind> of(String word) {
            return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
        }

        /** All kinds, for a sentence. */
        public static String words() {
            return Arrays.stream(values())
                    .map(kind -> "'" + kind.word() + "'")
                    .collect(Collectors.joining(", "))
                    .replaceFirst(",([^,]*)$", " or$1");
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param plan what is said of the file
     * @param sink takes each sound row, in the order of the file, until there is a complaint
     * @param rejects takes the rows that are complained of, and lets the sound ones go on
     */
    public ItemText(
            ItemReader reader,
            Complaints complaints,
            int itemBytesMax,
            ImportPlan plan,
            Consumer<NewItem> sink,
            @Nullable Rejects rejects) {
        this.reader = reader;
        this.complaints = complaints;
        this.itemBytesMax = itemBytesMax;
        this.plan = plan;
        OnConflict onConflict = plan.onConflict();
        boolean needsId = onConflict != null && onConflict.by() == OnConflict.By.EXTERNAL_ID;
        rows = new FileRows(complaints, needsId, sink, rejects);
        values = new JsonValues(complaints);
    }

    /** As {@link #read}, for whoever wants the complaints and not the items. */
    public void check(Source source) {
        onlyChecks = true;
        read(source);
    }

    /** Reads all rows. What is wrong with them, and with the text itself, is complained of. */
    public void read(Source source) {
        Shaping shaping = new Shaping(plan.shape(), plan.columns());
        try {
            String start = start(source);
            kind =
                    Optional.ofNullable(plan.format())
                            .flatMap(Kind::of)
                            .orElseGet(() -> Guess.of(start));
            if (onlyChecks && kind != Kind.JSONL) {
                // Only lines may have a trailer, which speaks of hashes.
                reader.omitHashes();
            }
            FirstRows first = FirstRows.of(start, kind);
            shape = shaping.of(first);
            if (shape != Shape.OWN || shaping.hasMap()) {
                shaped = new ShapedItems(reader, complaints, this::cell, shape, shaping);
            }
            try (InputStream in = source.open()) {
                switch (kind) {
                    case JSON -> file(source, in, start, parser -> json(parser, first));
                    case YAML -> yaml(in, first);
                    case JSONL -> lines(in);
                    case CSV -> table(in, start);
                }
            }
            for (String column : shaping.unseen()) {
                String message = "Value error, no column is called so: " + Text.shown(column);
                values.complain(JsonValues.and(AT, "map"), "value_error", message);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String start(Source source) throws IOException {
        try (InputStream in = source.open()) {
            return new String(in.readNBytes(START_BYTES), StandardCharsets.UTF_8);
        }
    }

    public Kind kind() {
        return kind;
    }

    /** Whose rows they were; empty when they were ours. */
    public Optional<String> shape() {
        return shape == Shape.OWN ? Optional.empty() : Optional.of(shape.word());
    }

    /** What stands between the cells of a table; nothing for other kinds. */
    public Optional<Character> delimiter() {
        return Optional.ofNullable(delimiter);
    }

    /** How many rows were begun, sound or not. */
    public int rows() {
        return rows.rows();
    }

    /** The first that are sound, even where others are not. */
    public List<NewItem> first() {
        return rows.first();
    }

    private void json(JsonParser parser, FirstRows first) {
        if (shaped != null && shape == Shape.PHOENIX && first.isOneObject()) {
            shaped.columns(parser, rows);
        } else if (shaped != null && shape == Shape.ZNYX_BENCHMARK && first.isOneObject()) {
            shaped.benchmark(parser, rows);
        } else {
            array(parser);
        }
    }

    private void table(InputStream in, String start) throws IOException {
        CsvItems table = new CsvItems(reader, complaints, this::cell, shaped, rows);
        table.read(in, start, itemBytesMax);
        delimiter = table.delimiter();
    }

    private void array(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            rows(parser);
            return;
        }
        String found = "";
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            boolean isArray = parser.nextToken() == JsonToken.START_ARRAY && LISTS.contains(name);
            if (isArray && !found.isEmpty()) {
                String lists = found + " and " + name;
                String message = "Value error, rows should stand in one list, not in " + lists;
                values.complain(AT, "value_error", message);
                parser.skipChildren();
            } else if (isArray || name.equals(ARRAY)) {
                found = name;
                rows(parser);
            } else if (name.equals(NAME)) {
                String message = "Value error, rows should stand in a list or in content: send one";
                values.complain(AT, "value_error", message);
                parser.skipChildren();
            } else if (shaped == null && (name.equals("map") || name.equals("shape"))) {
                String message = "Value error, beside a list of rows it should be in the query";
                values.complain(JsonValues.and(AT, name), "value_error", message);
                parser.skipChildren();
            } else {
                // What the files of other tools have beside their rows says nothing of these.
                if (shaped == null) {
                    reader.ignore(Text.shown(name));
                }
                parser.skipChildren();
            }
        }
        if (found.isEmpty()) {
            values.complain(
                    AT,
                    "missing",
                    "Field required: a list of samples, alone or under the name samples;"
                            + " objects line by line are format jsonl");
        }
    }

    private void rows(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            values.mismatch(parser, AT, "list_type", "list");
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            List<Object> at = rows.begin(parser.currentTokenLocation().getLineNr());
            if (rows.rejects() == null) {
                rows.end(item(parser, at));
                continue;
            }
            byte[] row = copy(parser);
            rows.end(
                    item(new ByteArrayInputStream(row), at, ""),
                    () -> new String(row, StandardCharsets.UTF_8));
        }
    }

    /** The JSON of the value that the parser stands on. */
    private byte[] copy(JsonParser parser) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = StrictJson.generator(bytes)) {
            int depth = 0;
            do {
                JsonToken token = parser.currentToken();
                if (token.isNumeric()) {
                    out.writeNumber(parser.getString());
                } else {
                    out.copyCurrentEvent(parser);
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (bytes.size() > itemBytesMax * (long) JSON_PER_TEXT_BYTE) {
                    throw new TooLarge("the row at line " + rows.line() + " is too long");
                }
            } while (depth > 0 && parser.nextToken() != null);
        }
        return bytes.toByteArray();
    }

    private @Nullable NewItem item(JsonParser parser, List<Object> at) {
        return shaped == null ? reader.item(parser, at) : shaped.item(parser, at);
    }

    /** The same of a row that stands alone. */
    private @Nullable NewItem item(InputStream in, List<Object> at, String start) {
        @Nullable NewItem[] made = new @Nullable NewItem[1];
        parse(in, at, start, parser -> made[0] = item(parser, at));
        return made[0];
    }

    private void lines(InputStream in) throws IOException {
        long bytesMax = itemBytesMax * (long) JSON_PER_TEXT_BYTE;
        Lines lines = new Lines(in, (int) Math.min(bytesMax, Integer.MAX_VALUE - 8));
        TrailerCheck trailer = new TrailerCheck(complaints);
        while (lines.next()) {
            if (trailer.is(lines)) {
                cell(lines.text(), AT, parser -> trailer.check(parser, rows));
                continue;
            }
            List<Object> at = rows.begin(lines.number());
            NewItem item = item(lines.bytes(), at, lines.start());
            Rejects rejects = rows.rejects();
            if (!rows.end(item) && rejects != null) {
                boolean isJson =
                        complaints.ofRow().stream()
                                .noneMatch(one -> one.type().equals("json_invalid"));
                rejects.row(lines.number(), complaints, lines.text().strip(), isJson);
            }
        }
    }

    /** JSON in a text that is held anyway. */
    private void cell(String text, List<Object> at, Consumer<JsonParser> use) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        parse(new ByteArrayInputStream(bytes), at, text, use);
    }

    private void yaml(InputStream in, FirstRows first) {
        try (JsonParser parser = Yaml.parser(in, Yaml.FILE_BYTES_MAX)) {
            try {
                if (parser.nextToken() == null) {
                    throw new BadJson(0, "the text is empty");
                }
                json(parser, first);
                if (parser.nextToken() != null) {
                    throw new BadJson(0, "another document follows: a file should have one");
                }
            } catch (JacksonException e) {
                throw Yaml.fault(e);
            }
        } catch (BadJson e) {
            complaints.noRow();
            values.complain(AT, "yaml_invalid", "YAML decode error: " + e.getMessage());
        }
    }

    /** Hands over a parser on the file's value, and tells the line of a fault in it. */
    private void file(Source source, InputStream in, String start, Consumer<JsonParser> use)
            throws IOException {
        try {
            parse(in, use);
        } catch (BadJson e) {
            complaints.noRow();
            complain(e, AT, Position.of(source, e.offset()), start);
        }
    }

    /** Hands over a parser on the root value; what is no JSON becomes a complaint. */
    private void parse(InputStream in, List<Object> at, String start, Consumer<JsonParser> use) {
        try {
            parse(in, use);
        } catch (BadJson e) {
            complain(e, at, "at byte " + e.offset() + " of it", start);
        }
    }

    private void parse(InputStream in, Consumer<JsonParser> use) {
        try (JsonParser parser = StrictJson.parser(in, itemBytesMax)) {
            try {
                if (parser.nextToken() == null) {
                    throw new BadJson(0, "the text is empty");
                }
                use.accept(parser);
                StrictJson.end(parser);
            } catch (JacksonException e) {
                throw StrictJson.fault(e, parser);
            }
        }
    }

    private void complain(BadJson e, List<Object> at, String where, String start) {
        String message = "JSON decode error " + where + ": " + e.getMessage();
        complaints.add(new Complaint(at, "json_invalid", message, Echo.of(start), e.getMessage()));
    }
}
