package goldset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import goldset.demo.DemoGuardrail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows is what happens. */
class ReadmeTest {
    private static final Pattern SESSION = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
    private static final String MARK = "---- next command ----";

    @Test
    void itsCommandsGiveItsAnswers() throws IOException, InterruptedException {
        List<String> commands = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        Matcher session = SESSION.matcher(Files.readString(Path.of("README.md")));
        while (session.find()) {
            for (String line : session.group(1).lines().toList()) {
                if (line.startsWith("$ ")) {
                    commands.add(line.substring(2));
                    answers.add("");
                } else {
                    answers.set(answers.size() - 1, answers.getLast() + line);
                }
            }
        }
        assertTrue(commands.size() >= 4, "the README has lost its samples");
        List<String> got;
        try (DemoGuardrail guardrail = new DemoGuardrail();
                TestServer server =
                        TestServer.start(Map.of("GOLDSET_TARGET_URL", guardrail.url()))) {
            got = run(server, commands);
        }
        for (int i = 0; i < commands.size(); i++) {
            assertEquals(steady(answers.get(i)), steady(got.get(i)), commands.get(i));
        }
    }

    @Test
    void itsTableHasEverySetting() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (Config.Setting setting : Config.settings()) {
            String standard = setting.standard().isEmpty() ? "" : "`" + setting.standard() + "`";
            String row =
                    "| `%s` | %s | %s |".formatted(setting.name(), standard, setting.meaning());
            assertTrue(readme.contains(row), () -> "not in the README: " + row);
        }
    }

    /** One shell runs all, so that a later command sees the variables of an earlier one. */
    private static List<String> run(TestServer server, List<String> commands)
            throws IOException, InterruptedException {
        String script =
                String.join("\necho; echo '" + MARK + "'\n", commands)
                        .replace("127.0.0.1:8080", "127.0.0.1:" + server.port());
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
        bash.environment().put("KEY", TestServer.ADMIN);
        bash.environment().put("ORG", TestServer.ORG.toString());
        Process process = bash.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        List<String> parts = new ArrayList<>();
        for (String part : output.split(Pattern.quote(MARK), -1)) {
            parts.add(part.strip());
        }
        assertEquals(commands.size(), parts.size(), output);
        return parts;
    }

    /** Ids and times differ from run to run. */
    private static String steady(String answer) {
        return answer.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|request-id", "ID")
                .replaceAll("\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z", "TIME")
                .strip();
    }
}
