package goldset.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** A path with parameters behind it. */
final class Query {
    private final String path;
    private final StringJoiner parameters = new StringJoiner("&", "?", "").setEmptyValue("");

    Query(String path) {
        this.path = path;
    }

    Query with(String name, String value) {
        // A plus sign is a space in forms only.
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
        parameters.add(name + "=" + encoded);
        return this;
    }

    /** Where the command has that option. */
    Query with(String name, Arguments arguments, String option) {
        arguments.value(option).ifPresent(value -> with(name, value));
        return this;
    }

    Query when(boolean asked, String name) {
        return asked ? with(name, "true") : this;
    }

    @Override
    public String toString() {
        return path + parameters;
    }
}
