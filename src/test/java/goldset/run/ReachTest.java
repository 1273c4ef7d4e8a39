package goldset.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                "https://[fd00::1]",
                "http://[3fff::1]",
                "http://[5f00::1]",
                "http://[100:0:0:1::1]",
                "http://[2620:4f:8000::1]"
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

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:8080",
        "127.0.0.1:8080, http://127.0.0.1:8080",
        "[fd00:0::5], http://[fd00::5]",
        "[FD00::5]:80, http://[fd00:0:0::5]",
        "[::ffff:10.0.0.5], http://10.0.0.5",
        "fd00::/8, http://[fd00::5]",
        "LocalHost, http://localhost:1"
    })
    void whatIsAllowedIsOpen(String entry, String url) {
        Reach reach = new Reach(List.of(entry));
        assertDoesNotThrow(() -> reach.seen(url));
        assertDoesNotThrow(() -> reach.address(URI.create(url)));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, http://127.0.0.1:8081",
        "[fd00::5], http://[fd00::6]",
        "[fd00::5]:80, https://[fd00::5]",
        "10.0.0.5, http://10.0.0.6"
    })
    void nothingElseIs(String entry, String url) {
        Reach reach = new Reach(List.of(entry));
        assertThrows(Reach.Closed.class, () -> reach.seen(url));
        assertThrows(Reach.Closed.class, () -> reach.address(URI.create(url)));
    }

    /** Each of them once allowed more than it says. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1#8080",
                "127.0.0.1?8080",
                "localhost:",
                "me@localhost",
                "localhost:0",
                "localhost:65536",
                "localhost:99999999999",
                "10.0.0.0/8:8080",
                "[fd00::5"
            })
    void whatIsNoPlaceIsRefused(String entry) {
        assertThrows(Reach.Bad.class, () -> new Reach(List.of(entry)));
    }
}
