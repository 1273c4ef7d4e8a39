package goldset.format;

import goldset.domain.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The short words of an item's metadata, by which its rows may be counted. */
public final class MetadataPairs {
    private static final int CHARS_MAX = 100;

    private MetadataPairs() {}

    /** Members that are strings, booleans or whole numbers, in their order. */
    public static List<Map.Entry<String, String>> of(@Nullable Utf8 metadata) {
        if (metadata == null) {
            return List.of();
        }
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        try (JsonParser parser = JsonText.parser(metadata)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                JsonToken token = parser.nextToken();
                boolean isWord =
                        token == JsonToken.VALUE_STRING
                                || token == JsonToken.VALUE_NUMBER_INT
                                || token.isBoolean();
                if (isWord) {
                    String value = parser.getString();
                    if (value.length() <= CHARS_MAX && key.length() <= CHARS_MAX) {
                        pairs.add(Map.entry(key, value));
                    }
                }
                parser.skipChildren();
            }
        }
        return pairs;
    }
}
