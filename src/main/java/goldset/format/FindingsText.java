package goldset.format;

import goldset.domain.Complaints;
import goldset.domain.Findings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Findings as the JSON that is kept of them. */
public final class FindingsText {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private FindingsText() {}

    /** What is to be kept of a file that was read. */
    public static String of(ItemText file, ItemReader reader, Complaints complaints) {
        return MAPPER.writeValueAsString(
                new Findings(
                        file.kind().word(),
                        file.delimiter().orElse(null),
                        file.shape().orElse(null),
                        List.copyOf(reader.ignored()),
                        complaints.kept(),
                        complaints.total()));
    }

    /** The same with other complaints. */
    public static String with(@Nullable String json, Complaints complaints) {
        Findings old = read(json);
        return MAPPER.writeValueAsString(
                new Findings(
                        old.format(),
                        old.delimiter(),
                        old.shape(),
                        old.ignored(),
                        complaints.kept(),
                        complaints.total()));
    }

    public static Findings read(@Nullable String json) {
        return json == null ? Findings.NONE : MAPPER.readValue(json, Findings.class);
    }
}
