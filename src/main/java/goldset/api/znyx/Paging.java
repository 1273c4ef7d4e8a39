package goldset.api.znyx;

import goldset.http.Cursor;
import goldset.http.Request;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
}
