package goldset.http;

import goldset.domain.Utf8;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * JSON answers: records in the order of their components, names in snake case; and what long ones
 * are written with.
 */
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(Utf8.class, ToStringSerializer.instance))
                    .build();

    private Json() {}

    /** Text that comes as bytes. */
    public static void text(JsonGenerator out, String name, @Nullable Utf8 text) {
        out.writeName(name);
        if (text == null) {
            out.writeNull();
        } else {
            out.writeUTF8String(text.bytes(), 0, text.length());
        }
    }

    /** What is JSON already. */
    public static void raw(JsonGenerator out, String name, @Nullable Utf8 json) {
        out.writeName(name);
        out.writeRawValue(json == null ? "null" : json.toString());
    }

    static JsonGenerator generator(OutputStream out) {
        return MAPPER.createGenerator(out);
    }

    static String written(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static <T> T read(String json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }
}
