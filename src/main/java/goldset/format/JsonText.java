package goldset.format;

import goldset.domain.Complaint;
import goldset.domain.Complaints;
import goldset.domain.Utf8;
import goldset.domain.Utf8Text;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Free-form JSON copied as it was sent, white space aside, and beside it the canonical form that is
 * hashed. One instance serves one thread; each value starts it anew.
 */
public final class JsonText {
    private static final int EXPONENT_MAX = 308;

    private final Complaints complaints;
    private final int bytesMax;
    private boolean full;
    private final Utf8Text sent = new Utf8Text(256);
    private final Utf8Text canonical = new Utf8Text(256);
    private List<Object> path = new ArrayList<>();

    /**
     * @param bytesMax bounds each of the two forms: written out in full, a number of five
     *     characters may have three hundred digits
     */
    public JsonText(Complaints complaints, int bytesMax) {
        this.complaints = complaints;
        this.bytesMax = bytesMax;
    }

    /** Reads the value that the parser stands on. */
    public void read(JsonParser parser, List<Object> at) {
        sent.cut(0);
        canonical.cut(0);
        path = new ArrayList<>(at);
        full = false;
        value(parser);
        if (full) {
            path = new ArrayList<>(at);
            String message = "should have at most " + bytesMax + " bytes with its numbers in full";
            complain("too_long", message, "\"…\"");
        }
    }

    public Utf8 sent() {
        return sent.copy();
    }

    /** Until the next value is read. */
    Utf8Text canonical() {
        return canonical;
    }

    /**
     * The canonical form of a text that may be JSON.
     *
     * @throws BadJson when it isn't, or has more bytes
     */
    static Utf8 canonical(String json, int bytesMax) {
        Complaints complaints = new Complaints();
        JsonText text = new JsonText(complaints, bytesMax);
        try (JsonParser parser = parser(Utf8.valueOf(json))) {
            if (parser.nextToken() == null) {
                throw new BadJson(0, "no value");
            }
            text.read(parser, List.of());
            StrictJson.end(parser);
        }
        if (!complaints.isEmpty()) {
            throw new BadJson(0, "a value that has no canonical form");
        }
        return text.canonical().copy();
    }

    /** Over text that was checked when it came. */
    static JsonParser parser(Utf8 json) {
        return StrictJson.parser(new ByteArrayInputStream(json.bytes()), Integer.MAX_VALUE);
    }

    /** What the members of an object are called. */
    static Set<String> names(Utf8 object) {
        Set<String> names = new HashSet<>();
        try (JsonParser parser = parser(object)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                names.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        }
        return names;
    }

    private void value(JsonParser parser) {
        switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> string(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getString());
            default -> both(parser.getString());
        }
    }

    private void object(JsonParser parser) {
        both("{");
        int start = canonical.length();
        List<Member> members = new ArrayList<>();
        boolean sorted = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            if (!members.isEmpty()) {
                both(",");
            }
            String key = parser.currentName();
            path.add(Text.cut(key));
            int from = canonical.length();
            string(key);
            both(":");
            parser.nextToken();
            value(parser);
            path.removeLast();
            sorted &= members.isEmpty() || byCodePoint(members.getLast().key, key) < 0;
            members.add(new Member(key, from, canonical.length()));
        }
        if (!sorted && !full) {
            sort(members, start);
        }
        both("}");
    }

    private void sort(List<Member> members, int start) {
        List<byte[]> texts = new ArrayList<>();
        members.sort((a, b) -> byCodePoint(a.key, b.key));
        for (Member member : members) {
            texts.add(canonical.part(member.from, member.to));
        }
        canonical.cut(start);
        for (int i = 0; i < texts.size(); i++) {
            canonical.put(i > 0 ? "," : "").put(texts.get(i));
        }
    }

    private void array(JsonParser parser) {
        both("[");
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i > 0) {
                both(",");
            }
            path.add(i);
            value(parser);
            path.removeLast();
        }
        both("]");
    }

    private void string(String value) {
        int fault = Text.faultAt(value);
        if (fault >= 0) {
            complain("string_unicode", Text.fault(value, fault), Echo.of(value));
            return;
        }
        if (!full()) {
            sent.string(value);
            canonical.string(value);
        }
    }

    private void number(String text) {
        if (!exponentFits(text)) {
            complain(
                    "value_error",
                    "Value error, an exponent should be from -308 to 308, not " + Text.shown(text),
                    Echo.of(text));
            return;
        }
        if (!full()) {
            sent.put(text);
            canonical.put(plain(text));
        }
    }

    /** Once it is, the rest is only stepped over. */
    private boolean full() {
        full |= Math.max(sent.length(), canonical.length()) > bytesMax;
        return full;
    }

    /** A short number can stand for a text of a hundred thousand digits. */
    private static boolean exponentFits(String number) {
        int e = Math.max(number.indexOf('e'), number.indexOf('E'));
        if (e < 0) {
            return true;
        }
        String digits = number.substring(e + 1).replaceFirst("^[+-]?0*", "");
        return digits.length() <= 3
                && (digits.isEmpty() || Integer.parseInt(digits) <= EXPONENT_MAX);
    }

    private static String plain(String number) {
        boolean integer = number.length() < 18;
        for (int i = 0; i < number.length() && integer; i++) {
            char c = number.charAt(i);
            integer = (c >= '0' && c <= '9') || (c == '-' && number.length() > 2);
        }
        if (integer) {
            return number;
        }
        BigDecimal value = new BigDecimal(number);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private void complain(String type, String message, String input) {
        complaints.add(new Complaint(List.copyOf(path), type, message, input, null));
    }

    private void both(String text) {
        if (full()) {
            return;
        }
        sent.put(text);
        canonical.put(text);
    }

    private static int byCodePoint(String a, String b) {
        int end = Math.min(a.length(), b.length());
        for (int i = 0; i < end; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return Character.isSurrogate(x) == Character.isSurrogate(y)
                        ? Character.compare(x, y)
                        : Character.isSurrogate(x) ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private record Member(String key, int from, int to) {}
}
