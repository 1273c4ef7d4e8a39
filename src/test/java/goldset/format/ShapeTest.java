package goldset.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.domain.Complaints;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows are told by their names; what becomes of them is in the golden files of the imports. */
class ShapeTest {
    private static final String PREFIX = "import-shape-";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A file is called by the shape that it has, and maybe by a word more. */
    @Test
    void everyFixtureIsToldByItsFirstRows() throws IOException {
        Set<Shape> seen = EnumSet.of(Shape.OWN);
        for (Path file : fixtures()) {
            String name = file.getFileName().toString().substring(PREFIX.length());
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("> {\"format\"")) {
                    JsonNode body = JSON.readTree(line.substring(2));
                    String kind = body.get("format").asString().toUpperCase(Locale.ROOT);
                    Shape shape = of(body.get("content").asString(), ItemText.Kind.valueOf(kind));
                    assertTrue(name.startsWith(shape.word()), name + " is taken for " + shape);
                    seen.add(shape);
                }
            }
        }
        assertEquals(EnumSet.allOf(Shape.class), seen);
    }

    @Test
    void rowsOfOurOwnStayOurs() {
        for (String row :
                List.of(
                        "{\"input_text\":\"a\",\"expected_decision\":\"BLOCK\",\"lang\":\"de\"}",
                        "{\"input_text\":\"a\",\"output\":\"b\",\"input\":\"a\"}",
                        "{\"id\":\"1\",\"input\":\"a\",\"expectedOutput\":\"b\",\"metadata\":{}}",
                        "{\"input\":\"a\",\"expected\":\"b\",\"expected_output\":\"b\"}",
                        "{\"prompt\":\"a\",\"label\":\"no decision\"}",
                        "7",
                        "{\"input\":")) {
            assertEquals(Shape.OWN, of(row, ItemText.Kind.JSONL), row);
        }
        assertEquals(Shape.OWN, of("", ItemText.Kind.CSV));
    }

    @Test
    void aLongTextOfShortWordsIsTextToBeEqualTo() {
        String text = "a-".repeat(200_000);
        assertEquals(text, Shape.equalTo(text));
        for (String cell : List.of("not-contains: b", "similar(0.8): b", "is-json", "Equals:b")) {
            assertEquals("equals:" + cell, Shape.equalTo(cell));
        }
        assertEquals("Note: b", Shape.equalTo("Note: b"));
    }

    /** A list of nothing costs three bytes of text, and far more as a value. */
    @Test
    void aTreeIsChargedByWhatItCosts() {
        AtomicLong held = new AtomicLong();
        TreeReader trees = new TreeReader(new JsonValues(new Complaints()), held::addAndGet);
        String row = "[" + "[],".repeat(100_000) + "[]]";
        for (int i = 0; i < 3; i++) {
            byte[] bytes = row.getBytes(StandardCharsets.UTF_8);
            try (JsonParser parser = StrictJson.parser(new ByteArrayInputStream(bytes), 1000)) {
                parser.nextToken();
                trees.read(parser, List.of("body"));
            }
        }
        assertTrue(held.get() > 100_000 * 100, held + " bytes are held");
        assertTrue(held.get() < 100_000 * 200, "one row is held at a time, not " + held);
    }

    private static Shape of(String text, ItemText.Kind kind) {
        return Shape.of(FirstRows.of(text, kind));
    }

    private static List<Path> fixtures() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/golden/znyx"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(PREFIX)).toList();
        }
    }
}
