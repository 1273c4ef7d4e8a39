package goldset.format;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.ContentHash;
import goldset.domain.Item;
import goldset.domain.ItemHasher;
import goldset.domain.NewItem;
import goldset.domain.Utf8;
import goldset.domain.Utf8Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads an array of items as it comes, checks and hashes each, and collects every complaint. One
 * instance serves one request.
 */
public final class ItemReader {
    /** What an item costs in memory beside its text. */
    private static final long ITEM_OVERHEAD_BYTES = 256;

    private static final int IGNORED_NAMES_MAX = 20;
    private static final String CONTEXT = "context";
    private static final Utf8 EMPTY_OBJECT = Utf8.valueOf("{}");

    private final ItemFields fields;
    private final Limits limits;
    private final Complaints complaints;
    private final LongConsumer memory;
    private final JsonValues values;
    private final JsonText metadata;
    private final ItemHasher hasher = new ItemHasher();
    private final Set<String> ignored = new LinkedHashSet<>();
    private final boolean isFile;
    private boolean hashes = true;

    public record Limits(int itemBytesMax, int rowsMax) {}

    /**
     * @param memory told how much each item will hold, and free to refuse by throwing
     */
    public ItemReader(
            ItemFields fields, Limits limits, Complaints complaints, LongConsumer memory) {
        this.fields = fields;
        isFile = fields.equals(ItemFields.IMPORT);
        this.limits = limits;
        this.complaints = complaints;
        this.memory = memory;
        values = new JsonValues(complaints);
        metadata = new JsonText(complaints, limits.itemBytesMax());
    }

    /**
     * Reads the value that the parser stands on. After a complaint the rest is only checked, not
     * kept.
     *
     * @param name what the array is called in the body
     */
    public List<NewItem> read(JsonParser parser, String name) {
        List<NewItem> items = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            values.mismatch(parser, List.of("body", name), "list_type", "list");
            return items;
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            keep(item(parser, at(name, i)), items);
        }
        return complaints.isEmpty() ? items : List.of();
    }

    /** The place of an item, unless that is one too many. */
    private List<Object> at(String name, int index) {
        if (index == limits.rowsMax) {
            throw new TooLarge("more than " + index + " " + name + " in one call");
        }
        return List.of("body", name, index);
    }

    private void keep(@Nullable NewItem item, List<NewItem> items) {
        if (item != null && complaints.isEmpty()) {
            memory.accept(ITEM_OVERHEAD_BYTES);
            items.add(item);
        }
    }

    /** Holds memory for so many bytes more, or refuses. */
    void hold(long bytes) {
        memory.accept(bytes);
    }

    ItemFields.Field field(String name) {
        return fields.field(name).orElse(ItemFields.Field.UNKNOWN);
    }

    /** An item whose fields don't come as JSON. */
    Row row(List<Object> path) {
        return new Row(path);
    }

    /** Reads the fields of one item from an object that the parser stands on. */
    public ItemPatch patch(JsonParser parser) {
        Row row = row(parser, List.of("body"));
        return item -> row.over(item, limits.itemBytesMax);
    }

    /** Nobody will look at the hashes of the items. */
    void omitHashes() {
        hashes = false;
    }

    void ignore(String name) {
        if (ignored.size() < IGNORED_NAMES_MAX) {
            ignored.add(name);
        }
    }

    /** Fields that nobody here knows, each named once, as {@code samples[].colour}. */
    public Collection<String> ignored() {
        return ignored;
    }

    @Nullable NewItem item(JsonParser parser, List<Object> path) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            values.mismatch(parser, path, "model_attributes_type", "object");
            return null;
        }
        return row(parser, path).finish();
    }

    private Row row(JsonParser parser, List<Object> path) {
        Row row = new Row(path);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            row.field(parser, name);
        }
        return row;
    }

    /** One item while its fields come in. */
    final class Row {
        private final List<Object> path;
        private final Set<ItemFields.Field> seen = EnumSet.noneOf(ItemFields.Field.class);
        private @Nullable String input;
        private @Nullable String inputName;
        private @Nullable String expectedName;
        private @Nullable String expectedOutput;
        private String context = Item.CONTEXT_DEFAULT;
        private @Nullable String prose;
        private @Nullable String decision;
        private @Nullable List<String> ruleHits;
        private @Nullable Utf8 metadataSent;
        private @Nullable Utf8Text metadataCanonical;
        private @Nullable String externalId;
        final OtherFields others = new OtherFields();

        Row(List<Object> path) {
            this.path = path;
        }

        void field(JsonParser parser, String name) {
            ItemFields.Field field = ItemReader.this.field(name);
            seen.add(field);
            boolean absent = parser.currentToken() == JsonToken.VALUE_NULL;
            if (absent && field != ItemFields.Field.INPUT && field != ItemFields.Field.UNKNOWN) {
                return;
            }
            switch (field) {
                case INPUT, EXPECTED_OUTPUT, CONTEXT, EXPECTED_DECISION, EXTERNAL_ID -> {
                    String value = values.string(parser, at(name));
                    if (value != null) {
                        text(field, name, value);
                    }
                }
                case RULE_HITS -> ruleHits(parser, name);
                case METADATA -> metadata(parser, name);
                case ID -> id(parser, name);
                case CREATED_AT -> parser.skipChildren();
                case UNKNOWN -> unknown(parser, name);
            }
        }

        private void unknown(JsonParser parser, String name) {
            if (!isFile) {
                ignore(list() + Text.shown(name));
                parser.skipChildren();
            } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
                metadata.read(parser, at(name));
                others.add(name, metadata.sent());
            }
        }

        private void id(JsonParser parser, String name) {
            if (isFile && parser.currentToken() == JsonToken.VALUE_STRING) {
                others.id(parser.getString());
            } else if (isFile) {
                unknown(parser, name);
            } else {
                parser.skipChildren();
            }
        }

        /** A field that is a string. */
        void text(ItemFields.Field field, String name, String value) {
            seen.add(field);
            switch (field) {
                case INPUT -> {
                    same(name, value, inputName, input);
                    inputName = name;
                    input = value;
                }
                case EXPECTED_OUTPUT -> {
                    same(name, value, expectedName, expectedOutput);
                    expectedName = name;
                    expectedOutput = value;
                }
                case CONTEXT -> context(value, name);
                case EXPECTED_DECISION -> decision = values.oneOf(value, at(name), Item.DECISIONS);
                case EXTERNAL_ID -> externalId(value, name);
                default -> throw new IllegalArgumentException(field + " is no text");
            }
        }

        void ruleHits(JsonParser parser, String name) {
            ruleHits = values.strings(parser, at(name));
        }

        void ruleHits(List<String> hits) {
            ruleHits = hits;
        }

        @Nullable NewItem finish() {
            if (!seen.contains(ItemFields.Field.INPUT)) {
                complaints.add(Complaint.missing(at(fields.input())));
            }
            if (input == null) {
                return null;
            }
            if (prose != null) {
                keep(prose);
            }
            externalId = others.externalId(externalId);
            others.saidElsewhere(expectedOutput);
            if (!others.isEmpty()) {
                stored(others.behind(metadataSent));
            }
            Utf8 text = Utf8.valueOf(input);
            Utf8 output = Utf8.orNull(expectedOutput);
            long bytes = bytes(text, output);
            if (bytes > limits.itemBytesMax) {
                String message =
                        "an item of " + bytes + " bytes should have at most " + limits.itemBytesMax;
                values.complain(path, "too_long", message);
                return null;
            }
            ContentHash hash =
                    hashes
                            ? hasher.hash(
                                    text, output, context, decision, ruleHits, metadataCanonical)
                            : ContentHash.EMPTY;
            return new NewItem(
                    text,
                    context,
                    output,
                    decision,
                    ruleHits,
                    metadataSent,
                    externalId,
                    hash,
                    (int) bytes);
        }

        /** The item with what was seen laid over it. */
        NewItem over(Item item, int bytesMax) {
            input = seen.contains(ItemFields.Field.INPUT) ? input : item.input().toString();
            context = seen.contains(ItemFields.Field.CONTEXT) ? context : item.context();
            if (!seen.contains(ItemFields.Field.EXPECTED_OUTPUT)) {
                Utf8 output = item.expectedOutput();
                expectedOutput = output == null ? null : output.toString();
            }
            if (!seen.contains(ItemFields.Field.EXPECTED_DECISION)) {
                decision = item.expectedDecision();
            }
            if (!seen.contains(ItemFields.Field.RULE_HITS)) {
                ruleHits = item.ruleHits();
            }
            if (!seen.contains(ItemFields.Field.EXTERNAL_ID)) {
                externalId = item.externalId();
            }
            if (!seen.contains(ItemFields.Field.METADATA) && item.metadata() != null) {
                stored(item.metadata());
            }
            seen.addAll(EnumSet.allOf(ItemFields.Field.class));
            NewItem whole = finish();
            if (whole == null) {
                throw new TooLarge("an item should have at most " + bytesMax + " bytes");
            }
            return whole;
        }

        /** Metadata that was checked when it came; here it is only copied and hashed. */
        private void stored(Utf8 json) {
            try (JsonParser parser = JsonText.parser(json)) {
                parser.nextToken();
                metadata(parser, "metadata");
            }
        }

        private void context(String sent, String name) {
            boolean mayBeProse = path.size() > 1 && path.get(1).equals(fields.prose());
            String word =
                    mayBeProse
                            ? JsonValues.word(sent, Item.CONTEXTS)
                            : values.oneOf(sent, at(name), Item.CONTEXTS);
            if (word != null) {
                context = word;
            } else if (mayBeProse && !sent.isEmpty()) {
                prose = sent;
            }
        }

        /** Free text that came as the context goes first into the metadata. */
        private void keep(String text) {
            Utf8 sent = metadataSent == null ? EMPTY_OBJECT : metadataSent;
            if (JsonText.names(sent).contains(CONTEXT)) {
                String message = "Value error, metadata has a context too: send one";
                complaints.add(
                        new Complaint(at(CONTEXT), "value_error", message, Echo.of(text), null));
                return;
            }
            Utf8Text with = new Utf8Text(text.length() + sent.length() + 20);
            with.put("{\"" + CONTEXT + "\":").string(text);
            with.put(sent.equals(EMPTY_OBJECT) ? "" : ",").put(sent.toString().substring(1));
            stored(with.copy());
        }

        /** Complains when another name of the same field came with another value. */
        private void same(
                String name, String value, @Nullable String before, @Nullable String valueBefore) {
            if (before != null && !value.equals(valueBefore)) {
                String message =
                        "Value error, should say the same as " + before + ", or be left out";
                complaints.add(
                        new Complaint(at(name), "value_error", message, Echo.of(value), null));
            }
        }

        void metadata(JsonParser parser, String name) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                values.mismatch(parser, at(name), "dict_type", "object");
                return;
            }
            metadata.read(parser, at(name));
            metadataSent = metadata.sent();
            metadataCanonical = metadata.canonical();
        }

        private void externalId(String value, String name) {
            int bytes = Text.utf8Bytes(value);
            if (bytes == 0 || bytes > Item.EXTERNAL_ID_BYTES_MAX) {
                String type = bytes == 0 ? "string_too_short" : "string_too_long";
                String message =
                        "String should have 1 to %d bytes, not %d"
                                .formatted(Item.EXTERNAL_ID_BYTES_MAX, bytes);
                complaints.add(new Complaint(at(name), type, message, Echo.of(value), null));
            }
            externalId = value;
        }

        private long bytes(Utf8 text, @Nullable Utf8 output) {
            long bytes = (long) text.length() + length(output) + length(metadataSent);
            if (ruleHits != null) {
                for (String hit : ruleHits) {
                    bytes += Text.utf8Bytes(hit) + Item.LIST_ENTRY_BYTES;
                }
            }
            return bytes + (externalId == null ? 0 : Text.utf8Bytes(externalId));
        }

        private String list() {
            return path.size() > 1 ? path.get(1) + "[]." : "";
        }

        private static int length(@Nullable Utf8 value) {
            return value == null ? 0 : value.length();
        }

        List<Object> at(String name) {
            return JsonValues.and(path, name);
        }
    }
}
