package goldset.http;

import goldset.domain.Item;
import goldset.domain.Utf8Text;
import goldset.format.ItemLayout;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;

/**
 * Writes items into an answer. They come as bytes and are put together as bytes; the generator only
 * sets the commas between them.
 */
public final class ItemJson implements Consumer<Item> {
    private final JsonGenerator out;
    private final ItemLayout layout;
    private final Utf8Text text = new Utf8Text(1024);
    private final Raw raw = new Raw();

    public ItemJson(JsonGenerator out, ItemLayout layout) {
        this.out = out;
        this.layout = layout;
    }

    @Override
    public void accept(Item item) {
        write(item, List.of());
    }

    /**
     * @param ignored names of fields that nobody here knows; a member of their own if there are any
     */
    public void write(Item item, Collection<String> ignored) {
        text.cut(0);
        layout.json(item, text);
        if (!ignored.isEmpty()) {
            text.cut(text.length() - 1);
            text.put(",\"ignored_fields\":").strings(ignored).put("}");
        }
        out.writeRawValue(raw);
    }

    /** The text in the form in which the generator takes bytes; it asks for nothing else. */
    private final class Raw implements SerializableString {
        @Override
        public int appendUnquotedUTF8(byte[] to, int offset) {
            return text.copyTo(to, offset);
        }

        @Override
        public byte[] asUnquotedUTF8() {
            return text.copy().bytes();
        }

        @Override
        public String getValue() {
            return text.copy().toString();
        }

        @Override
        public int charLength() {
            throw new UnsupportedOperationException();
        }

        @Override
        public char[] asQuotedChars() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] asQuotedUTF8() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int appendQuotedUTF8(byte[] to, int offset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int appendQuoted(char[] to, int offset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int appendUnquoted(char[] to, int offset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int writeQuotedUTF8(OutputStream to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int writeUnquotedUTF8(OutputStream to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int putQuotedUTF8(ByteBuffer to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int putUnquotedUTF8(ByteBuffer to) {
            throw new UnsupportedOperationException();
        }
    }
}
