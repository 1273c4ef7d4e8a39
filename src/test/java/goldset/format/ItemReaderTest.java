package goldset.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.domain.Complaints;
import goldset.domain.ContentHash;
import goldset.domain.NewItem;
import goldset.domain.Utf8;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;

/** What an item is hashed by, and what of it is kept as it was sent. */
class ItemReaderTest {

    @Test
    void theHashIsOfTheCanonicalForm() throws NoSuchAlgorithmException {
        NewItem item =
                one(
                        """
                        {"input_text": "a\\u0007\\"é", "expected_decision": "allow",
                         "metadata": {"b": 1.50, "a": [1e2, -0, 12345678901234567890.10, {"z": null, "y": true}], "é": "\\u00e9"}}
                        """);
        String canonical =
                "[\"a\\u0007\\\"é\",null,\"input\",\"ALLOW\",null,"
                        + "{\"a\":[100,0,12345678901234567890.1,{\"y\":true,\"z\":null}],\"b\":1.5,\"é\":\"é\"}]";
        byte[] want =
                MessageDigest.getInstance("SHA-256")
                        .digest(canonical.getBytes(StandardCharsets.UTF_8));
        assertEquals(HexFormat.of().formatHex(want), item.hash().hex());
    }

    @Test
    void metadataIsKeptAsSent() {
        NewItem item =
                one("{\"input_text\":\"\",\"metadata\": {\"b\" : 1.50, \"a\": [1e2, -0, 1E+2] } }");
        assertEquals(Utf8.valueOf("{\"b\":1.50,\"a\":[1e2,-0,1E+2]}"), item.metadata());
    }

    @Test
    void keysAreSortedByCodePoint() {
        // U+1F600 comes after U+FF5E, though its first UTF-16 unit comes before.
        NewItem a = one("{\"input_text\":\"\",\"metadata\":{\"😀\":1,\"～\":2}}");
        NewItem b = one("{\"input_text\":\"\",\"metadata\":{\"～\":2,\"😀\":1}}");
        assertEquals(a.hash(), b.hash());
        NewItem c = one("{\"input_text\":\"\",\"metadata\":{\"～\":1,\"😀\":2}}");
        assertNotEquals(a.hash(), c.hash());
    }

    @Test
    void theOrderOfItemsDoesNotMatterToTheSum() {
        NewItem a = one("{\"input_text\":\"a\"}");
        NewItem b = one("{\"input_text\":\"b\"}");
        assertEquals(ContentHash.sum(List.of(a, b)), ContentHash.sum(List.of(b, a)));
        assertNotEquals(ContentHash.sum(List.of(a)), ContentHash.sum(List.of(a, a)));
    }

    @Test
    void sumsCarryOver() {
        ContentHash ones = ContentHash.of(HexFormat.of().parseHex("f".repeat(64)));
        ContentHash one = ContentHash.of(HexFormat.of().parseHex("0".repeat(63) + "1"));
        assertEquals("0".repeat(64), ones.plus(one).hex());
        ContentHash low = ContentHash.of(HexFormat.of().parseHex("0".repeat(32) + "f".repeat(32)));
        assertEquals("0".repeat(31) + "1" + "0".repeat(32), low.plus(one).hex());
        assertEquals("f".repeat(63) + "e", ones.plus(ones).hex());
    }

    @Test
    void bytesAreThoseOfUtf8() {
        assertEquals(1 + 2 + 3 + 4, one("{\"input_text\":\"aé～😀\"}").bytes());
    }

    private static NewItem one(String json) {
        Complaints complaints = new Complaints();
        ItemReader reader =
                new ItemReader(
                        ItemFields.ZNYX, new ItemReader.Limits(10_000, 10), complaints, b -> {});
        String array = "[" + json + "]";
        ByteArrayInputStream in = new ByteArrayInputStream(array.getBytes(StandardCharsets.UTF_8));
        try (JsonParser parser = StrictJson.parser(in, 10_000)) {
            parser.nextToken();
            List<NewItem> items = reader.read(parser, "samples");
            assertTrue(complaints.isEmpty(), () -> complaints.kept().toString());
            return items.getFirst();
        }
    }
}
