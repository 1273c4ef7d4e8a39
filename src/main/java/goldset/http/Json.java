package goldset.http;

import goldset.domain.Utf8;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** JSON answers: records in the order of their components, names in snake case. */
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(Utf8.class, ToStringSerializer.instance))
                    .build();

    private Json() {}

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
