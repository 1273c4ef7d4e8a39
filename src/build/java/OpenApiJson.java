import java.nio.file.Path;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Run by the build: the API description as JSON, for tools that read no YAML. */
final class OpenApiJson {
    private OpenApiJson() {}

    public static void main(String[] args) {
        YAMLFactory strict =
                YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
        JsonNode document = new YAMLMapper(strict).readTree(Path.of(args[0]));
        new JsonMapper().writeValue(Path.of(args[1]), document);
    }
}
