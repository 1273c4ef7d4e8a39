package goldset.format;

import goldset.domain.Utf8Text;
import java.util.List;
import java.util.Map;

/** A JSON value of which parts are wanted. Numbers keep their spelling, which a DOM would not. */
sealed interface Tree {

    record Members(Map<String, Tree> byName) implements Tree {}

    record Entries(List<Tree> list) implements Tree {}

    record Word(String text) implements Tree {}

    /** A number, true, false or null. */
    record Plain(String json) implements Tree {}

    default boolean isNull() {
        return this instanceof Plain(String json) && json.equals("null");
    }

    /** The value as JSON text. */
    default String written() {
        Utf8Text text = new Utf8Text(256);
        write(text);
        return text.copy().toString();
    }

    private void write(Utf8Text to) {
        switch (this) {
            case Members members -> {
                String before = "{";
                for (Map.Entry<String, Tree> member : members.byName.entrySet()) {
                    to.put(before).string(member.getKey()).put(":");
                    member.getValue().write(to);
                    before = ",";
                }
                to.put(members.byName.isEmpty() ? "{}" : "}");
            }
            case Entries entries -> {
                String before = "[";
                for (Tree entry : entries.list) {
                    to.put(before);
                    entry.write(to);
                    before = ",";
                }
                to.put(entries.list.isEmpty() ? "[]" : "]");
            }
            case Word word -> to.string(word.text);
            case Plain plain -> to.put(plain.json);
        }
    }
}
