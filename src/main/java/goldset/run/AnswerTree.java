package goldset.run;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is kept of an answer, while it is looked at. As a tree it may weigh thirty times what it
 * does as text, so its values are counted. One instance serves one answer.
 */
final class AnswerTree {
    private static final int VALUES_MAX = 10_000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ObjectNode root = NODES.objectNode();
    private int values;

    ObjectNode root() {
        return root;
    }

    void add(String name, JsonParser value) throws BadAnswer {
        put(root, name, value);
    }

    /** Whoever reads a member that comes twice takes the one or the other. */
    private void put(ObjectNode object, String name, JsonParser value) throws BadAnswer {
        if (object.replace(name, node(value)) != null) {
            throw Answers.noObject();
        }
    }

    private JsonNode node(JsonParser parser) throws BadAnswer {
        if (++values > VALUES_MAX) {
            throw new BadAnswer("the answer has too many parts");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> list(parser);
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private ObjectNode object(JsonParser parser) throws BadAnswer {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            put(object, name, parser);
        }
        return object;
    }

    private ArrayNode list(JsonParser parser) throws BadAnswer {
        ArrayNode list = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(node(parser));
        }
        return list;
    }

    private static JsonNode whole(JsonParser parser) {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }
}
