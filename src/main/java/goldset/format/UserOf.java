package goldset.format;

import goldset.domain.Utf8;
import goldset.domain.Utf8Text;
import org.jspecify.annotations.Nullable;

/**
 * The metadata that a guardrail is shown. A runtime counts requests by user, and blocks the
 * sixty-first of one user whatever it says; so each item is a user of its own, unless it has one.
 */
public final class UserOf {
    private static final String KEY = "user_id";

    private UserOf() {}

    public static Utf8 item(@Nullable Utf8 metadata, String id) {
        if (metadata != null && JsonText.names(metadata).contains(KEY)) {
            return metadata;
        }
        String all = metadata == null ? "{}" : metadata.toString();
        String open = all.substring(0, all.length() - 1);
        String comma = open.equals("{") ? "" : ",";
        Utf8Text text = new Utf8Text(all.length() + id.length() + 20);
        return text.put(open).put(comma).string(KEY).put(":").string(id).put("}").copy();
    }
}
