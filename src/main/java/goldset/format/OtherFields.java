package goldset.format;

import goldset.domain.Ids;
import goldset.domain.Item;
import goldset.domain.Utf8;
import goldset.domain.Utf8Text;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a row of a file has and an item has no field for: nothing of it is lost. */
final class OtherFields {
    private static final Utf8 NOTHING = Utf8.valueOf("{}");

    /** Most rows have none. */
    private @Nullable Map<String, Utf8> byName;

    private @Nullable String id;
    private boolean isOurs;

    /**
     * @param json what the field has
     */
    void add(String name, Utf8 json) {
        Map<String, Utf8> all = byName == null ? new LinkedHashMap<>() : byName;
        all.put(name, json);
        byName = all;
    }

    /** An id of whoever made the file; ours say nothing elsewhere. */
    void id(String sent) {
        isOurs = Ids.parse(sent).isPresent();
        id = sent.isEmpty() || isOurs ? null : sent;
    }

    /** A row of our lists says the same in several fields, and when it was made. */
    void saidElsewhere(@Nullable String expectedOutput) {
        if (isOurs && byName != null) {
            byName.remove("created_at");
            byName.remove("expected", Utf8.valueOf(quotedOrNull(expectedOutput)));
        }
    }

    private static String quotedOrNull(@Nullable String text) {
        return text == null ? "null" : Utf8Text.quoted(text);
    }

    /** The id is the external one, unless there is another or it can't be one. */
    @Nullable String externalId(@Nullable String other) {
        String own = id;
        if (own == null || own.equals(other)) {
            return other;
        }
        boolean fits = Text.faultAt(own) < 0 && Text.utf8Bytes(own) <= Item.EXTERNAL_ID_BYTES_MAX;
        if (other == null && fits) {
            return own;
        }
        add("id", Utf8.valueOf(Utf8Text.quoted(own)));
        return other;
    }

    boolean isEmpty() {
        return byName == null || byName.isEmpty();
    }

    /** All of it behind the metadata, under names that are free there. */
    Utf8 behind(@Nullable Utf8 metadata) {
        Utf8 sent = metadata == null ? NOTHING : metadata;
        Set<String> names = JsonText.names(sent);
        Utf8Text with = new Utf8Text(sent.length() + 100);
        String open = sent.toString();
        with.put(open.substring(0, open.length() - 1));
        Map<String, Utf8> all = byName == null ? Map.of() : byName;
        all.forEach((name, value) -> {
            String free = name;
            while (!names.add(free)) {
                free = "row." + free;
            }
            with.put(with.length() > 1 ? "," : "").string(free).put(":").put(value.bytes());
        });
        return with.put("}").copy();
    }
}
