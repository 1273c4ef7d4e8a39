package goldset.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON pointers, and in those that read a star for each entry of a list or an object. */
final class Pointer {
    /** In a pointer that reads. */
    static final String EACH = "*";

    private Pointer() {}

    /** The member of the whole that it begins with, or that it begins with each. */
    static String first(String pointer) {
        return steps(pointer).getFirst();
    }

    private static List<String> steps(String pointer) {
        return Arrays.stream(pointer.substring(1).split("/", -1))
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    /** All values that stand there. */
    static List<JsonNode> all(JsonNode root, String pointer) {
        List<JsonNode> nodes = List.of(root);
        for (String step : steps(pointer)) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : nodes) {
                if (step.equals(EACH)) {
                    node.forEach(next::add);
                } else {
                    JsonNode child = child(node, step);
                    if (!child.isMissingNode()) {
                        next.add(child);
                    }
                }
            }
            nodes = next;
        }
        return nodes;
    }

    private static JsonNode child(JsonNode node, String step) {
        return node.isArray() && step.matches("[0-9]{1,6}")
                ? node.path(Integer.parseInt(step))
                : node.path(step);
    }

    /** Puts a text where a value stands, or where an object has room for it. */
    static void put(JsonNode root, String pointer, String text) throws BadAnswer {
        List<String> steps = steps(pointer);
        JsonNode parent = root;
        for (String step : steps.subList(0, steps.size() - 1)) {
            parent = child(parent, step);
        }
        String last = steps.getLast();
        if (parent instanceof ObjectNode object) {
            object.put(last, text);
        } else if (parent instanceof ArrayNode list
                && last.matches("[0-9]{1,6}")
                && Integer.parseInt(last) < list.size()) {
            list.set(Integer.parseInt(last), text);
        } else {
            throw new BadAnswer("names no place in the body");
        }
    }
}
