package goldset.format;

import goldset.domain.Complaints;
import goldset.domain.ContentHash;
import goldset.domain.Item;
import goldset.domain.ItemHasher;
import goldset.domain.Utf8;
import goldset.domain.Utf8Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * The last line of a file, by which whoever has the file knows that it is whole: how many rows
 * stand before it, and the hash of what is in them.
 */
final class Trailer {
    static final String BEGIN = "{\"trailer\":{";

    private final ItemHasher hasher = new ItemHasher();
    private final JsonText metadata = new JsonText(new Complaints(), Integer.MAX_VALUE);
    private long rows;
    private ContentHash sum = ContentHash.EMPTY;

    /** Counts each item before it goes on. */
    Consumer<Item> before(Consumer<Item> visit) {
        return item -> {
            rows++;
            sum = sum.plus(hash(item));
            visit.accept(item);
        };
    }

    byte[] line() {
        String text = BEGIN + "\"rows\":" + rows + ",\"content_hash\":\"" + sum.hex() + "\"}}\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private ContentHash hash(Item item) {
        return hasher.hash(
                item.input(),
                item.expectedOutput(),
                item.context(),
                item.expectedDecision(),
                item.ruleHits(),
                canonical(item.metadata()));
    }

    private @Nullable Utf8Text canonical(@Nullable Utf8 json) {
        if (json == null) {
            return null;
        }
        try (JsonParser parser = JsonText.parser(json)) {
            parser.nextToken();
            metadata.read(parser, List.of());
        }
        return metadata.canonical();
    }
}
