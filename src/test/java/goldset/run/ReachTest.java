package goldset.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is looked at when a target is named is looked at again when it is asked. */
class ReachTest {
    private static final Reach PUBLIC = new Reach(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1",
                "http://localhost",
                "http://[::1]",
                "http://[::ffff:127.0.0.1]",
                "http://[::127.0.0.1]",
                "http://[64:ff9b::7f00:1]",
                "http://0.0.0.0",
                "http://169.254.169.254",
                "https://10.0.0.1",
                "https://[fd00::1]"
            })
    void whatIsNotPublicIsClosed(String url) {
        assertThrows(Reach.Closed.class, () -> PUBLIC.seen(url));
        assertThrows(Reach.Closed.class, () -> PUBLIC.address(URI.create(url)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://8.8.8.8", "https://[2606:4700::1111]:8443/x?y"})
    void whatIsPublicIsOpen(String url) {
        assertDoesNotThrow(() -> PUBLIC.seen(url));
        assertDoesNotThrow(() -> PUBLIC.address(URI.create(url)));
    }

    /** Not looked up before it is asked. */
    @ParameterizedTest
    @ValueSource(strings = {"http://guardrail.invalid", "http://localhost."})
    void namesAreClosedWhenTheyAreAsked(String url) {
        assertDoesNotThrow(() -> PUBLIC.seen(url));
        assertThrows(Reach.Closed.class, () -> PUBLIC.address(URI.create(url)));
    }
}
