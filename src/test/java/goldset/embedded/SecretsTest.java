package goldset.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir Path temporary;

    @Test
    void onlyTheOwnerReadsThem() throws IOException {
        Path file = Secrets.write(temporary.resolve("new/folder"), "key", "gold");

        assertEquals(temporary.resolve("new/folder/secrets/key"), file);
        assertEquals("rw-------", mode(file));
        assertEquals("rwx------", mode(temporary.resolve("new/folder/secrets")));
    }

    @Test
    void aWiderFolderIsNarrowed() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("secrets"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        Secrets.write(temporary, "key", "gold");

        assertEquals("rwx------", mode(folder));
    }

    @Test
    void theLastTextCountsAndNothingElseStays() throws IOException {
        Secrets.write(temporary, "key", "old");
        Secrets.write(temporary, "key", "new ü");

        assertEquals(Optional.of("new ü"), Secrets.read(temporary, "key"));
        try (var files = Files.list(temporary.resolve("secrets"))) {
            assertEquals(List.of(temporary.resolve("secrets/key")), files.toList());
        }
    }

    @Test
    void whatWasNeverWrittenIsAbsent() throws IOException {
        assertEquals(Optional.empty(), Secrets.read(temporary, "key"));
    }

    @Test
    void aNameIsNoPath() {
        assertThrows(
                IllegalArgumentException.class, () -> Secrets.write(temporary, "../key", "gold"));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
