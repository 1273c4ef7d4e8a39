package goldset.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarTest {
    private static final String LONG_NAME = "share/" + "n".repeat(150);

    @TempDir Path temporary;
    private final ByteArrayOutputStream archive = new ByteArrayOutputStream();

    @Test
    void filesFoldersAndLinks() throws IOException {
        entry('5', "bin/", "", "");
        entry('0', "bin/tool", "", "x".repeat(1300));
        entry('2', "bin/alias", "tool", "");
        entry('0', "skipped/file", "", "never");
        entry('0', "lib/last", "", "end");

        unpack();

        Path root = temporary.resolve("root");
        assertEquals("x".repeat(1300), Files.readString(root.resolve("bin/tool")));
        assertTrue(Files.isExecutable(root.resolve("bin/tool")));
        assertEquals(Path.of("tool"), Files.readSymbolicLink(root.resolve("bin/alias")));
        assertEquals("end", Files.readString(root.resolve("lib/last")));
        assertFalse(Files.exists(root.resolve("skipped")));
    }

    @Test
    void longNamesOfGnuAndOfPax() throws IOException {
        entry('L', "././@LongLink", "", LONG_NAME + "\0");
        entry('0', "cut", "", "gnu");
        entry('x', "pax", "", "164 path=" + LONG_NAME + "2\n");
        entry('0', "cut", "", "pax");

        unpack();

        Path root = temporary.resolve("root");
        assertEquals("gnu", Files.readString(root.resolve(LONG_NAME)));
        assertEquals("pax", Files.readString(root.resolve(LONG_NAME + "2")));
    }

    @Test
    void aNameThatLeavesTheFolderIsRefused() throws IOException {
        entry('0', "../outside", "", "evil");

        assertThrows(IOException.class, this::unpack);
        assertFalse(Files.exists(temporary.resolve("outside")));
    }

    @Test
    void aLinkThatLeavesTheFolderIsRefused() throws IOException {
        entry('2', "bin/link", "../../outside", "");

        assertThrows(IOException.class, this::unpack);
    }

    @Test
    void aCutArchiveIsRefused() throws IOException {
        entry('0', "file", "", "x".repeat(2000));
        byte[] cut = Arrays.copyOf(archive.toByteArray(), 1000);
        archive.reset();
        archive.write(cut);

        assertThrows(IOException.class, this::unpack);
    }

    private void unpack() throws IOException {
        Path root = Files.createDirectory(temporary.resolve("root"));
        Tar.unpack(
                new ByteArrayInputStream(archive.toByteArray()),
                root,
                name -> !name.startsWith("skipped/"));
    }

    private void entry(char type, String name, String target, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        byte[] block = new byte[512];
        put(block, 0, name);
        put(block, 100, "0000755");
        put(block, 124, "%011o".formatted(content.length));
        block[156] = (byte) type;
        put(block, 157, target);
        put(block, 257, "ustar  ");
        archive.write(block);
        archive.write(content);
        archive.write(new byte[(512 - content.length % 512) % 512]);
    }

    private static void put(byte[] block, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, offset, bytes.length);
    }
}
