package goldset.cli;

import goldset.format.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The gate's result in files, for other programs. */
final class GateFiles {
    static final int SAMPLES = 1000;
    private static final String JUNIT = "--junit";
    private static final String MARKDOWN = "--markdown";
    private static final String JSON = "--json";
    static final List<String> OPTIONS = List.of(JUNIT, MARKDOWN, JSON);
    static final String BARS_ONLY = "--junit-bars-only";

    private final Map<String, Path> files;
    private final boolean barsOnly;

    private GateFiles(Map<String, Path> files, boolean barsOnly) {
        this.files = files;
        this.barsOnly = barsOnly;
    }

    /** Nothing of an earlier run is left there: it would be read when this one breaks off. */
    static GateFiles of(Arguments arguments) {
        boolean barsOnly = arguments.flag(BARS_ONLY);
        if (barsOnly && arguments.value(JUNIT).isEmpty()) {
            throw Failure.usage(BARS_ONLY + " needs " + JUNIT);
        }
        Map<String, Path> files = new LinkedHashMap<>();
        for (String option : OPTIONS) {
            arguments.value(option).ifPresent(name -> files.put(option, emptied(Path.of(name))));
        }
        return new GateFiles(files, barsOnly);
    }

    /** A pipe or a device is let be. */
    private static Path emptied(Path file) {
        boolean special = Files.exists(file) && !Files.isRegularFile(file);
        Path folder = file.toAbsolutePath().getParent();
        boolean open = folder != null && Files.isWritable(folder);
        if (Files.isDirectory(file) || (!special && !open)) {
            throw Failure.usage(Text.shown(file.toString()) + " can't be written");
        }
        try {
            if (!special) {
                Files.deleteIfExists(file);
            }
            return file;
        } catch (IOException e) {
            throw Failure.usage(
                    Text.shown(file.toString()) + " can't be replaced: " + Patience.said(e));
        }
    }

    /** How many samples have to be named somewhere. */
    int rows() {
        return names().isEmpty() ? GateTable.SAMPLES : SAMPLES;
    }

    /** Of those that name samples. */
    String names() {
        return files.entrySet().stream()
                .filter(file -> !barsOnly || !file.getKey().equals(JUNIT))
                .map(file -> file.getValue().toString())
                .collect(Collectors.joining(", "));
    }

    void write(GateResult result, Screen screen) {
        for (Map.Entry<String, Path> file : files.entrySet()) {
            String text =
                    switch (file.getKey()) {
                        case JUNIT -> GateJunit.of(result, barsOnly);
                        case MARKDOWN -> GateMarkdown.of(result);
                        default -> GateJson.of(result);
                    };
            write(file.getValue(), text, screen);
        }
    }

    /**
     * What keeps the gate from being run is said in the files too: else a CI finds none of them.
     */
    Failure told(Failure why, Screen screen) {
        if (why.exit() == Exit.FAILED) {
            String reason =
                    String.join(
                            "; ",
                            Stream.concat(
                                            Stream.of(String.valueOf(why.getMessage())),
                                            why.complaints().stream())
                                    .toList());
            for (Map.Entry<String, Path> file : files.entrySet()) {
                String text =
                        switch (file.getKey()) {
                            case JUNIT -> GateJunit.of(reason);
                            case MARKDOWN -> GateMarkdown.of(reason);
                            default -> GateJson.of(reason);
                        };
                write(file.getValue(), text, screen);
            }
        }
        return why;
    }

    private static void write(Path file, String text, Screen screen) {
        try (PartFile part = PartFile.of(file, screen)) {
            part.out().write(text.getBytes(StandardCharsets.UTF_8));
            part.finish();
        } catch (IOException e) {
            throw Transfer.unwritable(Text.shown(file.toString()), e);
        }
    }
}
