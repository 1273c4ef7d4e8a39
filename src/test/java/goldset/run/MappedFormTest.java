package goldset.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a mapping points at is kept of an answer, and nothing else is looked at. */
class MappedFormTest {
    private static Form.Read read(String mapping, String answer) throws BadAnswer {
        Form form = new MappedForm(Mapping.of(mapping));
        return form.read(answer.getBytes(StandardCharsets.UTF_8), 1);
    }

    @ParameterizedTest
    @CsvSource({"/a~1b/word", "/*/word", "/a~1b/*", "/*/*"})
    void pointersBeginWithAMemberOrEach(String pointer) throws BadAnswer {
        String mapping = "{\"decision_at\":\"%s\"}".formatted(pointer);
        String answer = "{\"other\":7,\"a/b\":{\"word\":\"warn\"}}";
        assertEquals("WARN", read(mapping, answer).actual().decision());
    }

    @Test
    void whatIsNotPointedAtMayBeAnything() throws BadAnswer {
        String mapping = "{\"decision_at\":\"/d\",\"rules_at\":\"/r/*\",\"risk_at\":\"/s\"}";
        String chaff = "\"x\":[" + "[],".repeat(50_000) + "{\"y\":1,\"y\":2}]";
        Form.Read read =
                read(mapping, "{" + chaff + ",\"d\":\"block\",\"r\":[\"a\",\"a\"],\"s\":93}");
        assertEquals(List.of("a"), read.actual().ruleHits());
        assertEquals(93, read.actual().riskScore());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"d\":\"block\",\"d\":\"allow\"}",
                "{\"d\":\"block\"}{}",
                "{\"d\":\"block\"",
                "[{\"d\":\"block\"}]",
                "\"block\""
            })
    void whatCouldMeanAnotherIsNone(String answer) {
        assertThrows(BadAnswer.class, () -> read("{\"decision_at\":\"/d\"}", answer));
    }
}
