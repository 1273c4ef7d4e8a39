package goldset.format;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.Item;
import goldset.domain.NewItem;
import goldset.format.ItemFields.Field;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * One row of another tool on its way to an item: a shape takes what it knows, and the rest goes
 * into the metadata, so that nothing is lost. What was taken first stays.
 */
final class ShapedRow {
    private static final String METADATA = "metadata";

    private final ItemReader.Row row;
    private final Complaints complaints;
    private final CsvItems.Json json;
    private final Map<String, Tree> left;
    private final Map<Field, Found> found = new EnumMap<>(Field.class);
    private final Map<String, Tree> metadata = new LinkedHashMap<>();
    private final Map<String, Tree> kept = new LinkedHashMap<>();
    private String inputName = OwnFields.INPUT;
    private boolean isWhole;
    private boolean hasMetadata;
    private boolean hasMetadataRead;

    private record Found(String name, Tree value) {}

    ShapedRow(
            ItemReader.Row row, Complaints complaints, CsvItems.Json json, Map<String, Tree> left) {
        this.row = row;
        this.complaints = complaints;
        this.json = json;
        this.left = left;
    }

    /** Takes a value of any kind out of the row; null where there is none. */
    @Nullable Tree take(String name) {
        Tree value = left.remove(name);
        return value == null || value.isNull() ? null : value;
    }

    @Nullable Tree see(String name) {
        return left.get(name);
    }

    List<String> names() {
        return List.copyOf(left.keySet());
    }

    void put(String name, Tree value) {
        left.put(name, value);
    }

    /** The first of these names that is there is the input. */
    ShapedRow input(String... names) {
        if (inputName.equals(OwnFields.INPUT)) {
            inputName = names[0];
        }
        return text(Field.INPUT, names);
    }

    /** A chat that is one question is no more than that. */
    ShapedRow chat(String name) {
        if (left.get(name) instanceof Tree.Entries(List<Tree> chat)
                && chat.size() == 1
                && chat.getFirst() instanceof Tree.Members(Map<String, Tree> message)
                && message.size() == 2
                && new Tree.Word("user").equals(message.get("role"))
                && message.get("content") instanceof Tree.Word text) {
            left.put(name, text);
        }
        return this;
    }

    ShapedRow output(String... names) {
        return text(Field.EXPECTED_OUTPUT, names);
    }

    /** A part of a field that is kept whole. */
    void output(String name, Tree part) {
        set(Field.EXPECTED_OUTPUT, name, part);
    }

    private ShapedRow text(Field field, String... names) {
        for (String name : names) {
            Tree value = take(name);
            if (value != null) {
                set(field, name, value);
                return this;
            }
        }
        return this;
    }

    ShapedRow decision(String... names) {
        return text(Field.EXPECTED_DECISION, names);
    }

    /** One that follows from others. */
    void decision(String name, Tree value) {
        set(Field.EXPECTED_DECISION, name, value);
    }

    void hits(String name, Tree value) {
        set(Field.RULE_HITS, name, value);
    }

    ShapedRow hits(String... names) {
        return text(Field.RULE_HITS, names);
    }

    /** An id of the other tool's, when it can be one here; else it is kept as it is. */
    ShapedRow id(String... names) {
        for (String name : names) {
            if (left.get(name) instanceof Tree.Word(String text)) {
                int bytes = Text.utf8Bytes(text);
                if (bytes > 0 && bytes <= Item.EXTERNAL_ID_BYTES_MAX) {
                    return text(Field.EXTERNAL_ID, name);
                }
            }
        }
        return this;
    }

    /** An object whose members are metadata. */
    ShapedRow metadata(String name) {
        return text(Field.METADATA, name);
    }

    /** An object in which both input and expectation stand; it is kept whole. */
    ShapedRow within(String name) {
        inputName = name;
        Tree value = take(name);
        if (value instanceof Tree.Members(Map<String, Tree> byName)
                && byName.containsKey(OwnFields.INPUT)
                && OwnFields.areAll(byName)) {
            isWhole = true;
            ours(name, byName);
        } else if (value instanceof Tree.Members(Map<String, Tree> byName)) {
            kept.put(name, value);
            Map<String, Tree> rest = new LinkedHashMap<>(byName);
            for (String expected : TextOf.EXPECTED) {
                Tree said = rest.get(expected);
                if (said != null && !said.isNull()) {
                    rest.remove(expected);
                    boolean decides =
                            said instanceof Tree.Word(String word) && decisionOf(word).isPresent();
                    found.putIfAbsent(
                            decides ? Field.EXPECTED_DECISION : Field.EXPECTED_OUTPUT,
                            new Found(name, TextOf.OUTPUT.of(said)));
                    break;
                }
            }
            Tree input = new Tree.Members(rest);
            found.putIfAbsent(Field.INPUT, new Found(name, TextOf.INPUT.of(input)));
        } else if (value != null) {
            set(Field.INPUT, name, value);
        }
        return this;
    }

    /** Fields that are called as ours are. */
    ShapedRow own() {
        for (String name : List.copyOf(left.keySet())) {
            Field field = ItemFields.IMPORT.field(name).orElse(Field.UNKNOWN);
            switch (field) {
                case UNKNOWN, ID, CREATED_AT -> {}
                default -> text(field, name);
            }
        }
        return this;
    }

    /** A column as the client maps it. */
    void mapped(String name, Field field) {
        text(field, name);
    }

    void refuse(String name, String message) {
        complaints.add(new Complaint(row.at(name), "value_error", message, null, null));
    }

    private void set(Field field, String name, Tree value) {
        if (field == Field.METADATA) {
            if (value instanceof Tree.Members(Map<String, Tree> byName)) {
                byName.forEach((key, member) -> metadata(name, key, member));
            } else {
                kept.put(name, value);
            }
            return;
        }
        if (value instanceof Tree.Members(Map<String, Tree> byName)) {
            Map<String, Field> ours = OwnFields.in(byName, field);
            if (!ours.isEmpty() && !byName.isEmpty()) {
                byName.forEach((key, part) -> set(ours.getOrDefault(key, field), name, part));
                return;
            }
        }
        if (found.containsKey(field)) {
            kept.put(name, value);
            return;
        }
        Tree set = value;
        if (field == Field.INPUT || field == Field.EXPECTED_OUTPUT) {
            TextOf which = field == Field.INPUT ? TextOf.INPUT : TextOf.OUTPUT;
            boolean isPart = value instanceof Tree.Members || value instanceof Tree.Entries;
            if (isPart && which.find(value).isPresent()) {
                kept.put(name, value);
            }
            set = which.of(value);
        }
        found.put(field, new Found(name, set));
    }

    private void metadata(String name, String key, Tree member) {
        if (key.equals(OwnFields.NAME)
                && member instanceof Tree.Members(Map<String, Tree> fields)
                && OwnFields.areAll(fields)) {
            ours(key, fields);
        } else if (key.equals(OwnFields.NAME)
                && member instanceof Tree.Word(String text)
                && text.startsWith("{")) {
            ours(text);
        } else {
            member(name, key, member);
        }
    }

    private void member(String name, String key, Tree member) {
        if (metadata.putIfAbsent(key, member) != null) {
            kept.put(name + "." + key, member);
        }
    }

    /** Fields as rows of ours have them. */
    private void ours(String name, Map<String, Tree> fields) {
        Map<String, Tree> others = new LinkedHashMap<>(fields);
        if (others.get(METADATA) instanceof Tree.Members(Map<String, Tree> byName)) {
            others.remove(METADATA);
            hasMetadata = true;
            byName.forEach((key, member) -> member(name, key, member));
        }
        ours(new Tree.Members(others).written());
    }

    private void ours(String text) {
        json.read(
                text,
                row.at(OwnFields.NAME),
                parser -> {
                    while (parser.nextToken() != JsonToken.END_OBJECT) {
                        String field = parser.currentName();
                        parser.nextToken();
                        hasMetadataRead |= field.equals(METADATA);
                        row.field(parser, field);
                    }
                });
    }

    /** Fields of ours that somebody put beside those of the other tool. */
    private void beside() {
        OwnFields.BESIDE.forEach((name, field) -> {
            Tree value = left.get(name);
            boolean isCell = field == Field.RULE_HITS && value instanceof Tree.Word;
            if (!found.containsKey(field) && (isCell || OwnFields.fits(field, value))) {
                text(field, name);
            }
        });
    }

    /** The item, or null after a complaint. */
    @Nullable NewItem finish() {
        beside();
        Found input = found.get(Field.INPUT);
        if (input == null && !isWhole) {
            complaints.add(Complaint.missing(row.at(inputName)));
        }
        found.forEach(this::fill);
        rest();
        if (hasMetadataRead && !metadata.isEmpty()) {
            refuse(
                    METADATA,
                    "Value error, metadata stands under " + OwnFields.NAME + " too: send one");
        } else if (!metadata.isEmpty() || hasMetadata) {
            String whole = new Tree.Members(metadata).written();
            json.read(whole, row.at(METADATA), parser -> row.metadata(parser, METADATA));
        }
        return input == null && !isWhole ? null : row.finish();
    }

    /** Where two have one name, that of the row's own metadata stays. */
    private void rest() {
        kept.putAll(left);
        kept.forEach((name, value) -> {
            String free = name;
            while (metadata.containsKey(free)) {
                free = "row." + free;
            }
            if (!value.isNull()) {
                metadata.put(free, value);
            }
        });
    }

    private void fill(Field field, Found value) {
        if (field == Field.RULE_HITS && value.value instanceof Tree.Entries(List<Tree> hits)) {
            row.ruleHits(words(hits, value.name));
            return;
        }
        String text =
                switch (value.value) {
                    case Tree.Word(String word) -> word;
                    case Tree.Plain(String plain) when field == Field.EXTERNAL_ID -> plain;
                    default -> {
                        String message = "Input should be a valid string";
                        complaints.add(
                                new Complaint(
                                        row.at(value.name), "string_type", message, null, null));
                        yield "";
                    }
                };
        switch (field) {
            case INPUT, EXPECTED_OUTPUT -> row.text(field, value.name, text);
            case EXPECTED_DECISION -> {
                if (!text.isBlank()) {
                    row.text(field, value.name, decisionOf(text).orElse(text));
                }
            }
            case RULE_HITS -> hits(text, value.name);
            default -> {
                if (!text.isEmpty()) {
                    row.text(field, value.name, text);
                }
            }
        }
    }

    /** A cell: a JSON list, else words. */
    private void hits(String text, String name) {
        if (text.startsWith("[")) {
            json.read(text, row.at(name), parser -> row.ruleHits(parser, name));
        } else {
            row.ruleHits(CsvItems.words(text));
        }
    }

    private List<String> words(List<Tree> entries, String name) {
        List<String> words = new ArrayList<>();
        for (Tree entry : entries) {
            if (entry instanceof Tree.Word(String word)) {
                words.add(word);
            } else {
                refuse(name, "Value error, each should be a string");
            }
        }
        return words;
    }

    /** A decision as others write it: in either case, and a flag is a warning. */
    static Optional<String> decisionOf(String text) {
        String word = text.strip().toUpperCase(Locale.ROOT);
        Predicate<String> same = word.equals("FLAG") ? "WARN"::equals : word::equals;
        return Item.DECISIONS.stream().filter(same).findFirst();
    }
}
