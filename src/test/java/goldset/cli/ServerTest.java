package goldset.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Another end that isn't there, isn't ours or doesn't let one in. */
class ServerTest {
    private static final String LIST = "/api/v1/datasets";

    @Test
    void aRefusedKeyIsNotShown() {
        try (FakeServer strict = new FakeServer()) {
            strict.says(
                    "GET " + LIST,
                    401,
                    "{\"success\":false,\"error\":{\"code\":\"UNAUTHORIZED\",\"message\":\"Unknown\"}}");
            Run run = Run.of(strict.url(), "datasets");
            assertEquals(3, run.exit());
            assertTrue(run.err().contains("GOLDSET_KEY is refused: Unknown"), run.err());
            assertFalse((run.out() + run.err()).contains(Run.KEY));
        }
    }

    @Test
    void aServerThatIsNotThereIsNamedAtOnce() {
        String gone;
        try (FakeServer closed = new FakeServer()) {
            gone = closed.url();
        }
        Run run = Run.of(gone, "datasets");
        assertEquals(1, run.exit());
        assertEquals("goldset: nobody answers at " + gone + "\n", run.err());
    }

    @Test
    void whatIsNoGoldsetIsToldFromOne() {
        try (FakeServer page = new FakeServer()) {
            page.says("GET " + LIST, 200, "<html>");
            page.says("GET /prefix" + LIST, 302, "", "Location: https://x");
            assertTrue(Run.of(page.url(), "datasets").err().contains("is no Goldset"));
            Run run = Run.of(page.url() + "/prefix/", "datasets");
            assertEquals(1, run.exit());
            assertTrue(run.err().contains("leads to https://x"), run.err());
        }
    }
}
