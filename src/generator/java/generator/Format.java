package generator;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Checks that every Java file under some folders is formatted, or formats them: google-java-format's
 * AOSP style, Javadoc left as it is written.
 *
 * <p>It runs here rather than in a Maven plugin because the formatter parses with the compiler of
 * the JDK that it runs on, and Maven may run on one older than the sources.
 *
 * <p>Arguments: {@code check} or {@code apply}, then the folders.
 */
final class Format {
    private static final Formatter FORMATTER =
            new Formatter(
                    JavaFormatterOptions.builder()
                            .style(JavaFormatterOptions.Style.AOSP)
                            .formatJavadoc(false)
                            .build());

    public static void main(String[] arguments) throws Exception {
        boolean apply =
                switch (arguments[0]) {
                    case "check" -> false;
                    case "apply" -> true;
                    default ->
                            throw new IllegalArgumentException(
                                    "not check or apply: " + arguments[0]);
                };
        var unformatted = new ArrayList<Path>();
        for (var folder : Arrays.asList(arguments).subList(1, arguments.length)) {
            for (var file : javaFiles(Path.of(folder))) {
                var text = Files.readString(file);
                var formatted = format(file, text);
                if (formatted.equals(text)) {
                    continue;
                }
                if (apply) {
                    Files.writeString(file, formatted);
                } else {
                    unformatted.add(file);
                }
            }
        }
        if (!unformatted.isEmpty()) {
            System.err.println("[ERROR] Not formatted (run `mvn -q -Pformat initialize`):");
            unformatted.forEach(file -> System.err.println("[ERROR]   " + file));
            System.exit(1);
        }
    }

    /** Imports are sorted as google-java-format sorts its own: AOSP's order puts java.* last. */
    private static String format(Path file, String text) throws FormatterException {
        try {
            var imported =
                    ImportOrderer.reorderImports(
                            RemoveUnusedImports.removeUnusedImports(text),
                            JavaFormatterOptions.Style.GOOGLE);
            return FORMATTER.formatSource(imported);
        } catch (FormatterException unreadable) {
            System.err.println("[ERROR] " + unreadable.formatDiagnostics(file.toString(), text));
            throw unreadable;
        }
    }

    private static List<Path> javaFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.walk(folder)) {
            return files.filter(
                            file ->
                                    file.toString().endsWith(".java")
                                            && !isBuilt(folder.relativize(file)))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isBuilt(Path file) {
        for (var name : file) {
            if (name.toString().equals("target")) {
                return true;
            }
        }
        return false;
    }

    private Format() {}
}
