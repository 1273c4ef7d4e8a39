package goldset.api.znyx;

import goldset.http.Cursor;
import goldset.http.Request;
import goldset.store.ItemPages;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The part of a list that a query asks for; a cursor wins over an offset. */
record Paging(int limit, int offset, @Nullable UUID after) {
    private static final int LIMIT_DEFAULT = 50;

    static Paging of(Request request) {
        int max = request.limits().pageRowsMax();
        int limit = request.query("limit", Math.min(LIMIT_DEFAULT, max), 1, max);
        int offset = request.query("offset", 0, 0, Integer.MAX_VALUE);
        UUID after = Cursor.in(request).orElse(null);
        request.checkQuery();
        return new Paging(limit, after == null ? offset : 0, after);
    }

    /** The beginning of a page, before its rows. */
    static void start(JsonGenerator out, ItemPages.Total total, int limit, long offset) {
        out.writeStartObject();
        out.writeNumberProperty("total", total.count());
        if (total.lowerBound()) {
            out.writeBooleanProperty("total_is_lower_bound", true);
        }
        out.writeNumberProperty("limit", limit);
        out.writeNumberProperty("offset", offset);
    }
}
