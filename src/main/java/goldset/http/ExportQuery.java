package goldset.http;

import goldset.domain.ContentHash;
import goldset.domain.Filled;
import goldset.domain.ItemFilter;
import goldset.format.ItemFile;
import goldset.format.ItemFile.Kind;
import goldset.format.ItemLayout;
import goldset.format.ShapedLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a query asks of an export: the same words in both dialects.
 *
 * @param shape whose rows the file has; null for ours
 * @param packed whether by gzip
 */
public record ExportQuery(
        Kind kind,
        @Nullable ShapedLayout shape,
        ItemFilter filter,
        boolean packed,
        boolean trailer,
        boolean excelSafe) {
    private static final String PACKED_TYPE = "application/gzip";

    /**
     * Reads the parameters; what is wrong with them stands with what else is wrong in the request.
     *
     * @param kinds of file that the dialect has, the first for whoever says nothing
     * @param kindsOfShapes the same where a shape is named
     */
    public static ExportQuery in(Request request, List<Kind> kinds, List<Kind> kindsOfShapes) {
        String word = request.query("shape").orElse("");
        ShapedLayout shape = ShapedLayout.named(word).orElse(null);
        if (shape == null && !word.isEmpty() && !ShapedLayout.isOwn(word)) {
            request.wrong(
                    "shape", "literal_error", "Input should be " + ShapedLayout.names(), word);
        }
        List<Kind> all = word.isEmpty() ? kinds : kindsOfShapes;
        Kind kind = kind(request, all, shape);
        ItemFilter filter = Filters.in(request);
        boolean packed = request.flag("gzip");
        boolean trailer = request.flag("trailer");
        boolean excelSafe = request.flag("excel_safe");
        if (kind != null && trailer && (shape != null || kind != Kind.JSONL)) {
            String message = "Value error, only 'jsonl' in our own shape has a trailer";
            request.wrong("trailer", "value_error", message, "true");
        }
        if (kind != null && excelSafe && kind != Kind.CSV) {
            String message = "Value error, only 'csv' has cells";
            request.wrong("excel_safe", "value_error", message, "true");
        }
        return new ExportQuery(
                kind == null ? all.getFirst() : kind, shape, filter, packed, trailer, excelSafe);
    }

    private static @Nullable Kind kind(
            Request request, List<Kind> kinds, @Nullable ShapedLayout shape) {
        List<Kind> fit =
                shape == null || shape.isTable()
                        ? kinds
                        : kinds.stream().filter(kind -> kind != Kind.CSV).toList();
        String word = request.query("format").orElse(kinds.getFirst().word());
        Kind kind = Kind.of(word).filter(fit::contains).orElse(null);
        if (kind == null) {
            String of = fit.equals(kinds) || shape == null ? "" : " for rows of " + shape.word();
            request.wrong("format", "literal_error", "Input should be " + listed(fit) + of, word);
        }
        return kind;
    }

    private static String listed(List<Kind> kinds) {
        String most =
                kinds.subList(0, kinds.size() - 1).stream()
                        .map(kind -> "'" + kind.word() + "'")
                        .collect(Collectors.joining(", "));
        return most + " or '" + kinds.getLast().word() + "'";
    }

    /** Whether the columns of the file depend on what the items have. */
    public boolean hasColumnsOfItems() {
        return kind == Kind.CSV && shape == null;
    }

    public ItemFile file(ItemLayout own, String dataset, Filled filled) {
        return new ItemFile(
                kind, shape == null ? own : shape.of(dataset), filled, trailer, excelSafe);
    }

    /**
     * What is said of a file before its first byte. How much a filter lets through is not known by
     * then.
     *
     * @param name of the file, without its ending
     * @param hash of the state that it is made of
     */
    public Map<String, String> headers(String name, long rows, ContentHash hash) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(
                "Content-Disposition",
                "attachment; filename=\"%s.%s%s\""
                        .formatted(name, kind.suffix(), packed ? ".gz" : ""));
        if (filter.isAny()) {
            headers.put("X-Row-Count", Long.toString(rows));
            headers.put("X-Content-Hash", hash.hex());
        }
        return headers;
    }

    public Response response(
            Request request, Map<String, String> headers, Response.TextWriter body) {
        if (!packed) {
            return Response.text(kind.type(), headers, body);
        }
        return Response.text(
                PACKED_TYPE,
                headers,
                out -> {
                    request.add(Packed.MEMORY_BYTES);
                    Packed.write(body, out);
                });
    }
}
