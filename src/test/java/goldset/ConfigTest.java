package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigTest {

    @Test
    void nothingSetMeansDefaults() {
        Config config = Config.of(Map.of("PATH", "/bin"));
        assertEquals("127.0.0.1", config.host());
        assertEquals(8080, config.port());
        assertNull(config.databaseUrl());
        assertEquals(67_108_864, config.limits().bodyBytesMax());
    }

    @Test
    void unknownAndMalformedSettingsAreNamedWithTheirValue() {
        assertEquals("unknown setting GOLDSET_PROT=1", bad("GOLDSET_PROT", "1"));
        assertEquals(
                "GOLDSET_PORT=high should be a whole number from 0 to 65535",
                bad("GOLDSET_PORT", "high"));
        assertEquals("GOLDSET_ORG_ID=x should be a UUID", bad("GOLDSET_ORG_ID", "x"));
        assertEquals(
                "GOLDSET_INSECURE_HTTP=yes should be true or false",
                bad("GOLDSET_INSECURE_HTTP", "yes"));
    }

    @Test
    void aSecretIsNotRepeated() {
        String message = bad("GOLDSET_ADMIN_KEY", "short-secret");
        assertFalse(message.contains("short-secret"), message);
        assertTrue(message.contains("GOLDSET_ADMIN_KEY"), message);
    }

    @Test
    void whatPlatformsInjectIsIgnored() {
        Config config =
                Config.of(
                        Map.of(
                                "GOLDSET_PORT", "tcp://10.0.0.1:8080",
                                "GOLDSET_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                                "GOLDSET_SERVICE_HOST", "10.0.0.1"));
        assertEquals(8080, config.port());
    }

    @Test
    void whatTheShellToolReadsIsIgnored() {
        Config config = Config.of(Map.of("GOLDSET_URL", "http://10.0.0.1", "GOLDSET_KEY", "key"));
        assertEquals(8080, config.port());
    }

    private static String bad(String name, String value) {
        return String.valueOf(
                assertThrows(Config.Bad.class, () -> Config.of(Map.of(name, value))).getMessage());
    }
}
