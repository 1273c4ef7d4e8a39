package goldset;

import goldset.http.RawHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A scenario in a file, line by line:
 *
 * <pre>
 * # a comment
 * &gt; POST /v1/orgs/{org}/datasets      a request, with names in braces
 * &gt; X-API-Key: {ci}                   its headers
 * &gt;                                   an empty line before its body
 * &gt; {"name": "a\xff"}                 \xNN is a byte
 * &lt; 200                               the answer: status
 * &lt; Allow: GET                        the headers that matter
 * &lt; {"id":"{dataset}"}                and the exact body
 * = dataset /id                      gives a name to a value of the answer
 * </pre>
 */
final class Golden {
    static final Path ROOT = Path.of("src/test/golden");

    private Golden() {}

    /** One request and its answer; lines without their marks. */
    record Exchange(
            List<String> comments,
            List<String> request,
            List<String> answer,
            Map<String, String> names) {

        String method() {
            return request.getFirst().split(" ", 2)[0];
        }

        String target() {
            return request.getFirst().split(" ", 2)[1];
        }

        int status() {
            return Integer.parseInt(answer.getFirst());
        }

        Map<String, String> headers() {
            Map<String, String> headers = new LinkedHashMap<>();
            for (String line : request.subList(1, request.size())) {
                if (line.isEmpty()) {
                    break;
                }
                String[] parts = line.split(": ", 2);
                headers.put(parts[0], parts[1]);
            }
            return headers;
        }

        String body() {
            int empty = request.indexOf("");
            return empty < 0 ? "" : String.join("\n", request.subList(empty + 1, request.size()));
        }

        List<String> answerHeaderNames() {
            return answer.stream()
                    .skip(1)
                    .takeWhile(line -> line.matches("[A-Z][A-Za-z-]*: .*"))
                    .map(line -> line.split(":", 2)[0])
                    .toList();
        }
    }

    static List<Path> files() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Exchange> read(Path file) {
        List<Exchange> exchanges = new ArrayList<>();
        List<String> comments = new ArrayList<>();
        for (String line : lines(file)) {
            String rest = line.length() > 2 ? line.substring(2) : "";
            boolean begins = exchanges.isEmpty() || !exchanges.getLast().answer.isEmpty();
            switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                case '#' -> comments.add(line);
                case '>' -> {
                    if (begins) {
                        exchanges.add(
                                new Exchange(
                                        List.copyOf(comments),
                                        new ArrayList<>(),
                                        new ArrayList<>(),
                                        new LinkedHashMap<>()));
                        comments.clear();
                    }
                    exchanges.getLast().request.add(rest);
                }
                case '<' -> exchanges.getLast().answer.add(rest);
                case '=' -> {
                    String[] parts = rest.split(" ", 2);
                    exchanges.getLast().names.put(parts[0], parts[1]);
                }
                default -> {}
            }
        }
        return exchanges;
    }

    /** A request as it went out, and what came back. */
    record Sent(
            String method,
            String target,
            Map<String, String> headers,
            String body,
            RawHttp.Answer answer) {}

    /** Sends the request and gives the answer in the form of the file. */
    static List<String> run(Exchange exchange, RawHttp http, Map<String, String> names)
            throws IOException {
        return lines(exchange, send(exchange, http, names).answer(), names);
    }

    static Sent send(Exchange exchange, RawHttp http, Map<String, String> names)
            throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.headers().forEach((name, value) -> headers.put(name, filled(value, names)));
        byte[] body = bytes(filled(exchange.body(), names));
        String target = filled(exchange.target(), names);
        RawHttp.Answer answer = http.call(exchange.method(), target, headers, body);
        return new Sent(
                exchange.method(),
                target,
                headers,
                new String(body, StandardCharsets.UTF_8),
                answer);
    }

    /** The answer in the form of the file. */
    static List<String> lines(Exchange exchange, RawHttp.Answer answer, Map<String, String> names) {
        List<String> lines = new ArrayList<>();
        lines.add(Integer.toString(answer.status()));
        for (String name : exchange.answerHeaderNames()) {
            String value = answer.headers().get(name.toLowerCase(Locale.ROOT));
            lines.add(name + ": " + (value == null ? "(absent)" : value));
        }
        exchange.names().forEach((name, path) -> names.put(name, value(answer, path)));
        if (!answer.body().isEmpty()) {
            lines.addAll(named(answer.body(), names).lines().toList());
        }
        return lines;
    }

    static void write(Path file, List<Exchange> exchanges, List<List<String>> answers)
            throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < exchanges.size(); i++) {
            Exchange exchange = exchanges.get(i);
            text.append(i > 0 ? "\n" : "");
            exchange.comments().forEach(line -> text.append(line).append('\n'));
            exchange.request().forEach(line -> text.append(marked('>', line)));
            answers.get(i).forEach(line -> text.append(marked('<', line)));
            exchange.names().forEach((name, path) -> text.append(marked('=', name + " " + path)));
        }
        Files.writeString(file, text);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static String marked(char mark, String line) {
        return (mark + " " + line).stripTrailing() + "\n";
    }

    static String filled(String text, Map<String, String> names) {
        String filled = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            filled = filled.replace("{" + name.getKey() + "}", name.getValue());
        }
        return filled;
    }

    private static String named(String text, Map<String, String> names) {
        String named = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            named = named.replace(name.getValue(), "{" + name.getKey() + "}");
        }
        return named;
    }

    private static String value(RawHttp.Answer answer, String path) {
        String value = TestServer.json(answer).at(path).asString("");
        if (value.isEmpty()) {
            throw new IllegalStateException("no " + path + " in " + answer.body());
        }
        return value;
    }

    private static byte[] bytes(String body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int start = 0;
        for (int i = body.indexOf("\\x"); i >= 0; i = body.indexOf("\\x", start)) {
            bytes.writeBytes(body.substring(start, i).getBytes(StandardCharsets.UTF_8));
            bytes.write(Integer.parseInt(body.substring(i + 2, i + 4), 16));
            start = i + 4;
        }
        bytes.writeBytes(body.substring(start).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }
}
