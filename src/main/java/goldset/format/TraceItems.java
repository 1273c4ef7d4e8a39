package goldset.format;

import goldset.domain.Annotation;
import goldset.domain.Complaints;
import goldset.domain.ContentHash;
import goldset.domain.Item;
import goldset.domain.ItemHasher;
import goldset.domain.NewItem;
import goldset.domain.Trace;
import goldset.domain.Utf8;
import goldset.domain.Utf8Text;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** What should have been decided of a trace, as an item. One instance serves one thread. */
public final class TraceItems {
    private final int bytesMax;
    private final JsonText metadata;
    private final ItemHasher hasher = new ItemHasher();

    public TraceItems(int bytesMax) {
        this.bytesMax = bytesMax;
        metadata = new JsonText(new Complaints(), Integer.MAX_VALUE);
    }

    /** Nothing when it has no text, or would be too large. */
    public Optional<NewItem> item(Trace trace, @Nullable Annotation annotation) {
        Trace.Event event = trace.event();
        Utf8 input = event.input();
        if (input == null) {
            return Optional.empty();
        }
        Annotation.Kind kind = annotation == null ? null : annotation.kind();
        String decision = decision(event, kind);
        List<String> hits = kind == Annotation.Kind.CORRECT ? event.ruleHits() : null;
        try (JsonParser parser = JsonText.parser(origin(trace, annotation))) {
            parser.nextToken();
            metadata.read(parser, List.of());
        }
        Utf8 sent = metadata.sent();
        long bytes = (long) input.length() + sent.length();
        if (hits != null) {
            for (String hit : hits) {
                bytes += Text.utf8Bytes(hit) + Item.LIST_ENTRY_BYTES;
            }
        }
        if (bytes > bytesMax) {
            return Optional.empty();
        }
        ContentHash hash =
                hasher.hash(input, null, event.context(), decision, hits, metadata.canonical());
        return Optional.of(
                new NewItem(
                        input,
                        event.context(),
                        null,
                        decision,
                        hits,
                        sent,
                        null,
                        hash,
                        (int) bytes));
    }

    /** A wrong decision is turned round, one that was right or could stand is what to expect. */
    private static @Nullable String decision(Trace.Event event, Annotation.@Nullable Kind kind) {
        return switch (kind) {
            case null -> null;
            case FALSE_POSITIVE -> "ALLOW";
            case FALSE_NEGATIVE -> "BLOCK";
            case CORRECT, ACCEPTABLE -> event.decision();
        };
    }

    private static Utf8 origin(Trace trace, @Nullable Annotation annotation) {
        Utf8Text text = new Utf8Text(256);
        text.put("{\"source_trace_id\":").string(trace.id().toString());
        if (annotation != null) {
            text.put(",\"annotation_id\":").string(annotation.id().toString());
            text.put(",\"annotation\":").string(annotation.kind().word());
            member(text, "annotated_by", annotation.annotatedBy());
            member(text, "notes", annotation.notes());
            member(text, "detector_name", annotation.detectorName());
        }
        return text.put("}").copy();
    }

    private static void member(Utf8Text text, String name, @Nullable String value) {
        if (value != null) {
            text.put(",").string(name).put(":").string(value);
        }
    }
}
